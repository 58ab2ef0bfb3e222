"""Marks for numbers that are not known yet: `#12` is taken in the last statement, after the reply was worded."""

from __future__ import annotations

import re
from typing import Any

from core.domain.wording import MARK_CLOSE, MARK_OPEN

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_WHOLE = re.compile(f'"{MARK_OPEN}(\\d+){MARK_CLOSE}"')  # in JSON text


def mark(ordinal: int) -> str:
    """Stands for the `ordinal`-th number (from 1) that this transaction will take."""
    return f"{MARK_OPEN}{ordinal}{MARK_CLOSE}"


def filled(document: Any, base: int | None) -> Any:
    """A JSON document with its marks replaced; a string that is a mark and nothing else becomes an int."""
    if base is None:
        return document
    if isinstance(document, str):
        whole = _MARK.fullmatch(document)
        if whole:
            return base + int(whole.group(1))
        return _MARK.sub(lambda found: str(base + int(found.group(1))), document) if MARK_OPEN in document else document
    if isinstance(document, list):
        return [filled(item, base) for item in document]
    if isinstance(document, dict):
        return {name: filled(value, base) for name, value in document.items()}
    return document


def filled_text(text: str, base: int | None) -> str:
    """The same for a document that is JSON text already."""
    if base is None or MARK_OPEN not in text:
        return text
    text = _WHOLE.sub(lambda found: str(base + int(found.group(1))), text)
    return _MARK.sub(lambda found: str(base + int(found.group(1))), text)
