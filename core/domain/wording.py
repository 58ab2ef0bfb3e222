"""What a text must be to be stored: no NUL, no half characters, none of our own marks, and not too long."""

from __future__ import annotations

import re

from core.errors import UserError

TITLE_MAX = 200
DESCRIPTION_MAX = 10_000
TAG_MAX = 50
TAGS_MAX = 20
# Numbers are filled in by the last statement of a transaction; until then a text holds this mark (see db/numbers.py).
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"

# C0 and C1 controls but tab and line feed; lone surrogates; our marks; direction overrides, which turn a line around.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\u202a-\u202e\u2066-\u2069]")


def cleaned(text: str) -> str:
    """The text without what must not be stored or shown; line ends become line feeds."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def kept_places(text: str) -> list[int]:
    """Of each character of `cleaned(text)`, where it stood in `text`."""
    ends = {i for i, one in enumerate(text) if one == "\r" and text[i + 1 : i + 2] != "\n"}
    return [i for i, one in enumerate(text) if i in ends or not _UNWANTED.match(one)]


def title_of(text: str) -> str:
    """A title as it is stored: one line, blanks single. UserError when it is empty or over 200 characters."""
    title = " ".join(cleaned(text).split())
    if not title:
        raise UserError("title_empty")
    if len(title) > TITLE_MAX:
        raise UserError("title_long", max=TITLE_MAX, length=len(title))
    return title


def split_title(title: str, description: str = "") -> tuple[str, str]:
    """A title that fits, and a description that begins with the words that did not."""
    title = " ".join(cleaned(title).split())
    if len(title) <= TITLE_MAX:
        return title, description
    cut = title.rfind(" ", 1, TITLE_MAX + 1)
    cut = cut if cut > 0 else TITLE_MAX
    return title[:cut], "\n".join(part for part in (title[cut:].strip(), description) if part)


def description_of(text: str) -> str:
    """A description as it is stored. UserError when it is over 10,000 characters."""
    description = cleaned(text).strip()
    if len(description) > DESCRIPTION_MAX:
        raise UserError("description_long", max=DESCRIPTION_MAX, length=len(description))
    return description


def tags_of(tags: list[str] | tuple[str, ...]) -> list[str]:
    """Tags as they are stored: without #, lower case, each once, in order. UserError when one cannot be a tag."""
    found: dict[str, None] = {}
    for raw in tags:
        tag = cleaned(raw).strip().lstrip("#").casefold()
        if not tag or len(tag) > TAG_MAX or re.search(r"\s", tag):
            raise UserError("tag_bad", tag=raw[:TAG_MAX], max=TAG_MAX)
        found[tag] = None
    if len(found) > TAGS_MAX:
        raise UserError("tags_many", max=TAGS_MAX)
    return list(found)
