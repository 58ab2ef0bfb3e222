"""The same stage in the fake Discord: a todobot with one guild, people who type, use commands, press and fill in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from core.db.engine import sqlalchemy_url
from core.messages import Instant
from core.replies.book import plain
from fakechat.process import todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.discord import widgets
from tests.platforms.discord.client import FakeDiscord
from tests.platforms.discord.limits import LOADING
from tests.platforms.discord.world import ident
from tests.scenarios.fakestage import Outside, _workspace
from tests.scenarios.script import Script
from tests.scenarios.stage import UNSETTLED, Heard
from workers.posting import nonce_of

GUILD, PLACE = "acme", "random"
OCCURRENCES = "SELECT id FROM occurrences"
SAID = ("post", "ephemeral", "update", "modal")
WORKING = "Working on it"
PATIENCE_S = 60.0
CHANGED_S = 2.0  # so long an answer may follow after a message was changed in place; then the change is the answer

_CHANNEL = re.compile(r"<#(\w+)>")
_FULL = re.compile(r"<t:(\d+):F>(?: \(<t:\d+:R>\))?")
_EXACT = re.compile(r"<t:(\d+):D> <t:\d+:T>(?: \(<t:\d+:R>\))?")
_LEFT = re.compile(r"<t:(\d+)(?::\w)?>")
_PERSON = re.compile(r"<@!?(\d+)>")
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
_WHERE_IT_RANG = re.compile(r"(?:snooze|later|again|done$)")  # what is said to a reminder is said where it rang
_SLASH = {"remindme": "remind me "}  # what other platforms call a command, and how the sentence begins


class Town:
    """A Discord with the people of one script, and a bot on a database whose clock only goes forward."""

    def __init__(self, folder: Path, database_url: str, script: Script) -> None:
        self.dsn = dsn_of(database_url)
        world = {GUILD: _workspace(script)}
        # People in scripts type faster than a channel takes answers, and bots are not restarted within five seconds.
        self.fake = FakeDiscord(folder / "discord", world=world, burst=1000, identify_seconds=0)
        environ = self.fake.for_bot() | {"DATABASE_URL": sqlalchemy_url(self.dsn), "BUSY_SECONDS": "600"}
        self.bot = todobot(folder, environ=environ)

    def start(self) -> None:
        """Both processes."""
        self.fake.start()
        self.start_bot()

    def start_bot(self) -> None:
        """It (again); when this returns it hears what people do, and its commands are there."""
        self.bot.start(ready="/health/ready")
        self.fake.connected()
        wait_until(lambda: self.fake.noted()["commands"].get(""), PATIENCE_S, "the bot's commands")

    def end(self) -> None:
        """Neither."""
        self.bot.stop()
        self.fake.kill()


class InDiscord(Outside):
    """Implements Stage with direct messages, mentions in channels, commands and widgets.

    Where a script has channels, what it says to the bot directly is /do in the guild: Discord's direct messages belong
    to no guild, and see its numbers by the guild's name.
    """

    _fake: FakeDiscord  # type: ignore[assignment]

    def __init__(self, town: Town, script: Script) -> None:
        super().__init__(town, script)  # type: ignore[arg-type]
        self._shared = any(step.place for step in script.steps)
        self._marks: dict[str, bool] = {}

    def settle_in(self) -> None:
        """Everybody whose zone the script knows has said it: Discord tells nobody's."""
        for who, zone in self._script.people.items():
            if zone:
                before = self._seen()
                self._fake.type(f"timezone {zone}", account=who)
                self._answer(who, "", before)

    async def say(self, who: str, place: str, text: str) -> Heard:
        """To the bot directly, or in a channel with a mention; "/todo ..." is a slash command there."""
        before, text = self._seen(), _CHANNEL.sub(r"#\1", text)
        here = place or _WHERE_IT_RANG.match(text)
        if text.startswith("/") or (self._shared and not here):
            name, _, rest = text[1:].partition(" ") if text.startswith("/") else ("", "", text)
            sentence = _SLASH[name] + rest if name in _SLASH else rest if name in ("", "todo") else f"{name} {rest}"
            return self._command(who, place or (PLACE if self._shared else ""), sentence, before)
        more = {"reply": self._last(who)} if self._shared and not place else {"mention": bool(place)}
        self._fake.type(text, account=who, channel=place, **more)
        return self._answer(who, place, before)

    def _last(self, who: str) -> str:
        """The newest message of the bot in their direct messages: what rang is replied to."""
        number: str = next(one["id"] for one in reversed(self._fake.see(account=who)["messages"]) if one["ours"])
        return number

    def _command(self, who: str, place: str, sentence: str, before: int) -> Heard:
        done = self._fake.slash("do", {"text": sentence}, account=who, channel=place)
        assert done.get("answer"), done
        return self._answer(who, place, before, private=True)

    async def click(self, who: str, place: str, label: str) -> Heard:
        """The newest message that has the button, or a menu with such an entry, wherever they are."""
        before, where = self._seen(), self._newest(who, place, label)
        done = self._fake.click(label, account=who, **where)
        assert done["answer"], done
        return self._answer(who, where["channel"], before, private=bool(where["channel"]) and not place)

    def _newest(self, who: str, place: str, label: str) -> dict[str, str]:
        """In their direct messages or in the channel: which message, and where."""
        found = []
        for channel in {place, "", PLACE if self._shared else ""}:
            seen = self._fake.see(account=who, channel=channel)["messages"]
            found += [(int(one["id"]), channel) for one in seen if one["ours"] and label in _labels(one["body"])]
        assert found, f"{who} sees no “{label}”"
        number, channel = max(found)
        return {"id": str(number), "channel": channel}

    async def fill(self, who: str, place: str, values: dict[str, str]) -> Heard:
        """The modal that is open, or the one of a menu's entries that has these fields."""
        if self._fake.see(account=who)["modal"] is None:
            self._open(who, place, set(values))
        before = self._seen()
        done = self._fake.submit(values, account=who)
        if done.get("missing"):
            return Heard(f"missing: {', '.join(done['missing'])}", kind="refusal")
        assert done["answer"], done
        here = place or (PLACE if self._shared else "")
        return self._answer(who, here, before, private=self._shared and not place)

    def _open(self, who: str, place: str, wanted: set[str]) -> None:
        channel = place or (PLACE if self._shared else "")
        seen = self._fake.see(account=who, channel=channel)["messages"]
        menu = next(one for one in reversed(seen) if one["ours"] and _options(one["body"]))
        for label in _options(menu["body"]):
            self._fake.click(label, account=who, channel=channel, id=menu["id"])
            modal = self._fake.see(account=who, channel=channel)["modal"]
            if modal and wanted <= {one["label"] for one in modal["inputs"]}:
                return
            self._fake.do("close", account=who)
        raise AssertionError(f"no form with {wanted} behind {_options(menu['body'])}")

    async def posts(self, who: str, place: str) -> list[str]:
        """Posts of occurrences."""
        key = place or f"@{who}"
        where = {"place": place} if place else {"dm": who}
        found = [one for one in self._fake.log("post", **where) if self._rang(one)]
        new = found[self._posted.get(key, 0) :]
        self._posted[key] = len(found)
        return [self._heard(one["body"], who).text for one in new]

    def _seen(self) -> int:
        return len(self._fake.log())

    def _answer(self, who: str, place: str, before: int, *, private: bool = False) -> Heard:
        end, changed = time.monotonic() + PATIENCE_S, 0.0
        while True:
            found = [one for one in self._fake.log()[before:] if self._for(one, who, place, private)]
            if said := [one for one in found if one["kind"] != "update" or one["filled"]]:
                break
            if found and time.monotonic() > (changed := changed or time.monotonic() + CHANGED_S):
                said = found[-1:]
                break
            assert time.monotonic() < end, f"the bot did not answer; it did {self._fake.log()[before:]}"
            time.sleep(0.03)
        self._breathe()
        if said[-1]["kind"] == "modal":
            modal = self._fake.see(account=who)["modal"]
            return Heard("", form=tuple(f"{one['label']}: {one['value']}" for one in modal["inputs"]))
        heard = [self._heard(one["body"], who) for one in said]
        cards = tuple(card for one in heard for card in one.cards)
        return Heard("\n".join(one.text for one in heard), cards=cards, buttons=heard[-1].buttons)

    def _breathe(self) -> None:
        """What is due by now is there first, as people type more slowly than that."""
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            wait_until(lambda: connection.execute(UNSETTLED).fetchone() == (0,), PATIENCE_S, "what is due to be posted")

    def _for(self, entry: dict[str, Any], who: str, place: str, private: bool) -> bool:
        """Whether a log entry is an answer to this person there."""
        if entry["kind"] == "modal":
            return bool(entry["account"] == who)
        if entry["kind"] not in SAID or entry["by"] != "todobot" or self._rang(entry):
            return False
        if entry["body"]["flags"] & LOADING or entry["shown"].startswith(WORKING):
            return False
        if not place:
            return bool(entry["dm"] == who)
        return entry["place"] == place and entry["only_for"] in ((who,) if private else ("", who))

    def _rang(self, entry: dict[str, Any]) -> bool:
        """Whether the bot said this by itself: an occurrence's nonce says so."""
        mark = entry.get("nonce", "")
        if mark not in self._marks:
            self._marks[mark] = bool(mark) and self._occurs(mark)
        return self._marks[mark]

    def _occurs(self, mark: str) -> bool:
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            return any(nonce_of(row[0]) == mark for row in connection.execute(OCCURRENCES))

    def _heard(self, body: dict[str, Any], who: str) -> Heard:
        people = {ident("person", one): one for one in self._script.people}
        return read(body, self._script.people.get(who) or "UTC", lambda number: people.get(number, number))


