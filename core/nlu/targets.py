"""Who or where a reminder is for: "remind @jessica ...", "remind #team ...", cut out in place before reading."""

from __future__ import annotations

import re

_TARGET = (
    r"(<@[!&]?[\w.-]{1,80}(?:\|[^<>\n]{0,80})?>|@[^\W_][\w.-]{0,79}|<\#[\w.-]{1,80}(?:\|[^<>\n]{0,120})?>"
    r"|\#[^\W\d_][\w-]{0,79}|~[\w-]{1,79}|here"
    r"|everyone|everybody|alle(?=\s+(?:an|in|um|am|morgen|heute|daran|jeden|ans|auf)\b)|all\s+of\s+us|us\s+all|us"
    r"|(?:the|this)\s+(?:team|channel|group)(?=\s+(?:to|about|that|of|in|at|on|by|every|tomorrow|tonight|next)\b))"
)
_LEAD = r"(?:in|at|on|tomorrow|tonight|next|every)\b(?:(?!remind)[^@\#<~\n]){0,40}?"  # a time that stands first
_POLITE = (
    r"(?:(?:please|pls|plz|hey|hi|hello|ok|okay|just|also|(?:can|could)\s+(?:you|u)|(?:would|will)\s+you)[\s,]+){0,4}"
)
_SAID = re.compile(rf"\s*{_POLITE}(?:{_LEAD}\s+)?/?(?:remind|reminder|r|erinnere?)\s+{_TARGET}(?=\s)", re.IGNORECASE)
_BARE = re.compile(rf"\s*{_TARGET}(?=\s)", re.IGNORECASE)
_ROLE = re.compile(r"\s*<@&[\w.-]{1,80}(?:\|[^<>\s]{1,80})?>\s+\S")
_SLASHES = frozenset({"remind", "reminder", "r"})


def is_role(text: str) -> bool:
    """Whether the message speaks to a role of the platform first."""
    return _ROLE.match(text) is not None


def cut(text: str, slash: str | None) -> tuple[str, str | None]:
    """The text with the target read as "us", every other character in its place, and the target as typed."""
    found = place(text, slash)
    if found is None:
        return text, None
    first, last = found
    said = text[first:last].rstrip(".-")
    ours = "uns" if "erinner" in text[:first].lower() and last - first > 2 else "us"
    return text[:first] + ours.ljust(last - first) + text[last:], said if said[0] in "<@#~" or said == "here" else "us"


def place(text: str, slash: str | None = None) -> tuple[int, int] | None:
    """Where the target stands."""
    word = (slash or "").strip().lstrip("/").lower()
    found = _SAID.match(text) or (_BARE.match(text) if word in _SLASHES else None)
    if found is None or (found.group().lstrip().lower().startswith("r ") and not word):
        return None
    return found.span(1)
