"""Guilds at the fake Discord: what is theirs elsewhere in a person's own list, and a guild that is away or left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.db.engine import sqlalchemy_url
from fakechat.process import Program, todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.discord.client import FakeDiscord

GENERAL = {"guild": "acme", "channel": "general"}


@pytest.fixture
def fake(tmp_path: Path, database_url: str) -> Iterator[FakeDiscord]:
    made = FakeDiscord(tmp_path / "discord", burst=1000, identify_seconds=0.5)
    bot: Program = todobot(
        tmp_path, environ=made.for_bot() | {"DATABASE_URL": sqlalchemy_url(dsn_of(database_url)), "BUSY_SECONDS": "600"}
    )
    made.start()
    try:
        bot.start(ready="/health/ready")
        made.connected()
        yield made
    finally:
        bot.stop()
        made.kill()


def test_a_persons_own_list_adds_what_is_theirs_in_each_guild(fake):
    fake.type("add plan the offsite", mention=True, **GENERAL)
    fake.wait_to_see("Created #1", **GENERAL)
    fake.type("assign 1 to me", mention=True, **GENERAL)
    fake.wait_to_see("is for Ann", **GENERAL)
    fake.type("add buy milk")
    fake.wait_to_see("Created #1: buy milk")
    fake.type("list")
    listed = fake.wait_to_see("plan the offsite")["shown"]
    assert "buy milk" in listed
    assert "acme#1" in listed
    fake.type("done acme#1")
    fake.wait_to_see("Done: ")
    fake.type("list", mention=True, **GENERAL)
    fake.wait_to_see("Nothing is open", **GENERAL)


def test_a_guild_that_is_away_keeps_its_reminders_and_one_that_is_left_gets_none(fake, database_url):
    fake.type("remind us in 4 seconds to vote", mention=True, **GENERAL)
    fake.wait_to_see("I will remind", **GENERAL)
    fake.change(guild="acme", available=False)
    fake.change(guild="acme", available=True)
    fake.wait_to_see("⏰", **GENERAL)
    fake.type("remind us in 8 seconds to count", mention=True, **GENERAL)
    fake.wait_to_see("count", **GENERAL)
    told = len(fake.log("post"))
    fake.change(guild="acme", leave=True)
    with psycopg.connect(dsn_of(database_url), autocommit=True) as database:

        def state() -> str:
            row = database.execute(
                "SELECT o.state FROM occurrences o JOIN reminders r ON r.id = o.reminder_id WHERE r.text = 'count'"
            ).fetchone()
            return row[0] if row else ""

        wait_until(lambda: state() not in ("scheduled", "due", "sending"), 60, "an end of what nobody is told")
        assert state() != "sent"
        kept = database.execute("SELECT count(*) FROM reminders WHERE text IN ('vote', 'count')").fetchone()
        assert kept == (2,), "the data of a guild that is left is kept for a while"
    assert not [one for one in fake.log("post")[told:] if one.get("guild") == "acme"]
