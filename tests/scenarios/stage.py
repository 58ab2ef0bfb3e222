"""The whole system in the test's own loop: HTTP and terminal doors on the real application, and a clock to turn."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx

from bot.terminal.adapter import Typing
from bot.terminal.render import lines
from core.api.app import create_app
from core.bootstrap import build
from core.db.uow import Scope, Transaction
from core.settings import Settings
from workers.loops import Workers
from workers.platforms import build_platforms

TEST = Scope.system("test")
TOKEN = "the-token-of-this-run"
PATIENCE_S = 15.0
BY_ITSELF = ("reminder", "notice")
HAIR = timedelta(milliseconds=300)  # behind the instant at which it is due
NEXT = "SELECT min(due_at) AS due FROM occurrences WHERE state = 'scheduled' AND due_at < %(to)s"
UNSETTLED = (
    "SELECT (SELECT count(*) FROM occurrences WHERE state IN ('due', 'sending', 'unknown')"
    " OR (state = 'scheduled' AND due_at <= todobot_now()))"
    " + (SELECT count(*) FROM outbox WHERE parked_at IS NULL) AS n"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the bot said, as every door can tell it; `kind` "" where a platform does not show it."""

    text: str
    kind: str = ""
    cards: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    form: tuple[str, ...] = ()


class Stage(Protocol):
    """Where a script is played."""

    async def turn(self, to: datetime) -> None:
        """Set the clock; what becomes due is posted when this returns."""

    async def now(self) -> datetime:
        """The clock, which goes on while people type."""

    async def away(self, span: timedelta) -> None:
        """So much time passes while the bot is off."""

    async def say(self, who: str, place: str, text: str) -> Heard:
        """Somebody types."""

    async def click(self, who: str, place: str, label: str) -> Heard:
        """Somebody clicks a button that they see, the newest one with this label."""

    async def fill(self, who: str, place: str, values: dict[str, str]) -> Heard:
        """Somebody changes fields of the form that is open, and saves it."""

    async def posts(self, who: str, place: str) -> list[str]:
        """What the bot has said by itself there since this was last asked."""


@dataclass
class Talk:
    """One person's conversation over HTTP."""

    client: httpx.AsyncClient
    zone: str
    seen: int = 0
    shown: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer; a problem is one too."""
        answer = await self.client.post("/chat", json=body | ({"zone": self.zone} if self.zone else {}))
        document: dict[str, Any] = answer.json()
        assert answer.status_code < 500, document
        if not answer.is_success:
            document = {"text": document["detail"], "kind": "refusal", "cards": [], "buttons": [], "form": None}
        self.show(document)
        return document

    async def rang(self) -> list[dict[str, Any]]:
        """The new messages that nobody asked for."""
        answer = await self.client.get("/chat/history", params={"after": self.seen})
        items = answer.raise_for_status().json()["items"]
        self.seen = max([self.seen, *(item["id"] for item in items)])
        found = [item for item in items if item["kind"] in BY_ITSELF]
        for message in found:
            self.show(message)
        return found

    def show(self, message: dict[str, Any]) -> None:
        """It is on the screen now."""
        self.shown.append(message)

    async def type(self, text: str) -> dict[str, Any]:
        """A text."""
        return await self.send({"text": text})

    async def click(self, label: str) -> dict[str, Any]:
        """A button of a message or of its only card."""
        for message in reversed(self.shown):
            cards = message["cards"] if len(message["cards"]) == 1 else []
            for button in (*message["buttons"], *(button for card in cards for button in card["buttons"])):
                if button["label"] == label:
                    return await self.send({"action": button["action"]})
        raise AssertionError(f"there is no button “{label}”")

    async def fill(self, values: dict[str, str]) -> dict[str, Any]:
        """The form that was shown last."""
        form = next(message["form"] for message in reversed(self.shown) if message.get("form"))
        names = {one["label"]: one["name"] for one in form["fields"]}
        filled = {one["name"]: one["value"] for one in form["fields"]}
        filled |= {names[label]: value for label, value in values.items()}
        return await self.send({"action": form["action"], "form": filled})


class TypedTalk(Talk):
    """The same through the terminal's adapter: everything is a typed line, and what is shown are lines."""

    def __init__(self, client: httpx.AsyncClient, zone: str) -> None:
        super().__init__(client, zone)
        self.typing = Typing()

    def show(self, message: dict[str, Any]) -> None:
        """Its lines hold every label and every card of a list."""
        super().show(message)
        self.typing.shown(message)
        text = "\n".join(lines(message, colour=False))
        assert message["text"] in text
        assert all(f"[{button['label']}]" in text for button in message["buttons"])
        assert len(message["cards"]) < 2 or all(card["title"] in text for card in message["cards"])
        assert message["kind"] != "reminder" or text.startswith("⏰")

    async def type(self, text: str) -> dict[str, Any]:
        """A line; it can be answered without a word to the server."""
        body = self.typing.body(text)
        if isinstance(body, str):
            return {"text": body, "kind": "", "cards": [], "buttons": [], "form": None}
        return await self.send(body)

    async def click(self, label: str) -> dict[str, Any]:
        """Its label, typed."""
        await self.rang()
        assert "action" in self.typing.body(label), f"“{label}” cannot be typed"
        return await self.type(label)

    async def fill(self, values: dict[str, str]) -> dict[str, Any]:
        """A line for each field, and an empty one."""
        for label, value in values.items():
            await self.type(f"{label}: {value}")
        return await self.type("")


