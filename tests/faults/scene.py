"""One stage for a fault: a fake platform, a database of its own, and todobot processes between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from core.db.engine import sqlalchemy_url
from fakechat.client import Fakechat
from fakechat.process import Program, todobot, wait_until

LEASE_S, CALL_S = 4.0, 1.5
SETTINGS = {"LEASE_SECONDS": str(LEASE_S), "CALL_TIMEOUT_SECONDS": str(CALL_S), "BUSY_SECONDS": "30"}
DOUBTFUL = "you may have had this already"

_BUSY = """
SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND state IN ('active', 'idle in transaction')
UNION ALL SELECT 1 FROM lanes WHERE holder LIKE %(holder)s AND lease_until IS NOT NULL
UNION ALL SELECT 1 FROM addresses WHERE holder LIKE %(holder)s AND lease_until IS NOT NULL
"""
_OCCURRENCES = """
SELECT o.id::text, o.state, o.reason, o.tries, o.sequence, o.missed, extract(epoch FROM o.due_at)::float8 AS due,
  r.text, r.number, r.status, r.id AS reminder_id, r.task_id
FROM occurrences o JOIN reminders r ON r.id = o.reminder_id
WHERE %(text)s::text IS NULL OR r.text = %(text)s ORDER BY o.due_at, r.text, o.sequence
"""


@dataclass
class Scene:
    """A fake platform with a database and the bots on it. Everything it started is ended by `end`."""

    folder: Path
    fake: Fakechat
    url: str
    bots: list[Program] = field(default_factory=list)

    def bot(self, *, fault: str = "", start: bool = True, **settings: str) -> Program:
        """A bot on this database and platform; `fault` is TODOBOT_FAULT. Events go to the one started last."""
        name = f"bot{len(self.bots)}"
        environ = self.fake.for_bot() | SETTINGS | {"DATABASE_URL": sqlalchemy_url(self.url)}
        environ |= {"TODOBOT_FAULT": fault, "DATA_DIR": str(self.folder / name)} | settings
        made = todobot(self.folder, environ=environ, name=name)
        self.bots.append(made)
        if start:
            self.start(made)
        return made

    def part(self, *words: str, fault: str = "", start: bool = True, **settings: str) -> Program:
        """One of several processes on this database: `todobot` with these words. The bus is among the settings."""
        name = f"{'-'.join(words)}-{len(self.bots)}"
        environ = self.fake.for_bot() | SETTINGS | {"DATABASE_URL": sqlalchemy_url(self.url)}
        made = todobot(self.folder, environ=environ | {"TODOBOT_FAULT": fault} | settings, arguments=words, name=name)
        self.bots.append(made)
        if start:
            made.start(ready="/health/ready")
            if words[0] == "bot":
                self.fake.webhook(made.url)
        return made

    def start(self, bot: Program, *, fault: str | None = None) -> Program:
        """Start it (again) and let events come to it."""
        if fault is not None:
            bot.environ["TODOBOT_FAULT"] = fault
        bot.start(ready="/health/ready")
        self.fake.webhook(bot.url)
        return bot

    def end(self) -> None:
        """Kill whatever still runs."""
        for program in (*self.bots, self.fake):
            program.kill()

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """What a query finds now."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(sql, params or None).fetchall()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        number: int = self.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
        return number

    def script(self, sql: str) -> None:
        """Run statements."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def occurrences(self, text: str | None = None) -> list[dict[str, Any]]:
        """All occurrences with their reminders (of one text), by due time; `due` is in epoch seconds."""
        return self.rows(_OCCURRENCES, text=text)

    def posts(self, occurrence: dict[str, Any]) -> list[dict[str, Any]]:
        """What the platform accepted for it."""
        return self.fake.log(marker=occurrence["id"])

    def remind(self, text: str, seconds: float, **place: Any) -> dict[str, Any]:
        """Somebody types that they want to be reminded in so many seconds; the occurrence that came of it."""
        self.fake.type(f"remind me to {text} in {seconds:g} seconds", **place)
        # On a busy machine the first try may take too long for the platform, which sends the event again.
        found = wait_until(
            lambda: self.occurrences(text), 30, f"{text} to be set; said was {[e['shown'] for e in self.fake.log()]}"
        )
        assert len(found) == 1, found
        return found[0]

    def reaches(self, occurrence: dict[str, Any], state: str, timeout: float = 60.0) -> dict[str, Any]:
        """The occurrence as soon as it is in this state."""
        sql = f"SELECT * FROM ({_OCCURRENCES.split('WHERE', maxsplit=1)[0]}) o WHERE id = %(id)s AND state = %(state)s"
        return wait_until(
            lambda: next(iter(self.rows(sql, id=occurrence["id"], state=state)), None),
            timeout,
            f"{occurrence['text']} to be {state}; it is {self.occurrences(occurrence['text'])}",
            every=0.05,
        )

    def attempts(self, occurrence: dict[str, Any]) -> list[str]:
        """The states of the tries to post it, in their order."""
        sql = "SELECT state FROM attempts WHERE occurrence_id = %(id)s ORDER BY number"
        return [row["state"] for row in self.rows(sql, id=occurrence["id"])]

    def hold(self, bot: Program) -> None:
        """Pause a bot while it has no transaction open and no lease."""

        def held() -> bool:
            bot.pause()
            if not self.rows(_BUSY, holder=f"%-{bot.pid}-%"):
                return True
            bot.resume()
            return False

        wait_until(held, 15, "a moment of rest", every=0.05)
