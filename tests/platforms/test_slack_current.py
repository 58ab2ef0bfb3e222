"""A whole todobot at the fake Slack: homes and cards follow what changes, ticks and forms do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.engine import sqlalchemy_url
from fakechat.process import todobot, wait_until
from tests.conftest import dsn_of
from tests.platforms.slack.client import FakeSlack, validate

PATIENCE_S = 30.0


@pytest.fixture
def slack(tmp_path: Path, database_url: str) -> Iterator[FakeSlack]:
    """With a bot that listens over HTTP."""
    fake = FakeSlack(tmp_path / "slack", burst=1000)
    bot = todobot(tmp_path, environ=fake.for_bot() | {"DATABASE_URL": sqlalchemy_url(dsn_of(database_url))})
    fake.start()
    try:
        bot.start(ready="/health/ready")
        fake.webhook(bot.url)
        yield fake
    finally:
        bot.stop()
        fake.kill()


def at_home(fake: FakeSlack, **who: str) -> str:
    """The lines of somebody's Home."""
    return str(fake.see(**who)["home"])


def shown_last(fake: FakeSlack) -> str:
    """What the message says that was changed last."""
    return "".join(one["shown"] for one in fake.log("update")[-1:])


def test_a_home_that_was_opened_follows_what_is_theirs(slack: FakeSlack) -> None:
    slack.home()
    slack.wait("home")
    assert "Nothing to do" in at_home(slack)
    slack.type("add buy milk tomorrow")
    wait_until(lambda: "buy milk" in at_home(slack), PATIENCE_S, "the task at home")
    slack.type("assign 1 to @ben", channel="general", mention=True)
    slack.home(account="ben")
    wait_until(lambda: "buy milk" in at_home(slack, account="ben"), PATIENCE_S, "the task at ben's")
    slack.click("Done", home=True)
    for who in ({}, {"account": "ben"}):
        wait_until(
            lambda who=who: "buy milk" not in at_home(slack, **who), PATIENCE_S, f"it to be gone from home {who}"
        )
    for view in slack.log("home"):
        validate(view)


def test_a_card_in_a_channel_shows_that_it_is_done_wherever_it_was_done(slack: FakeSlack) -> None:
    slack.type("add fix the door", channel="general", mention=True)
    (card,) = slack.wait("post", text="fix the door")
    slack.slash("todo", "done 1")
    changed = slack.wait("update", text="fix the door", timeout=PATIENCE_S)[-1]
    assert (changed["ts"], "☑" in changed["shown"]) == (card["ts"], True)
    slack.type("reopen 1")
    wait_until(lambda: "☐" in shown_last(slack), PATIENCE_S, "it to be open again")


def test_a_tick_on_the_card_or_on_the_message_that_asked_for_it(slack: FakeSlack) -> None:
    asked = slack.type("add call the plumber", channel="general", mention=True)
    (card,) = slack.wait("post", text="call the plumber")
    slack.react(card["ts"], channel="general", account="ben")  # it is not ben's to complete
    for ts, remove, mark in ((card["ts"], False, "☑"), (card["ts"], True, "☐"), (asked["ts"], False, "☑")):
        slack.react(ts, channel="general", remove=remove)
        wait_until(
            lambda mark=mark: slack.log("update") and mark in slack.log("update")[-1]["shown"],
            PATIENCE_S,
            f"{mark} on it",
        )


def test_a_task_is_made_found_and_edited_in_forms(slack: FakeSlack) -> None:
    slack.home()
    slack.wait("home")
    slack.click("New task", home=True)
    slack.wait("view")
    assert (
        slack.submit({"Title": "Plan the offsite", "Due date": "2040-05-04", "For": ["ben"], "Tags": "team"})["answer"][
            "status"
        ]
        == 200
    )
    wait_until(lambda: "Plan the offsite" in at_home(slack), PATIENCE_S, "the task at home")
    slack.click("Find a task", home=True)
    wait_until(lambda: (slack.see()["modal"] or {}).get("title") == "Find a task", PATIENCE_S, "the form")
    found = slack.do("suggest", label="Task", value="off", view=True)
    assert "Plan the offsite" in str(found)


def test_a_message_becomes_a_task_by_its_menu_once(slack: FakeSlack) -> None:
    said = slack.type("the printer is on fire", channel="general", account="ben")
    for words in ("Created #1", "That is #1 already"):
        slack.shortcut("add_task", channel="general", ts=said["ts"])
        slack.wait("respond", text=words, timeout=PATIENCE_S)
    slack.react(said["ts"], channel="general")
