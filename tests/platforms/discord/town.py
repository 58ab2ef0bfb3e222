"""A whole todobot at the fake Discord, for tests of what people type and see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.db.engine import sqlalchemy_url
from fakechat.process import Program, todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.discord.client import FakeDiscord

PATIENCE_S = 60.0
GENERAL = {"guild": "acme", "channel": "general"}


@dataclass
class Town:
    """A fake Discord with a bot that listens."""

    fake: FakeDiscord
    bot: Program
    dsn: str

    def start(self) -> None:
        self.bot.start(ready="/health/ready")
        self.fake.connected()
        wait_until(lambda: self.fake.noted()["commands"], PATIENCE_S, "commands")

    def asked(self, answered: dict[str, Any]) -> str:
        """What an interaction was answered with, at last."""
        number = answered["id"]

        def said() -> str | None:
            kinds = ("post", "ephemeral", "update")
            found = [one for one in self.fake.log(*kinds) if one.get("interaction") == number]
            shown = [one["shown"] for one in found if one.get("shown")]
            return shown[-1] if shown else None

        direct = (answered.get("message") or {}).get("shown")
        return direct or wait_until(said, PATIENCE_S, f"an answer to {answered}")


@contextmanager
def running(folder: Path, database_url: str, **settings: str) -> Iterator[Town]:
    """A bot that is connected, on this database."""
    fake = FakeDiscord(folder / "discord", burst=1000, identify_seconds=0.5)
    dsn = dsn_of(database_url)
    bot = todobot(folder, environ=fake.for_bot() | {"DATABASE_URL": sqlalchemy_url(dsn)} | settings)
    fake.start()
    made = Town(fake, bot, dsn)
    try:
        made.start()
        yield made
    finally:
        bot.stop()
        fake.kill()
