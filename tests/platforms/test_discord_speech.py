"""What people type into Discord's fields and what they are told: languages, times, names, nonsense, impatience."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.platforms.discord.town import GENERAL, Town, running

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Iterator[Town]:
    with running(tmp_path, database_url) as made:
        yield made


def test_commands_speak_the_language_of_who_uses_them_and_take_no_nonsense_for_a_time(town: Town) -> None:
    fake, cat = town.fake, GENERAL | {"account": "cat"}  # whose Discord is in German
    assert "Deine Zeitzone ist" in town.asked(fake.slash("timezone", {"city": "München"}, **cat))
    said = town.asked(fake.slash("remind", {"what": "Tee", "when": "in 10 Minuten"}, **cat))
    assert "Ich erinnere dich" in said and "fällig <t:" in said
    (time_of,) = fake.suggest("remind", "when", {"what": "x", "when": "freitag"}, **cat)
    assert time_of["name"].startswith("Fr, ")
    assert "1 Erinnerung" in town.asked(fake.slash("reminders", {}, **cat))
    told = town.asked(fake.slash("help", {}, **cat))
    assert "Ich behalte Aufgaben" in told and "zeigt mir Discord nur, was mich erwähnt" in told
    said = town.asked(fake.slash("todo add", {"text": "buy milk p1 #home", "due": "in 2 days"}, **GENERAL))
    assert "Created #3: buy milk. Due" in said and "p1" in said and "#home" in said
    for name, options in (
        ("remind", {"what": "eat", "when": "banana"}),
        ("todo add", {"text": "eat", "due": "banana"}),
    ):
        assert "“banana” is no time" in town.asked(fake.slash(name, options, **GENERAL))
    assert "1 open" in town.asked(fake.slash("todo list", {}, **GENERAL))
    assert fake.suggest("remind", "when", {"what": "x", "when": "banana"}, **GENERAL) == []


def test_channels_and_roles_are_called_by_their_names(town: Town) -> None:
    fake = town.fake
    random, crew = fake.id("channel", "acme", "random"), fake.id("role", "acme", "crew")
    fake.type(f"remind <#{random}> in 5 minutes to vote", mention=True, **GENERAL)
    assert "everyone in #random" in fake.wait_to_see("I will remind", **GENERAL)["shown"]
    fake.slash("do", {"text": f"remind <@&{crew}> in 3 seconds to eat"}, **GENERAL)
    assert "@crew eat" in fake.wait_to_see("I will remind you", **GENERAL)["shown"]
    (rang,) = fake.wait("post", text="eat (#", timeout=60)
    assert rang["pings"]["roles"] == [crew] and set(rang["reached"]) >= {"ann", "ben"}


def test_what_is_said_in_a_thread_is_about_the_card_that_it_was_made_from(town: Town) -> None:
    fake = town.fake
    fake.type("add plan the party", mention=True, **GENERAL)
    card = fake.wait_to_see("Created #1", **GENERAL)["id"]
    fake.type("add something else", mention=True, **GENERAL)
    fake.wait_to_see("Created #2", **GENERAL)
    thread = {"guild": "acme", "channel": fake.do("thread", id=card, name="party", **GENERAL)["id"]}
    fake.type("remind me about this in 2 seconds", mention=True, **thread)
    assert "plan the party" in fake.wait_to_see("I will remind you", **thread)["shown"]
    rang = fake.wait_to_see("⏰ <@", **thread)
    assert "Ann" in rang["shown"] or rang["pings"]["users"] == [fake.id("person", "ann")]
    assert "plan the party" in town.asked(fake.slash("do", {"text": "remind me about this in 1 hour"}, **thread))
    fake.react(rang["id"], **thread)
    assert "plan the party" in fake.wait_to_see("Done: #1", **thread)["shown"]


def test_a_form_names_people_and_channels(town: Town) -> None:
    fake = town.fake
    general, cat = fake.id("channel", "acme", "general"), fake.id("person", "cat")
    roof = fake.type(f"ask <@{cat}>", account="ben", **GENERAL)["id"]
    town.asked(fake.context("Add task", id=roof, **GENERAL))
    fake.slash("do", {"text": f"move 1 to <#{general}>"}, **GENERAL)
    town.asked(fake.slash("todo edit", {"task": "1"}, **GENERAL))
    fake.click("Text", **GENERAL)
    assert fake.see(**GENERAL)["modal"]["inputs"][0]["value"] == "ask @Cat"
    fake.do("close", **GENERAL)
    fake.click("People and list", **GENERAL)
    place = next(one for one in fake.see(**GENERAL)["modal"]["inputs"] if one["label"] == "List")
    assert place["value"] == "#general"
    assert "Changed #1" in town.asked(fake.submit({"List": "#random"}, **GENERAL))
    listed = fake.slash("do", {"text": f"list <#{fake.id('channel', 'acme', 'random')}>"}, **GENERAL)
    assert "ask @Cat" in town.asked(listed)


def test_who_clicks_again_and_again_does_it_once(town: Town) -> None:
    fake = town.fake
    town.asked(fake.slash("todo add", {"text": "buy milk"}, **GENERAL))
    card = fake.see(**GENERAL)["messages"][-1]["id"]
    with ThreadPoolExecutor(4) as hands:
        clicks = [hands.submit(fake.click, "Done", id=card, **GENERAL) for _ in range(4)]
        said = sorted(town.asked(click.result()) for click in clicks)
    assert ["already" in one for one in said] == [True, True, True, False]
    assert said[-1].startswith("Done: #1")
    assert all("changed since" in town.asked(fake.click("Undo", id=card, **GENERAL)) for _ in range(2))
    assert not fake.noted()["limited"] and fake.noted()["invalid"] == 0


def test_nonsense_is_answered_with_what_to_type_and_makes_nothing(town: Town) -> None:
    fake = town.fake
    for typed in ("?!", "done 99999999999999999999", "\u202e\u0007", "add", "x" * 4000, "```", "<@0> <#0> <@&0>"):
        said = town.asked(fake.slash("do", {"text": typed}, **GENERAL))
        assert "ype" in said, (typed, said)
    assert "Nothing is open" in town.asked(fake.slash("todo list", {}, **GENERAL))
    assert "Your time zone is" in town.asked(fake.slash("timezone", {}, **GENERAL))
