"""What is very long, or holds very much, is answered with every slot in its place; the bench says how soon."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.nlu import several
from core.nlu.languages import Languages
from core.nlu.spans import parts, spans
from tests.bench.hostile import HOSTILE

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
LANGUAGES = Languages()


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_answered_and_its_places_lie_in_it(name):
    spoken, text = HOSTILE[name]
    together = several.parted(text, lambda one: LANGUAGES.understand(one, NOW, locale=spoken))
    wishes = together.wishes if together is not None else (text,)
    assert len(wishes) <= several.MOST
    for wish, part in zip(wishes, parts(text, wishes), strict=True):
        reading = LANGUAGES.understand(wish, NOW, locale=spoken)
        assert reading.intent is not None or reading.suggestions
        for places in spans(reading).values():
            there = [place for one in places if (place := part.there(one)) is not None]
            assert all(0 <= first < last <= len(text) for first, last in there)
