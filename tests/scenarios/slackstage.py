"""The same stage in the fake Slack: a todobot with one workspace, people who type, click and fill in modals there."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from core.db.engine import sqlalchemy_url
from core.messages import Instant
from core.replies.book import plain
from fakechat.process import todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.slack import mrkdwn
from tests.platforms.slack.client import FakeSlack
from tests.platforms.slack.world import ident
from tests.scenarios.fakestage import Outside, _workspace
from tests.scenarios.script import Script
from tests.scenarios.stage import UNSETTLED, Heard

TEAM = "acme"
OCCURS = "SELECT EXISTS (SELECT FROM occurrences WHERE id = %s)"
COMMANDS = ("todo", "remindme")
TICKED = "☑"
WORKING = "Working on it"
SAID = ("post", "ephemeral", "respond", "answer", "view")
PATIENCE_S = 20.0
CHANGED_S = 2.0  # so long an answer may follow after a message was changed in place; then the change is the answer

_CHANNEL = re.compile(r"<#(\w+)>")
_INSTANT = re.compile(r"<!date\^(\d+)\^[^<>|]*\|[^<>]*>")
_CARD = re.compile(r"(?:☐|☑) |⏰ \*")


class Town:
    """A Slack with the people of one script, and a bot on a database whose clock only goes forward.

    One workspace's token serves one workspace, so each script has a town of its own. `sockets`: over Socket Mode.
    """

    def __init__(self, folder: Path, database_url: str, script: Script, *, sockets: bool = False) -> None:
        self.dsn = dsn_of(database_url)
        self.sockets = sockets
        # People in scripts type faster than a channel takes answers.
        self.fake = FakeSlack(folder / "slack", world={TEAM: _workspace(script)}, burst=1000)
        environ = self.fake.for_bot(workspace=TEAM, sockets=sockets)
        environ |= {"DATABASE_URL": sqlalchemy_url(self.dsn), "BUSY_SECONDS": "600"}
        self.bot = todobot(folder, environ=environ)

    def start(self) -> None:
        """Both processes."""
        self.fake.start()
        if self.sockets:
            self.fake.settings(over_sockets=True)
        self.start_bot()

    def start_bot(self) -> None:
        """It (again); when this returns it hears what people do."""
        self.bot.start(ready="/health/ready")
        if self.sockets:
            wait_until(lambda: self.fake.noted()["sockets"]["lines"], PATIENCE_S, "the bot to connect")
        else:
            self.fake.webhook(self.bot.url)

    def end(self) -> None:
        """Neither."""
        self.bot.stop()
        self.fake.kill()


class InSlack(Outside):
    """Implements Stage with direct messages, mentions in channels, slash commands and widgets."""

    _fake: FakeSlack  # type: ignore[assignment]

    def __init__(self, town: Town, script: Script) -> None:
        super().__init__(town, script)  # type: ignore[arg-type]
        self._marks: dict[str, bool] = {}

    async def say(self, who: str, place: str, text: str) -> Heard:
        """To the bot directly, or in a channel with a mention; "/todo ..." is a slash command there."""
        before, text = self._seen(), _CHANNEL.sub(r"#\1", text)
        if text.startswith("/"):
            name, _, rest = text[1:].partition(" ")
            if name not in COMMANDS:  # another platform's word
                name, rest = COMMANDS[0], text
            done = self._fake.slash(name, rest, account=who, channel=place)
            assert "refused" not in done, done["refused"]
            assert done["answer"]["status"] == 200, done["answer"]
            return self._answer(who, place, before, private=True)
        self._fake.type(text, account=who, channel=place, mention=bool(place))
        return self._answer(who, place, before)

    async def click(self, who: str, place: str, label: str) -> Heard:
        """The newest message that has the button, or a menu with such an entry."""
        before = self._seen()
        done = self._fake.click(label, account=who, channel=place)
        assert done["answer"]["status"] == 200, done["answer"]
        return self._answer(who, place, before)

    async def fill(self, who: str, place: str, values: dict[str, str]) -> Heard:
        """The modal that is open; what is wrong in it is read in it."""
        before = self._seen()
        done = self._fake.submit(values, account=who)
        if done.get("missing"):
            return Heard(f"missing: {', '.join(done['missing'])}", kind="refusal")
        assert "wrong" not in done and done["answer"]["status"] == 200, done
        if done["errors"]:
            return Heard("\n".join(done["errors"].values()), kind="refusal")
        return self._answer(who, place, before)

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
            if said := [one for one in found if one["kind"] in SAID]:
                break
            if found and time.monotonic() > (changed := changed or time.monotonic() + CHANGED_S):
                said = found[-1:]
                break
            assert time.monotonic() < end, f"the bot did not answer; it did {self._fake.log()[before:]}"
            time.sleep(0.03)
        self._breathe()
        if said[-1]["kind"] == "view":
            inputs = self._fake.see(account=who)["modal"]["inputs"]
            return Heard("", form=tuple(f"{one['label']}: {one['value']}" for one in inputs))
        heard = [self._heard(one["body"], who) for one in said]
        cards = tuple(card for one in heard for card in one.cards)
        return Heard("\n".join(one.text for one in heard), cards=cards, buttons=heard[-1].buttons)

    def _breathe(self) -> None:
        """People type more slowly than a place takes one post after another: what is due by now is there first."""
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            wait_until(lambda: connection.execute(UNSETTLED).fetchone() == (0,), PATIENCE_S, "what is due to be posted")

    def _for(self, entry: dict[str, Any], who: str, place: str, private: bool) -> bool:
        """Whether a log entry is an answer to this person there."""
        if entry["kind"] == "view":
            return bool(entry["account"] == who)
        if entry["kind"] not in (*SAID, "update") or self._rang(entry) or entry["shown"].startswith(WORKING):
            return False
        me = ident("U", TEAM, who)
        if entry["dm"] == who:
            return True
        return entry["place"] == place and entry["only_for"] in ((me,) if private else ("", me))

    def _rang(self, entry: dict[str, Any]) -> bool:
        """Whether the bot said this by itself; answers are marked too, but not with an occurrence's id."""
        mark = ((entry.get("metadata") or {}).get("event_payload") or {}).get("id", "")
        if mark not in self._marks:
            self._marks[mark] = bool(mark) and self._occurs(mark)
        return self._marks[mark]

    def _occurs(self, mark: str) -> bool:
        with psycopg.connect(self._town.dsn, autocommit=True) as connection:
            return connection.execute(OCCURS, [UUID(mark)]).fetchone() == (True,)

    def _heard(self, body: dict[str, Any], who: str) -> Heard:
        """As this person reads it, on whose clock their client shows instants."""
        people = {ident("U", TEAM, one): one for one in self._script.people}
        zone = self._script.people.get(who) or "UTC"
        shown = _INSTANT.sub(
            lambda at: plain(Instant(datetime.fromtimestamp(int(at[1]), UTC), zone)),
            json.dumps(body, ensure_ascii=False),
        )
        return read(json.loads(shown), lambda number: people.get(number, number))


