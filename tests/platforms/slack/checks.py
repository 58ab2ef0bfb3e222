"""The words in which the tables of blocks.py are written: each makes a check that raises Wrong with the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str], None]


class Wrong(Exception):
    """What is wrong, with a JSON pointer, in Slack's manner."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"[ERROR] {what} [json-pointer:{where}]")


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str):
            raise Wrong(where, "must be a string")
        if len(value) > most:
            raise Wrong(where, f"must be less than {most + 1} characters")
        if len(value) < least:
            raise Wrong(where, f"must be more than {least - 1} characters")

    return check


def matches(pattern: str) -> Check:
    """A string of this form."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Wrong(where, f"must match {pattern}")

    return check


def among(*values: str) -> Check:
    """One of these."""

    def check(value: Any, where: str) -> None:
        if value not in values:
            raise Wrong(where, f"must be one of {', '.join(values)}")

    return check


def number(least: int, most: int) -> Check:
    """A whole number in these bounds, both included."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Wrong(where, f"must be a number from {least} to {most}")

    return check


def flag(value: Any, where: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise Wrong(where, "must be a boolean")


def anything(value: Any, where: str) -> None:
    """Taken as it is."""


def text(most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Check:
    """A text object."""
    inner = string(most)

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict) or value.get("type") not in kinds:
            raise Wrong(where, f"must be a text object of type {' or '.join(kinds)}")
        extra = set(value) - {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
        if extra:
            raise Wrong(where, f"invalid additional property: {min(extra)}")
        inner(value.get("text"), f"{where}/text")

    return check


def plain(most: int) -> Check:
    """A text object without markup."""
    return text(most, ("plain_text",))


def items(each: Check, most: int, least: int = 1) -> Check:
    """A list of so many."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise Wrong(where, "must be a list")
        if not least <= len(value) <= most:
            raise Wrong(where, f"no more than {most} items allowed, no fewer than {least}; there are {len(value)}")
        for place, one in enumerate(value):
            each(one, f"{where}/{place}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check], any_of: tuple[str, ...] = ()) -> Check:
    """An object with these fields and no other; `type` is looked at elsewhere."""
    known = {**required, **optional}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Wrong(where, "must be an object")
        for name in required:
            if name not in value:
                raise Wrong(where, f"missing required field: {name}")
        if any_of and not any(value.get(name) for name in any_of):
            raise Wrong(where, f"must have one of: {', '.join(any_of)}")
        for name, content in value.items():
            if name != "type" and name not in known:
                raise Wrong(where, f"invalid additional property: {name}")
            if name != "type":
                known[name](content, f"{where}/{name}")

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check it must pass."""

    def check(value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in table:
            raise Wrong(where, f"unsupported type: {kind}")
        table[kind](value, where)

    return check