def read(body: dict[str, Any], zone: str, called: Callable[[str], str]) -> Heard:
    """A message of the bot as a person in this zone tells its parts apart."""

    def shown(text: str) -> str:
        for pattern in (_EXACT, _FULL, _LEFT):
            text = pattern.sub(lambda at: plain(Instant(datetime.fromtimestamp(int(at[1]), UTC), zone)), text)
        return _ESCAPED.sub(r"\1", _PERSON.sub(lambda hit: f"@{called(hit[1])}", text))

    text = [shown(body["content"])] if body["content"] else []
    cards: list[str] = []
    for embed in body["embeds"]:
        lines = str(embed.get("description") or "").split("\n")
        if embed.get("title"):
            cards.append(_card([shown(embed["title"]), *map(shown, lines)]))
        elif any(line.startswith("**") for line in lines):
            cards += [_card([*map(shown, group)]) for group in _groups(lines)]
        else:
            text += map(shown, lines)
    return Heard("\n".join(text), cards=tuple(cards), buttons=tuple(_labels(body)))


def _card(lines: list[str]) -> str:
    """What a tick says in a picture, other doors say in a word."""
    first, *rest = [line.strip("*") for line in lines if line]
    return " · ".join([first, *(["done"] if first.startswith("☑") else []), *rest])


def _groups(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("**") or not found:
            found.append([])
        found[-1].append(line)
    return found


def _labels(body: dict[str, Any]) -> list[str]:
    found = []
    for one in widgets.flat(body["components"]):
        found += [one["label"]] if one.get("type") == widgets.BUTTON and one.get("label") else []
        found += [option["label"] for option in one.get("options", ())]
    return found


def _options(body: dict[str, Any]) -> list[str]:
    return [option["label"] for one in widgets.flat(body["components"]) for option in one.get("options", ())]
