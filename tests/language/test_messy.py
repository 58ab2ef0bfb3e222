"""Untidy sentences, written before anything was tuned to them: what share of them is read right."""

from __future__ import annotations

import pytest

from tests.language.messy import score

LEAST = {  # intents, and everything
    "create": (0.98, 0.95),
    "remind": (0.97, 0.95),
    "change": (0.98, 0.98),
    "ask": (0.96, 0.95),
    "chatter": (0.95, 0.95),
}


@pytest.mark.parametrize("name", LEAST)
def test_a_file_is_read_right_to_its_share(name, reads):
    found = score(name, reads)
    intents = found.share(found.intents)
    whole = found.share([*found.intents, *found.titles, *found.slots])
    print(name, found.rows, round(intents, 3), round(whole, 3))
    for line in (*found.intents, *found.titles, *found.slots):
        print("  ", line)
    least, least_whole = LEAST[name]
    assert intents >= least, found.intents
    assert whole >= least_whole, found.titles + found.slots
