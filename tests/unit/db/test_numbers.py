"""Marks for numbers that are not known yet."""

from __future__ import annotations

from core.db.numbers import filled, mark


def test_a_mark_becomes_the_number_that_was_taken():
    assert filled({"text": f"Created #{mark(1)} and #{mark(2)}"}, 11) == {"text": "Created #12 and #13"}


def test_a_string_that_is_a_mark_and_nothing_else_becomes_an_int():
    assert filled(["x", mark(1), {"number": mark(2)}], 4) == ["x", 5, {"number": 6}]


def test_without_a_number_nothing_changes():
    assert filled({"a": [1, None, "b"]}, None) == {"a": [1, None, "b"]}