def read(body: dict[str, Any], called: Any) -> Heard:
    """A message of the bot as a person tells its parts apart: what it says, cards, and the buttons below."""
    text: list[str] = []
    cards: list[list[str]] = []
    open_card = False
    blocks = body.get("blocks") or []
    for block in blocks:
        lines = mrkdwn.lines_of([block], called)
        if block["type"] == "section" and _CARD.match(block.get("text", {}).get("text", "")):
            cards.append([])
            open_card = True
            if lines[0].startswith(TICKED):  # what a tick says in a picture, other doors say in a word
                first, *rest = lines[0].split("\n")
                lines = [f"{first} · done", *rest]
        elif block["type"] in ("actions", "divider"):
            open_card = False
        (cards[-1] if open_card else text).extend(line for one in lines for line in one.split("\n"))
    if not blocks:
        text = [mrkdwn.words(str(body.get("text") or ""), called)]
    return Heard("\n".join(text), cards=tuple(" · ".join(card) for card in cards), buttons=_below(blocks))


def _below(blocks: list[dict[str, Any]]) -> tuple[str, ...]:
    """The labels of the rows that end a message; a row before them that is not full is a card's."""
    rows: list[list[str]] = []
    for block in reversed(blocks):
        labels = [_label(one) for one in block.get("elements", [])] if block["type"] == "actions" else []
        if not labels or (rows and len(labels) < 5):
            break
        rows.insert(0, labels)
    return tuple(label for row in rows for label in row)


def _label(element: dict[str, Any]) -> str:
    return str((element.get("text") or element.get("placeholder") or {}).get("text", ""))
