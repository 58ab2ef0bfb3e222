"""Plays the conversations of chat platforms in the fake Discord, and what must hold there besides."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from fakechat.process import wait_until
from tests.conftest import dsn_of, other_database
from tests.platforms.discord.client import FakeDiscord
from tests.scenarios.discordstage import PATIENCE_S, InDiscord, Town
from tests.scenarios.script import Script
from tests.scenarios.test_slack_conversations import PLAYABLE, Watching

# What was said to a reminder where it rang is taken back there, so the long day of two people ends otherwise here.
HERE = [script for script in PLAYABLE if script.name != "everything"]
TWO = Script("two", ("http",), {"ann": "", "ben": ""}, ())
SENTENCES = (
    "Create a task to buy {thing}",
    "Remind me about this task in 5 minutes",
    "Mark task 'buy {thing}' as complete",
)
WORDS = ("Created #", "I will remind you", "Done: #")
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


@pytest.mark.parametrize("way", ["mention", "directly", "reply", "do"])
def test_the_three_sentences_do_the_same_by_every_way_in(way, town):
    fake = town.fake
    for sentence, words in zip(SENTENCES, WORDS, strict=True):
        before, text = len(answers(fake)), sentence.format(thing="milk")
        if way == "do":
            fake.slash("do", {"text": text}, channel="general")
        elif way == "reply" and before:
            fake.type(text, channel="general", reply=answers(fake)[-1]["id"])
        else:
            fake.type(text, channel="" if way == "directly" else "general", mention=way in ("mention", "reply"))
        said = heard(fake, before, words)
        assert "buy milk" in said["shown"] and not said["reached"], "nobody is called by an answer"
        assert said["only_for"] == ("ann" if way == "do" else "")
    assert len(fake.noted()["gateway"]["identified"]) == 1


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


def test_one_event_has_one_effect_however_often_it_comes(town):
    fake = town.fake
    fake.type("add milk", channel="general", mention=True, copies=3)
    heard(fake, 0, "Created #1: milk")
    done = fake.slash("do", {"text": "add bread"}, channel="general", copies=2)
    heard(fake, 1, "bread")
    fake.do("repeat", id=done["id"])
    before = len(answers(fake))
    fake.slash("do", {"text": "list"}, channel="general")
    listed = heard(fake, before, "open")
    assert listed["shown"].count("bread") == 1


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


async def test_a_reminder_calls_exactly_those_whom_it_is_for(town):
    fake, stage = town.fake, InDiscord(town, TWO)
    # Ben may not call everyone, so whatever his words hold calls him alone.
    fake.type("remind me in 10 minutes to vote @everyone", account="ben", channel="general", mention=True)
    heard(fake, 0, "vote")
    await stage.turn(await stage.now() + timedelta(minutes=10, seconds=1))
    (rang,) = [one for one in fake.log("post") if "⏰" in one["body"]["content"]]
    assert rang["place"] == "general" and rang["reached"] == ["ben"]
    assert rang["pings"] == {"users": [fake.id("person", "ben")], "roles": [], "everyone": False}
    answered = [one for one in fake.log("post") if one["id"] != rang["id"]]
    assert all(not one["reached"] for one in answered) and not fake.noted()["limited"]
