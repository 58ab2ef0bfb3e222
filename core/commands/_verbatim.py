"""A title as it was typed, with the words that were read as a date: what "not a date" gives back."""

from __future__ import annotations

import re

from core.domain.wording import TITLE_MAX
from core.nlu.reading import Understanding


def verbatim(reading: Understanding) -> str | None:
    """From the first to the last word of title and date in the text; None when the title is not found in it."""
    when = reading.slots.due or reading.slots.when
    words = re.findall(r"\S+", reading.slots.title or "")
    if when is None or not words:
        return None
    low, high = when.span
    for word in words:
        # Cut out of the middle, the title's words stand before and after the date.
        found = reading.text.find(word)
        if found < 0:
            return None
        low = min(low, found)
    last = reading.text.rfind(words[-1])
    high = max(high, last + len(words[-1]))
    return " ".join(reading.text[low:high].split())[:TITLE_MAX]
