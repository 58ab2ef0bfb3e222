"""What people type into Discord's fields and what they are told: languages, times, names, nonsense, impatience."""

from __future__ import annotations

from collections.abc import Iterator
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