class Inside:
    """Implements Stage. `door` is the platform that people speak through."""

    def __init__(self, database_url: str, door: str, people: dict[str, str]) -> None:
        self.services = build(Settings(_env_file=None), database_url, {})
        self.services.running.update(build_platforms(self.services, ("terminal", "web")))
        app = create_app(self.services, run_token=TOKEN)
        app.state.machine_zone = None  # a person's zone is what the script says
        self._workers = self._made()
        self._talks: dict[str, Talk] = {}
        for who, zone in people.items():
            headers = {"Authorization": f"Bearer {TOKEN}", "X-Todobot-Person": who}
            headers["X-Todobot-Platform"] = {"http": "web"}.get(door, door)
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://127.0.0.1", headers=headers, timeout=60
            )
            self._talks[who] = Talk(client, zone) if door == "http" else TypedTalk(client, zone)

    def _made(self) -> Workers:
        made, notifiers = self.services, {name: one.notifier for name, one in self.services.running.items()}
        return Workers(made.db, made.bus, made.scheduler, notifiers, made.settings, made.book)

    async def start(self) -> None:
        """Let the loops run."""
        await self._workers.start()

    async def stop(self) -> None:
        """End everything."""
        await self._workers.stop(5)
        for talk in self._talks.values():
            await talk.client.aclose()
        await self.services.db.stop()

    async def turn(self, to: datetime) -> None:
        """By the offset that the template database keeps; it stops at each instant at which something is due."""
        while (due := await self._next(to)) is not None:
            await self._settle(max(due + HAIR, await self.now()))
        await self._settle(to)

    async def _settle(self, at: datetime) -> None:
        await self._forward(at)
        self._workers.wake()
        self._workers._loops["sweep"].pace.kick()  # as the timer that would ring now does
        end = time.monotonic() + PATIENCE_S
        while await self._waiting():
            assert time.monotonic() < end, "what is due was not posted"
            await asyncio.sleep(0.02)

    async def away(self, span: timedelta) -> None:
        """New loops, as after a new start."""
        await self._workers.stop(5)
        now = await self.now()
        await self._forward(now + span)
        self._workers = self._made()
        await self._workers.start()
        await self._settle(now + span)

    async def say(self, who: str, place: str, text: str) -> Heard:
        """There are no channels here."""
        assert not place, "only fakechat has channels"
        return heard(await self._talks[who].type(text))

    async def click(self, who: str, place: str, label: str) -> Heard:
        """By label."""
        return heard(await self._talks[who].click(label))

    async def fill(self, who: str, place: str, values: dict[str, str]) -> Heard:
        """By the fields' labels."""
        return heard(await self._talks[who].fill(values))

    async def posts(self, who: str, place: str) -> list[str]:
        """From the stored conversation."""
        return [message["text"] for message in await self._talks[who].rang()]

    async def now(self) -> datetime:
        """The database's."""
        return await self.services.db.run(TEST, lambda tx: tx.now())

    async def _forward(self, to: datetime) -> None:
        async def work(tx: Transaction) -> None:
            # By what is missing then: a repetition whose first COMMIT was done after all adds nothing.
            await tx.write(
                "UPDATE test_clock SET seconds = seconds + extract(epoch FROM %(to)s - todobot_now())", to=to
            )

        await self.services.db.run(TEST, work)
        await self.now()  # Python's clock follows

    async def _next(self, to: datetime) -> datetime | None:
        rows = await self.services.db.run(TEST, lambda tx: tx.rows(NEXT, to=to))
        due: datetime | None = rows[0]["due"]
        return due

    async def _waiting(self) -> bool:
        rows = await self.services.db.run(TEST, lambda tx: tx.rows(UNSETTLED))
        return bool(rows[0]["n"])


def heard(message: dict[str, Any]) -> Heard:
    """A message as `POST /chat` gives it."""
    fields = (message.get("form") or {"fields": ()})["fields"]
    return Heard(
        message["text"],
        message["kind"],
        tuple(_line(card) for card in message["cards"]),
        tuple(button["label"] for button in message["buttons"]),
        tuple(f"{one['label']}: {one['value']}" for one in fields),
    )


def _line(card: dict[str, Any]) -> str:
    facts = [f"#{card['number']} {card['title']}", card["status"], f"p{card['priority']}", card["due_text"]]
    facts += [*(f"#{tag}" for tag in card["tags"]), card["detail"], card["description"]]
    return " · ".join(fact for fact in facts if fact and fact != "p4")
