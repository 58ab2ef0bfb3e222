"""Plays the conversations of chat platforms in the fake Discord, and what must hold there besides."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from fakechat.process import wait_until
from tests.conftest import dsn_of, other_database
from tests.platforms.discord.client import FakeDiscord
from tests.scenarios.discordstage import PATIENCE_S, InDiscord, Town
from tests.scenarios.script import Script
from tests.scenarios.test_slack_conversations import PLAYABLE, Watching

HERE = [script for script in PLAYABLE if script.name in ("on_a_platform", "privately")]
TWO = Script("two", ("http",), {"ann": "", "ben": ""}, ())
SAID = ("post", "ephemeral")


@pytest.fixture
def database(server_url, template) -> Iterator[str]:
    """A database of its own for each conversation, as its clock only goes forward."""
    name = f"discord_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield other_database(server_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def town(database, tmp_path) -> Iterator[Town]:
    """With ann and ben, and a bot that listens."""
    made = Town(tmp_path, database, TWO)
    try:
        made.start()
        yield made
    finally:
        made.end()


@pytest.mark.parametrize("script", [pytest.param(script, id=script.name) for script in HERE])
async def test_the_conversation_goes_as_written_in_discord(script, database, tmp_path):
    town = Town(tmp_path, database, script)
    try:
        town.start()
        stage = InDiscord(town, script)
        stage.settle_in()
        await Watching(stage).play(script)
    finally:
        town.end()


def answers(fake: FakeDiscord) -> list[dict[str, Any]]:
    """What the bot said so far, and has not said that it will say."""
    ours = [one for one in fake.log(*SAID, "update") if one["by"] == "todobot"]
    return [one for one in ours if one["shown"] and (one["kind"] != "update" or one["filled"])]


def heard(fake: FakeDiscord, before: int, words: str) -> dict[str, Any]:
    """The one answer since then; it holds these words."""
    wait_until(lambda: len(answers(fake)) > before, PATIENCE_S, f"“{words}”")
    (said,) = answers(fake)[before:]
    assert words in said["shown"], said["shown"]
    return said


def test_the_three_sentences_by_commands_and_menus(town):
    fake = town.fake
    fake.slash("todo add", {"text": "buy milk"}, channel="general")
    heard(fake, 0, "Created #1: buy milk")
    fake.slash("remind", {"what": "buy milk", "when": "in 5 minutes"}, channel="general")
    heard(fake, 1, "I will remind you")
    found = fake.suggest("todo done", "task", {"task": "mil"}, channel="general")
    assert any("buy milk" in one["name"] for one in found), found
    fake.slash("todo done", {"task": "1"}, channel="general")
    heard(fake, 2, "Done: #1 buy milk")
    roof = fake.type("the roof leaks", account="ben", channel="general")["id"]
    fake.context("Add task", id=roof, channel="general")
    heard(fake, 3, "the roof leaks")
    fake.react(roof, channel="general")
    heard(fake, 4, "Done: #")


def test_a_button_and_a_form_from_before_a_restart_work_after_it(town):
    fake = town.fake
    fake.type("add milk", channel="")
    card = heard(fake, 0, "Created #1: milk")["id"]
    fake.click("Edit", id=card)
    menu = fake.see()["messages"][-1]
    if fake.see()["modal"] is None:
        fake.click("Text", id=menu["id"])
    assert fake.see()["modal"]["inputs"][0]["value"] == "milk"
    town.bot.stop()
    town.start_bot()
    before = len(answers(fake))
    assert "missing" not in fake.submit({"Title": "oat milk"})
    heard(fake, before, "Changed #1: oat milk")
    before = len(answers(fake))
    fake.click("Done", id=card)
    heard(fake, before, "Done: #1 oat milk")
