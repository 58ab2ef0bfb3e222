"""Commands with fields: which words tell the language, what has to be a time, and what is completed while one types."""

from __future__ import annotations

import uuid
from zoneinfo import available_timezones

import pytest

from core.commands._cities import CITIES
from core.messages import Address, Author, Incoming, Typed


@pytest.fixture
def ask(services):
    def wish(text="", typed=None, *, locale="en-US", zone="Europe/Berlin"):
        who = f"ann-{locale}"  # what somebody's client spoke first is their language
        place = Address("terminal", who, "main", "", who)
        author = Author(who, "Ann", zone=zone, locale=locale)
        return Incoming(place, author, uuid.uuid4().hex, text=text, typed=typed)

    async def asked(text, typed=None, **more):
        return await services.assistant.handle(wish(text, typed, **more))

    async def suggested(kind, typed="", **more):
        return await services.assistant.suggest(wish(**more), kind, typed)

    asked.suggested = suggested
    return asked


def said(outcome):
    return "".join(part for part in outcome.reply.parts if isinstance(part, str))


@pytest.mark.parametrize(
    ("text", "typed", "locale", "begins"),
    [
        ("list", Typed(), "de", "Es ist nichts offen"),
        ("list", Typed(), "en-GB", "Nothing is open"),
        ("list", None, "de", "Es ist nichts offen"),
        ("help", Typed(), "de", "Ich behalte"),
        ("remind me in 10 Minuten to Tee", Typed("Tee in 10 Minuten", "in 10 Minuten"), "de", "Ich erinnere dich"),
        ("remind me in 10 minutes to tea", Typed("the tea in 10 minutes", "in 10 minutes"), "de", "I will remind you"),
    ],
)
async def test_a_text_that_was_put_together_is_answered_in_the_language_of_the_persons_own_words(
    ask, text, typed, locale, begins
):
    assert said(await ask(text, typed, locale=locale)).startswith(begins)


@pytest.mark.parametrize(
    ("text", "when", "code"),
    [
        ('remind me banana to "eat"', "banana", "when_unclear"),
        ('remind me soon tomorrow to "eat"', "soon tomorrow", "when_unclear"),
        ('add "eat" banana', "banana", "when_unclear"),
        ('remind me 0 minutes to "eat"', "0 minutes", "not_ahead"),
        ('remind me 30 feb to "eat"', "30 feb", "no_such_day"),
        ('remind me yesterday to "eat"', "yesterday", "in_the_past"),
        ('remind me 2h to "eat"', "2h", "remind_set"),
        ('remind me every monday at 9 to "eat"', "every monday at 9", "remind_recurring"),
        ('add "eat" friday', "friday", "task_created_due"),
        ("remind me tomorrow at 9 to buy milk and call Bob", "tomorrow at 9", "remind_set"),
    ],
)
async def test_what_is_typed_where_a_time_belongs_is_one_or_refused(ask, text, when, code):
    assert (await ask(text, Typed(when, when))).reply.code == code


async def test_a_refused_time_makes_no_task(ask):
    await ask('remind me banana to "eat"', Typed("eat banana", "banana"))
    assert said(await ask("list", Typed())).startswith("Nothing is open")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("tomorrow 9", "09:00 (Europe/Berlin)"),
        ("every monday at 9", "again and again, first Mon "),
        ("2h", "(Europe/Berlin)"),
    ],
)
async def test_a_time_is_completed_with_what_it_means(ask, typed, label):
    ((shown, value),) = await ask.suggested("time", typed)
    assert label in shown and value == typed


async def test_what_is_no_time_yet_is_completed_by_the_usual_ones(ask):
    usual = await ask.suggested("time", "")
    assert [value for _, value in usual][:2] == ["in 20 minutes", "in 1 hour"]
    assert all(shown.startswith(f"{value}: ") and len(shown) <= 100 for shown, value in usual)
    assert [value for _, value in await ask.suggested("time", "every m")] == ["every monday at 9"]
    assert [value for _, value in await ask.suggested("time", "jeden m", locale="de")] == ["jeden Montag um 9"]


@pytest.mark.parametrize("typed", ["banana", "yesterday", "30 feb", "0 minutes", "x", "to x"])
async def test_what_cannot_be_granted_is_not_offered(ask, typed):
    assert await ask.suggested("time", typed) == []


async def test_a_day_alone_has_no_clock_and_the_persons_language(ask):
    ((shown, _),) = await ask.suggested("time", "freitag", locale="de")
    assert shown.startswith("Fr, ") and ":" not in shown


async def test_whose_zone_is_not_known_sees_no_other_ones(ask):
    ((shown, _),) = await ask.suggested("time", "tomorrow 9", zone=None)
    assert shown.endswith("09:00")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", ("Europe/Berlin", "Europe/Berlin")),
        ("new y", ("America/New_York", "America/New_York")),
        ("münch", ("München (Europe/Berlin)", "Europe/Berlin")),
        ("san fr", ("San Francisco (America/Los_Angeles)", "America/Los_Angeles")),
        ("Tokio", ("Asia/Tokyo", "Asia/Tokyo")),
        ("brelin", ("Europe/Berlin", "Europe/Berlin")),
        ("EST", ("America/New_York", "America/New_York")),
    ],
)
async def test_zones_are_completed_by_cities_and_each_is_there_once(ask, typed, first):
    found = await ask.suggested("zone", typed)
    assert found[0] == first
    assert len({value for _, value in found}) == len(found) <= 25


async def test_of_nothing_typed_their_own_zone_comes_first(ask):
    found = await ask.suggested("zone", "", zone="Asia/Kolkata")
    assert found[0] == ("Asia/Kolkata", "Asia/Kolkata") and len(found) == len(dict(found)) > 3


def test_each_city_has_a_zone_that_there_is():
    assert set(CITIES) <= available_timezones()


async def test_a_city_that_names_no_zone_sets_one(ask):
    assert "Europe/Berlin" in said(await ask("/timezone Munich", zone=None))
