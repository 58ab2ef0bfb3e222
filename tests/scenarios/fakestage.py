"""The same stage on real processes: a todobot with the fake chat platform, one workspace per conversation."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from core.db.engine import sqlalchemy_url
from core.messages import Instant
from core.replies.book import plain
from fakechat.client import WORLD, Fakechat
from fakechat.process import todobot, wait_until
from tests.conftest import dsn_of
from tests.scenarios.script import Script
from tests.scenarios.stage import HAIR, NEXT, UNSETTLED, Heard

_MARKED = re.compile(r"<t:(\d+)>")  # in cards, which are logged as they were sent
_SHOWN = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d UTC")


class Town:
    """A platform with a workspace for each script, and a bot on a database whose clock only goes forward."""

    def __init__(self, folder: Path, database_url: str, scripts: list[Script]) -> None:
        self.dsn = dsn_of(database_url)
        self.fake = Fakechat(folder, world={script.name: _workspace(script) for script in scripts})
        environ = self.fake.for_bot() | {"DATABASE_URL": sqlalchemy_url(self.dsn), "BUSY_SECONDS": "600"}
        self.bot = todobot(folder, environ=environ)

    def start(self) -> None:
        """Both processes."""
        self.fake.start()
        self.start_bot()

    def start_bot(self) -> None:
        """It (again)."""
        self.bot.start(ready="/health/ready")
        self.fake.webhook(self.bot.url)

    def end(self) -> None:
        """Neither."""
        self.bot.stop()
        self.fake.kill()


def _workspace(script: Script) -> dict[str, Any]:
    """Acme's channels, with the people of the script."""
    people = [
        {"account": who, "name": who.title(), **({"zone": zone} if zone else {})} for who, zone in script.people.items()
    ]
    channels = {
        name: [one for one in members if one == "bot" or one in script.people]
        for name, members in WORLD["acme"]["channels"].items()
    }
    return {"people": people, "channels": channels}


class Outside:
    """Implements Stage in one workspace of a town."""

    def __init__(self, town: Town, script: Script) -> None:
        self._town, self._script, self._fake = town, script, town.fake
        self._posted: dict[str, int] = {}

    async def turn(self, to: datetime) -> None:
        """It stops at each instant at which something is due."""
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            while (due := connection.execute(NEXT, {"to": to}).fetchone()[0]) is not None:  # type: ignore[index]
                self._settle(connection, max(due + HAIR, await self.now()))
            self._settle(connection, to)

    def _settle(self, connection: psycopg.Connection[Any], at: datetime) -> None:
        connection.execute(
            "UPDATE test_clock SET seconds = seconds + extract(epoch FROM %s - todobot_now())", [at.astimezone(UTC)]
        )
        wait_until(lambda: connection.execute(UNSETTLED).fetchone() == (0,), 20, "what is due to be posted")

    async def now(self) -> datetime:
        """The database's."""
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            now: datetime = connection.execute("SELECT todobot_now()").fetchone()[0]  # type: ignore[index]
        return now

    async def away(self, span: timedelta) -> None:
        """Ended, and started again on the same database."""
        self._town.bot.stop()
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            connection.execute("UPDATE test_clock SET seconds = seconds + %s", [span.total_seconds()])
        self._town.start_bot()
        await self.turn(await self.now())

    async def say(self, who: str, place: str, text: str) -> Heard:
        """To the bot directly, or in a channel with a mention; "/remind ..." is a slash command there."""
        before = len(self._answers(who, place))
        slash, rest = text[1:].partition(" ")[::2] if text.startswith("/") else ("", text)
        more: dict[str, Any] = {"slash": slash} if slash else {"mention": bool(place)}
        self._fake.type(rest, account=who, channel=place, workspace=self._script.name, **more)
        return self._answer(who, place, before)

    async def click(self, who: str, place: str, label: str) -> Heard:
        """The newest message that has the button."""
        before = len(self._answers(who, place))
        entry = next(one for one in reversed(self._all(who, place)) if label in _labels(one))
        self._fake.click(entry["id"], label, account=who, workspace=self._script.name)
        return self._answer(who, place, before)

    async def fill(self, who: str, place: str, values: dict[str, str]) -> Heard:
        """The newest form."""
        before = len(self._answers(who, place))
        entry = next(one for one in reversed(self._all(who, place)) if one.get("form"))
        names = {one["label"]: one["name"] for one in entry["form"]["fields"]}
        filled = {one["name"]: one["value"] for one in entry["form"]["fields"]}
        filled |= {names[label]: value for label, value in values.items()}
        self._fake.submit(entry["id"], filled, account=who, workspace=self._script.name)
        return self._answer(who, place, before)

    async def posts(self, who: str, place: str) -> list[str]:
        """Posts of occurrences."""
        key = place or f"@{who}"
        found = [one for one in self._all(who, place) if one["marker"]]
        new = found[self._posted.get(key, 0) :]
        self._posted[key] = len(found)
        return [self._read(one["shown"], who) for one in new]

    def _all(self, who: str, place: str) -> list[dict[str, Any]]:
        where = {"channel": place} if place else {"dm": who}
        found = self._fake.log(workspace=self._script.name, **where)
        return [one for one in found if one["only_for"] in ("", who)]

    def _answers(self, who: str, place: str) -> list[dict[str, Any]]:
        return [one for one in self._all(who, place) if not one["marker"]]

    def _answer(self, who: str, place: str, before: int) -> Heard:
        end = time.monotonic() + 10
        while len(found := self._answers(who, place)) <= before:
            assert time.monotonic() < end, "the bot did not answer"
            time.sleep(0.02)
        entry = found[-1]
        fields = (entry.get("form") or {"fields": ()})["fields"]
        return Heard(
            self._read(entry["shown"], who),
            cards=tuple(self._read(str(card["text"]).replace("\n", " · "), who) for card in entry["cards"]),
            buttons=tuple(button["label"] for row in entry["rows"] for button in row),
            form=tuple(f"{one['label']}: {one['value']}" for one in fields),
        )

    def _read(self, text: str, who: str) -> str:
        """As the platform shows it to this person, whose clock it knows."""
        zone = self._script.people.get(who) or "UTC"
        text = _MARKED.sub(lambda at: plain(Instant(datetime.fromtimestamp(int(at[1]), UTC), zone)), text)
        return _SHOWN.sub(lambda at: plain(Instant(datetime.fromisoformat(f"{at[1]}+00:00"), zone)), text)


def _labels(entry: dict[str, Any]) -> list[str]:
    return [button["label"] for button in entry["buttons"]]
