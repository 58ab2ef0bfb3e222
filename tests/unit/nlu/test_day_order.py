"""3/4 is read as is usual where the person is, until they say otherwise."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from core.nlu.languages import Languages
from core.nlu.reading import Preferences, When

NOW = datetime(2026, 3, 1, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@cache
def languages() -> Languages:
    return Languages()


def read(text: str, locale: str | None, preferences: Preferences | None = None) -> When:
    (when,) = languages().understand(text, NOW, preferences=preferences or Preferences(), locale=locale).times
    return when


@pytest.mark.parametrize(
    ("locale", "text", "month"),
    [
        (None, "pay rent on 3/4", 3),
        ("en-US", "pay rent on 3/4", 3),
        ("en", "pay rent on 3/4", 3),
        ("ja", "pay rent on 3/4", 3),
        ("en-GB", "pay rent on 3/4", 4),
        ("en_AU.UTF-8", "pay rent on 3/4", 4),
        ("fr", "pay rent on 3/4", 4),
        ("de-DE", "pay rent on 3/4", 4),
        ("de", "erinnere mich am 3/4 an die Miete", 4),
        (None, "erinnere mich am 3/4 an die Miete", 4),
        ("en-US", "pay rent on 13/4", 4),
        ("de", "pay rent on 3/14", 3),
        ("de", "jedes Jahr am 3/4 Miete zahlen", 4),
    ],
)
def test_the_order_of_a_date_is_that_of_the_locale(locale: str | None, text: str, month: int) -> None:
    assert read(text, locale).start.month == month


def test_what_the_person_has_set_beats_it_and_without_it_the_other_is_offered() -> None:
    when = read("pay rent on 3/4", "de")
    assert [one.start.month for one in when.others] == [3] and when.notes[0].code == "ambiguous_date"
    assert read("pay rent on 3/4", "de", Preferences(day_first=False)).start.month == 3
