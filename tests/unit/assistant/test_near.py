"""Which title is meant when one is named in words."""

from __future__ import annotations

import pytest

from core.assistant.resolve import near

TITLES = ["buy groceries", "write the quarterly report", "call mum", "buy oat milk", "renew passport"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("buy groceries", ["buy groceries"]),
        ("Buy Groceries!", ["buy groceries"]),
        ("groceries", ["buy groceries"]),
        ("the report", ["write the quarterly report"]),
        ("grocereis", ["buy groceries"]),
        ("passport", ["renew passport"]),
        ("oat milk", ["buy oat milk"]),
        ("pasport", ["renew passport"]),
        ("the quaterly report", ["write the quarterly report"]),
    ],
)
def test_one_near_title_is_meant(words, meant):
    assert [TITLES[index] for index in near(words, TITLES)] == meant


@pytest.mark.parametrize("words", ["zebra", "walk the dog", "", "!!", "xyz", "milk the cow"])
def test_nothing_near_is_nothing(words):
    assert near(words, TITLES) == []


def test_two_of_the_same_name_are_both_meant():
    assert len(near("groceries", ["buy groceries", "buy groceries"])) == 2


def test_an_exact_title_beats_a_longer_one():
    assert near("buy milk", ["buy milk", "buy milk for the cat"]) == [0]


def test_two_that_are_equally_near_are_both_offered():
    assert sorted(near("report", ["march report", "april report", "call mum"])) == [0, 1]
