"""Where the next page begins, as a text that means nothing to whoever hands it back."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from core.errors import UserError

_NUMBERS = 2**31


def written(order: str, keys: Sequence[str]) -> str:
    """The cursor behind the last one shown; `order` tells which order it belongs to."""
    return base64.urlsafe_b64encode(json.dumps([order, *keys]).encode()).decode().rstrip("=")


def read(text: str, order: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """The keys of a cursor. UserError unless it was written for this order and holds a key of each kind.

    Kinds are int, date, uuid and timestamptz, as PostgreSQL calls them.
    """
    try:
        raw = json.loads(base64.b64decode(text.encode() + b"=" * (-len(text) % 4), b"-_", validate=True))
        said, *keys = raw
        if said != order or len(keys) != len(kinds):
            raise ValueError(text)
        for key, kind in zip(keys, kinds, strict=True):
            _check(key, kind)
    except (ValueError, TypeError, RecursionError) as error:
        raise UserError("cursor_bad") from error
    return tuple(keys)


def _check(key: object, kind: str) -> None:
    if not isinstance(key, str):
        raise TypeError(key)
    if kind == "int":
        if not (key.lstrip("-").isascii() and key.lstrip("-").isdigit() and abs(int(key)) < _NUMBERS):
            raise ValueError(key)
    elif kind == "uuid":
        UUID(hex=key)
    elif key != "infinity":
        at = date.fromisoformat(key) if kind == "date" else datetime.fromisoformat(key)
        if isinstance(at, datetime) and at.tzinfo is None:
            raise ValueError(key)
