"""Whatever is typed, the language part answers, and its answer hangs together."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.nlu.pipeline import Language

ZONES = ["America/New_York", "Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu", "UTC", "Etc/GMT+2"]
SAID = (
    "remind me to at on by in every next last friday monday march may 29 feb 30 31 5 12 2026 1400 am pm : / - . , "
    "tomorrow tonight morning noon half past quarter first third week month year days hours minutes ago from of the "
    "until for times and between done delete task reminder # 5 @anna #work p1 !high snooze list today all overdue "
    "christmas easter after before now 1h30 2d eow eom business weekday each other second a an couple few "
    "decade century year 9998 summer winter week 31 ramadan diwali purim early late mid hundred this same time "
    '"quoted text" https://example.org/2026/03/04 <t:1772670600:f> 9999 0 -5 00:00 24:00 99999999999 buy milk'
)
WORDS = SAID.split(" ")


@cache
def language() -> Language:
    return Language()


def moments() -> st.SearchStrategy[datetime]:
    wall = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1))
    return st.builds(lambda at, zone: at.replace(tzinfo=ZoneInfo(zone)), wall, st.sampled_from(ZONES))


def check(text: str, at: datetime) -> None:
    understood = language().understand(text, at)
    assert understood.text == text
    assert 0.0 <= understood.confidence <= 1.0
    assert understood.intent is not None or understood.suggestions
    title = understood.slots.title
    assert title is None or (0 < len(title) <= 200 and title == title.strip())
    for when in understood.times:
        first, last = when.span
        assert 0 <= first < last <= len(text) or not when.text
        assert when.start.tzinfo is not None
    if understood.intent in ("remind", "create_task") and understood.problem is None:
        for when in (understood.slots.when, understood.slots.due):
            assert when is None or when.rrule or when.start >= at.replace(hour=0, minute=0) - timedelta(hours=26)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), moments())
def test_words_of_time_in_any_order_are_answered(text: str, at: datetime) -> None:
    check(text, at)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=80), moments())
def test_any_characters_are_answered(text: str, at: datetime) -> None:
    check(text, at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00",
        "remind me to \x00 in 5 minutes",
        "add \ud800 lone surrogate",
        "\u200f\u202eadd buy milk tomorrow",
        "add " + "x" * 1_000_000,
        "remind me " + "tomorrow at 5pm and " * 500,
        "add " + "word " * 2_000,
        "((((((((((" * 1_000,
        '"' * 5_000,
        "1" * 10_000,
        "every " * 2_000,
        "3/4/" * 2_500,
        "a\n" * 5_000,
        "end of " * 300,
        "a week from " * 160,
        "a " * 1_000,
        "<t:99999999999999999999:f>",
        "remind me in 99999999999999 years",
        "in 1e308 years",
        "the the the of of in in on on",
    ],
    ids=lambda text: repr(text[:30]),
)
def test_hostile_texts_are_answered(text: str) -> None:
    check(text, datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York")))


def test_a_reading_keeps_nothing_of_the_one_before() -> None:
    at = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    first = language().understand("remind me tomorrow at 5 to eat", at)
    language().understand("delete 5", at)
    assert language().understand("remind me tomorrow at 5 to eat", at) == first


def test_what_follows_the_first_line_is_the_description() -> None:
    at = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    slots = language().understand("add buy milk tomorrow\nthe fresh one\nnot friday", at).slots
    assert (slots.title, slots.description) == ("buy milk", "the fresh one\nnot friday")


def test_a_long_first_line_is_cut_at_a_word() -> None:
    at = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    slots = language().understand("add " + "word " * 60, at).slots
    assert slots.title is not None
    assert len(slots.title) <= 200
    assert slots.description is not None
    assert slots.title.endswith("word")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        language().understand("hello", datetime(2026, 3, 4))


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("list <#C0123ABCD|random>", "list_name", "<#C0123ABCD|random>"),
        ("move 2 to <#C0123ABCD>", "list_name", "<#C0123ABCD>"),
        ("add <#C0123ABCD|plan offsite 2> book it", "list_name", "<#C0123ABCD|plan offsite 2>"),
        ("assign 5 to <@U0123ABC|Ben Smith>", "assignees", ("<@U0123ABC|Ben Smith>",)),
        ("remind <@U0123ABC|Zoë O'Neil (PM)> about lunch in an hour", "target", "<@U0123ABC|Zoë O'Neil (PM)>"),
        ("remind <#C0123ABCD|the team> new tests at two", "target", "<#C0123ABCD|the team>"),
    ],
)
def test_a_platforms_reference_is_one_thing_whatever_its_label_says(text, field, value):
    at = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    assert getattr(Language().understand(text, at).slots, field) == value
