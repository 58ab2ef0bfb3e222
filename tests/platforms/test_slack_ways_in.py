"""A whole todobot at the fake Slack: every way in does the same, over HTTP and over Socket Mode, and does it once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.db.engine import sqlalchemy_url
from fakechat.process import todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.slack.client import FakeSlack

PATIENCE_S = 30.0
SENTENCES = (
    "Create a task to buy {thing}",
    "Remind me about this task in 5 minutes",
    "Mark task 'buy {thing}' as complete",
)
SAID = ("post", "ephemeral", "respond")


@pytest.fixture(params=["http", "sockets"])
def slack(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[FakeSlack]:
    """With a bot that listens."""
    sockets = request.param == "sockets"
    fake = FakeSlack(tmp_path / "slack", burst=1000)
    environ = fake.for_bot(sockets=sockets) | {"DATABASE_URL": sqlalchemy_url(dsn_of(database_url))}
    bot = todobot(tmp_path, environ=environ)
    fake.start()
    try:
        fake.settings(over_sockets=sockets)
        bot.start(ready="/health/ready")
        if sockets:
            wait_until(lambda: len(fake.noted()["sockets"]["lines"]) == 2, PATIENCE_S, "both sockets")
        else:
            fake.webhook(bot.url)
        yield fake
    finally:
        bot.stop()
        fake.kill()


def answers(fake: FakeSlack) -> list[dict[str, Any]]:
    """What was said so far; on a slow machine a command is told first that it takes longer."""
    return [one for one in fake.log(*SAID) if not one["shown"].startswith("Working on it")]


def heard(fake: FakeSlack, before: int, words: str) -> dict[str, Any]:
    """The one answer since then; it holds these words."""
    wait_until(lambda: len(answers(fake)) > before, PATIENCE_S, f"“{words}”")
    (said,) = answers(fake)[before:]
    assert words in said["body"]["text"], said["body"]["text"]
    return said


def test_the_three_sentences_do_the_same_by_every_way_in(slack: FakeSlack) -> None:
    def mention(text: str) -> None:
        slack.type(text, channel="general", mention=True)

    def directly(text: str) -> None:
        slack.type(text)

    def command(text: str) -> None:
        slack.slash("todo", text, channel="random")

    for thing, way in (("groceries", mention), ("milk", directly), ("bread", command)):
        for sentence, words in zip(SENTENCES, ("Created #", "I will remind you", "Done: #"), strict=True):
            before = len(answers(slack))
            way(sentence.format(thing=thing))
            said = heard(slack, before, words)
            assert f"buy {thing}" in said["body"]["text"]
            assert bool(said.get("only_for")) == (way is command)


def test_in_a_thread_and_by_shortcut_this_is_the_message(slack: FakeSlack) -> None:
    root = slack.type("Create a task to buy groceries", channel="general", mention=True)["ts"]
    heard(slack, 0, "Created #1: buy groceries")
    slack.type("remind me about this task in 5 minutes", channel="general", thread=root, mention=True)
    said = heard(slack, 1, "buy groceries")
    assert said["thread"] == root, "in its thread"
    roof = slack.type("the roof leaks", channel="general", account="ben")["ts"]
    slack.shortcut("add_task", ts=roof, channel="general")
    number = heard(slack, 2, "the roof leaks")["body"]["text"].partition("#")[2].partition(":")[0]
    slack.shortcut("add_task", ts=roof, channel="general")
    heard(slack, 3, f"That is #{number} already")
    slack.react(roof, channel="general")
    heard(slack, 4, "Done: #")


@pytest.mark.parametrize("first", ["app_mention", "message"])
def test_one_mention_has_one_effect_however_often_and_as_whatever_it_comes(slack: FakeSlack, first: str) -> None:
    slack.type("add milk", channel="general", mention=True, first=first, apart=True, copies=4)
    heard(slack, 0, "Created #1: milk")
    slack.type("list", channel="general", mention=True)
    heard(slack, 1, "1 open")
