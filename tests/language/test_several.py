"""One message, several wishes: parted where each piece is a wish for certain, and nowhere else."""

from __future__ import annotations

import pytest

from core.nlu import several
from core.nlu.languages import Languages
from tests.language.conftest import NOW
from tests.language.messy import rows

ALL = Languages()


def read(said: str):
    return ALL.understand(said, NOW)


@pytest.mark.parametrize("row", rows("several"), ids=lambda row: row["say"][:40])
def test_each_wish_is_read(row):
    found = several.parted(row["say"], read)
    got = []
    for wish in [row["say"]] if found is None else found.wishes:
        reading = read(wish)
        ref = reading.slots.ref
        number = ref.number if ref is not None and ref.kind == "number" else None
        got.append([reading.intent, reading.slots.title if number is None else number])
    assert got == row["wishes"]


def test_what_is_too_long_is_one():
    assert several.parted("\n".join(f"- thing {number}" for number in range(21)), read) is None
    assert several.parted("done 5 and " * 200 + "done 6", read) is None


@pytest.mark.parametrize("text", ["done 5 and " * 89 + "done 6", "add x and " * 19 + "add y", "done 5; " * 110])
def test_each_piece_is_read_twice_at_most(text):
    asked = []

    def counted(said: str):
        asked.append(said)
        return read(said)

    several.parted(text, counted)
    assert len(asked) <= 2 * several.MOST
    assert all(len(said) <= len(text) for said in asked)
