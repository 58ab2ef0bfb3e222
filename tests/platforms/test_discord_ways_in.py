"""A whole todobot at the fake Discord: every way in does the same, and does it once, also across a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fakechat.process import wait_until
from tests.platforms.discord.client import FakeDiscord
from tests.platforms.discord.town import GENERAL, PATIENCE_S, Town, running

SENTENCES = (
    "Create a task to buy {thing}",
    "Remind me about this task in 5 minutes",
    "Mark task 'buy {thing}' as complete",
)
SAYS = ("Created #", "I will remind you", "Done: #")
CALLBACK = "POST /interactions/{interaction}/{token}/callback"


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Iterator[Town]:
    with running(tmp_path, database_url) as made:
        yield made


def test_the_three_sentences_do_the_same_by_every_way_in(town: Town) -> None:
    fake = town.fake
    last: dict[str, Any] = {}

    def do(text: str) -> str:
        return town.asked(fake.slash("do", {"text": text}, **GENERAL))

    def mention(text: str) -> str:
        fake.type(text, mention=True, **GENERAL)
        return ""

    def directly(text: str) -> str:
        fake.type(text)
        return ""

    def reply(text: str) -> str:
        ours = [one for one in fake.see(**GENERAL)["messages"] if one["ours"]][-1]
        fake.type(text, reply=ours["id"], **GENERAL)
        return ""

    mention("list")
    fake.wait_to_see("Nothing is open", **GENERAL)
    for thing, way in (("groceries", do), ("milk", mention), ("bread", directly), ("eggs", reply)):
        where = {} if way is directly else GENERAL
        for sentence, words in zip(SENTENCES, SAYS, strict=True):
            said = way(sentence.format(thing=thing))
            if not said:
                last = fake.wait_to_see(words, **where)
                wait_until(lambda w=words, t=thing: _newest(fake, where, w, t), PATIENCE_S, f"{words} {thing}")  # noqa: B023
                last = _newest(fake, where, words, thing)
                said = last["shown"]
                assert not last["only_for"], "what is asked publicly is answered publicly"
            assert words in said
            assert f"buy {thing}" in said


def _newest(fake: FakeDiscord, where: dict[str, Any], words: str, thing: str) -> dict[str, Any] | None:
    found = [
        one
        for one in fake.see(**where)["messages"]
        if one["ours"] and words in one["shown"] and f"buy {thing}" in one["shown"]
    ]
    return found[-1] if found else None


def test_the_same_by_slash_commands_and_menus(town: Town) -> None:
    fake = town.fake
    assert "Created #1: buy milk" in town.asked(fake.slash("todo add", {"text": "buy milk"}, **GENERAL))
    assert fake.suggest("todo done", "task", {"task": "mil"}, **GENERAL) == [{"name": "#1 buy milk", "value": "1"}]
    (time_of,) = fake.suggest("remind", "when", {"what": "x", "when": "tomorrow 9"}, **GENERAL)
    assert time_of["value"] == "tomorrow 9"
    assert "09:00" in time_of["name"]
    assert "Europe/Berlin" in town.asked(fake.slash("timezone", {"city": "Berlin"}, **GENERAL))
    assert "I will remind you" in town.asked(fake.slash("remind", {"what": "eat", "when": "tomorrow 9"}, **GENERAL))
    assert "I will remind you" in town.asked(fake.slash("do", {"text": "remind me about 1 in 5 minutes"}, **GENERAL))
    assert "2 reminders" in town.asked(fake.slash("reminders", {}, **GENERAL))
    assert "Done: #1" in town.asked(fake.slash("todo done", {"task": "buy milk"}, **GENERAL))
    assert "open again" in town.asked(fake.slash("todo undo", {}, **GENERAL))
    assert "is for Ben" in town.asked(fake.slash("todo assign", {"task": "1", "person": "ben"}, **GENERAL))
    assert "Deleted #1" in town.asked(fake.slash("todo delete", {"task": "1"}, **GENERAL))
    roof = fake.type("the roof leaks", account="ben", **GENERAL)["id"]
    assert "the roof leaks" in town.asked(fake.context("Add task", id=roof, **GENERAL))
    assert "already" in town.asked(fake.context("Add task", id=roof, **GENERAL))
    fake.context("Remind me", id=roof, **GENERAL)
    delay = fake.see(**GENERAL)["modal"]["inputs"][0]["label"]
    assert "I will remind you" in town.asked(fake.submit({delay: "In 1 hour"}, **GENERAL))
    fake.react(roof, **GENERAL)
    fake.wait_to_see("Done: #", **GENERAL)
    hidden = [one for one in fake.log("ephemeral") if one.get("shown")]
    assert len(hidden) > 8, "what was asked privately is answered privately"


def test_buttons_and_an_open_form_from_before_a_restart_work_after_it(town: Town) -> None:
    fake = town.fake
    fake.type("add buy milk", mention=True, **GENERAL)
    card = fake.wait_to_see("Created #1", **GENERAL)["id"]
    assert "Edit task" in town.asked(fake.click("Edit", id=card, **GENERAL))
    fake.click("Text", **GENERAL)
    title = fake.see(**GENERAL)["modal"]["inputs"][0]["label"]
    roof = fake.type("the roof leaks", account="ben", **GENERAL)["id"]
    fake.context("Remind me", id=roof, account="cat", **GENERAL)
    town.bot.stop()
    town.start()
    assert "Changed #1: buy oat milk" in town.asked(fake.submit({title: "buy oat milk"}, **GENERAL))
    when = fake.see(account="cat", **GENERAL)["modal"]["inputs"][0]["label"]
    said = town.asked(fake.submit({when: "In 1 Stunde"}, account="cat", **GENERAL))
    assert "the roof leaks" in said
    assert "Done: #1 buy oat milk" in town.asked(fake.click("Done", id=card, **GENERAL))
    wait_until(lambda: "☑" in _shown(fake, card), PATIENCE_S, "the card is kept current")
    assert "is done already" in town.asked(fake.slash("todo done", {"task": "1"}, **GENERAL))


def test_a_button_that_is_out_of_date_answers_with_how_things_stand(town: Town) -> None:
    fake = town.fake
    fake.slash("todo add", {"text": "buy milk"}, **GENERAL)
    card = fake.wait_to_see("Created #1: buy milk", **GENERAL)["id"]
    assert "Done: #1" in town.asked(fake.slash("todo done", {"task": "1"}, **GENERAL))
    assert "already" in town.asked(fake.click("Done", id=card, **GENERAL))
    assert "Nothing is open" in town.asked(fake.slash("todo list", {}, **GENERAL))


def test_a_task_is_edited_in_parts_and_can_be_made_to_come_again(town: Town) -> None:
    fake = town.fake
    fake.slash("timezone", {"city": "Berlin"}, **GENERAL)
    town.asked(fake.slash("todo add", {"text": "water the plants"}, **GENERAL))
    town.asked(fake.slash("todo edit", {"task": "1"}, **GENERAL))
    fake.click("Repeat", **GENERAL)
    (field,) = fake.see(**GENERAL)["modal"]["inputs"]
    said = town.asked(fake.submit({field["label"]: "every monday at 9"}, **GENERAL))
    assert "I will remind you, first" in said
    assert "water the plants" in said
    town.asked(fake.slash("todo edit", {"task": "water the plants"}, **GENERAL))
    fake.click("People and list", **GENERAL)
    people, place = (one["label"] for one in fake.see(**GENERAL)["modal"]["inputs"])
    assert {people, place} == {"For", "List"}
    assert "@Ben" in town.asked(fake.submit({"For": ["ben"]}, **GENERAL))
    town.asked(fake.slash("do", {"text": f"assign 1 to <@{fake.id('person', 'cat')}>"}, **GENERAL))
    assert "Cat" in town.asked(fake.slash("do", {"text": "show 1"}, **GENERAL))


def _shown(fake: FakeDiscord, message: str) -> str:
    return next(one["shown"] for one in fake.see(**GENERAL)["messages"] if one["id"] == message)


def test_an_interaction_that_comes_again_has_one_effect(town: Town) -> None:
    fake = town.fake
    first = fake.slash("todo add", {"text": "buy milk"}, **GENERAL)
    assert "Created #1" in town.asked(first)
    fake.do("repeat", id=first["id"])
    town.bot.stop()
    town.start()
    fake.do("repeat", id=first["id"])
    assert "1 open" in town.asked(fake.slash("todo list", {}, **GENERAL))


@contextmanager
def slow(town: Town) -> Iterator[None]:
    """What is asked meanwhile takes until the end of this."""
    with psycopg.connect(town.dsn) as connection:
        connection.execute("LOCK TABLE handled IN ACCESS EXCLUSIVE MODE")
        yield


def test_what_takes_longer_is_deferred_and_said_later(town: Town) -> None:
    fake = town.fake
    with slow(town):
        answered = fake.slash("todo add", {"text": "buy milk"}, **GENERAL)
        assert answered["answer"]["type"] == 5, "deferred within three seconds"
    assert fake.wait_to_see("Created #1: buy milk", **GENERAL)["only_for"]


def test_what_takes_longer_than_fifteen_minutes_is_said_to_the_person_or_where_it_was_asked(town: Town) -> None:
    fake = town.fake
    with slow(town):
        assert fake.slash("todo add", {"text": "buy milk"}, **GENERAL)["answer"]["type"] == 5
        fake.settings(age_interactions=901)
    fake.wait_to_see("Created #1: buy milk")
    assert not _newest(fake, GENERAL, "Created", "milk"), "what was asked privately is nobody else's"
    fake.type("add buy bread", mention=True, **GENERAL)
    card = fake.wait_to_see("Created #2: buy bread", **GENERAL)["id"]
    with slow(town):
        assert fake.click("Done", id=card, **GENERAL)["answer"]["type"] == 6
        fake.settings(age_interactions=901)
    assert not fake.wait_to_see("Done: #2 buy bread", **GENERAL)["only_for"]


@pytest.mark.parametrize(
    ("fault", "more", "where"),
    [("drop", {}, GENERAL), ("error", {"code": 40060}, {}), ("error", {"code": 10062}, {})],
    ids=["the answer to it is lost", "there was one already", "the interaction is unknown"],
)
def test_an_answer_that_discord_does_not_take_is_said_once_all_the_same(town, fault, more, where) -> None:
    fake = town.fake
    fake.fail(fault, route=CALLBACK, times=1, **more)
    fake.slash("todo add", {"text": "buy milk"}, **GENERAL)
    fake.wait_to_see("Created #1: buy milk", **where)
    assert "1 open" in town.asked(fake.slash("todo list", {}, **GENERAL))
    shown = [one["shown"] for place in (GENERAL, {}) for one in fake.see(**place)["messages"] if one["ours"]]
    assert sum("Created #1" in one for one in shown) == 1
    assert fake.noted()["invalid"] <= 2


def test_who_may_not_is_told_so_and_strangers_words_mean_nothing(town: Town) -> None:
    fake = town.fake
    assert "Set for everybody here" in town.asked(fake.slash("server-settings", {"repeat": 5}, **GENERAL))
    refused = fake.slash("do", {"text": "server settings repeat 1 minute"}, account="ben", **GENERAL)
    assert "Only admins" in town.asked(refused)
    fake.type("add buy milk", **GENERAL)  # to nobody
    fake.type("blurb blubber", mention=True, **GENERAL)
    fake.wait_to_see("I did not understand", **GENERAL)
    assert "Nothing is open" in town.asked(fake.slash("todo list", {}, **GENERAL))


def test_a_reply_whose_words_discord_keeps_from_us_is_told_so_and_changes_nothing(town: Town) -> None:
    fake = town.fake
    fake.type("list", mention=True, **GENERAL)
    ours = fake.wait_to_see("Nothing is open", **GENERAL)["id"]
    fake.type("add buy milk", reply=ours, ping=False, **GENERAL)
    fake.wait_to_see("I cannot read that", **GENERAL)
    assert "Nothing is open" in town.asked(fake.slash("todo list", {}, **GENERAL))


def test_commands_are_written_only_when_they_are_others(town: Town) -> None:
    town.bot.stop()
    town.start()
    assert len(town.fake.log("commands")) == 1
