"""A reply that was said, brought up to date: what nothing has happened to is the same to the letter."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from core.messages import Card, Instant, Reply, in_language
from core.replies.book import load
from workers.current import Things, brought_up_to_date

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["", "en", "de"])
def test_its_times_stay_in_the_language_in_which_it_was_said(language):
    card = Card("reminder", uuid4(), 1, "tea", "active", due=Instant(AT, "Europe/Berlin"))
    said = in_language(Reply(("⏰ tea",), (card,), kind="reminder"), language)
    row = {"text": "tea", "status": "active", "number": 1, "zone": "Europe/Berlin", "due_at": AT}
    things = Things({}, {card.id: row}, {}, frozenset(), direct=True)
    assert brought_up_to_date(said, things, load(language or "en")) == said
