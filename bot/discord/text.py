"""People's words as Discord's markup: escaped, pinging nobody by accident, cut to a length without tearing markup."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.discord.words import day
from core.cutting import Cutter
from core.messages import Day, Instant, Mention, Part, is_zone

LABEL = 80
EVERYONE = "&everyone"  # in a reply's mentions

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# They would turn around what stands behind them, which may be ours.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Somebody in people's own words, as they come to us: shown by name, and pinging nobody.
_NAMED = re.compile(r"<(@[!&]?|#)\d+\|([^<>|\s]{1,80})>")
_EVERYONE = re.compile(r"@(?=(?:everyone|here)\b)", re.IGNORECASE)
# A web address is clickable as it stands and must not be escaped; what would be markup ends it.
_ESCAPED = re.compile(
    r"(?P<link>https?://[^\s<>\"`*~|\\\[\]\u2060]+)|(?P<mark>[\\*_~`|\[\]<])"
    r"|(?P<line>^\s*)(?:(?P<head>#{1,3}|-#?|\+|>{1,3})|(?P<count>\d+)\.)(?=\s|$)",
    re.MULTILINE,
)
_ROLE = re.compile(r"<@&(\d+)(?:\|[^<>]*)?>")
_ACCOUNT = re.compile(r"[1-9]\d{0,19}")
# What must not be torn apart by a cut: one of our tokens, an escaped letter.
_CUTTER = Cutter(re.compile(r"<[^<>]*>|\\.|[^\s<\\]{1,8}|.", re.DOTALL), whole="<\\")
cut, split = _CUTTER.cut, _CUTTER.split
_LAST = 253_402_300_799  # the last second of the year 9999


def escape(text: str) -> str:
    """The words as text alone: no markup, no token, no mass mention; web addresses can be clicked."""
    return _ESCAPED.sub(_escaped, clean(text))


def _escaped(found: re.Match[str]) -> str:
    if found["link"]:
        return found["link"]
    if found["mark"]:
        return f"\\{found['mark']}"
    return f"{found['line']}\\{found['head']}" if found["head"] else f"{found['line']}{found['count']}\\."


def words(part: Part, mentions: tuple[str, ...] = ()) -> str:
    """A part of a reply as markdown: an instant in the widget, a date by its name, a ping where it is allowed."""
    if isinstance(part, Instant):
        return moment(part)
    if isinstance(part, Day):
        return day(part.on, part.language)
    if isinstance(part, Mention):
        return mention(part.account) if part.account in mentions and is_account(part.account) else at(part.name)
    made, end = [], 0
    for found in _ROLE.finditer(part):
        if f"&{found[1]}" in mentions:  # its setter may ping this role
            made += [_spread(part[end : found.start()], mentions), f"<@&{found[1]}>"]
            end = found.end()
    return "".join(made) + _spread(part[end:], mentions)


def _spread(text: str, mentions: tuple[str, ...]) -> str:
    """Escaped, but with the mass mention that may ping."""
    pieces = re.split(r"@everyone\b", text) if EVERYONE in mentions else [text]
    return "@everyone".join(escape(piece) for piece in pieces)


def moment(instant: Instant) -> str:
    """When it is in the reader's own zone and language, and how far away; in words where Discord cannot draw it."""
    stamp = int(instant.at.timestamp())
    if not 0 < stamp <= _LAST:
        return escape(spoken(instant))
    at_clock = f"<t:{stamp}:D> <t:{stamp}:T>" if instant.seconds else f"<t:{stamp}:F>"
    return f"{at_clock} (<t:{stamp}:R>)"


def unrendered(part: Part) -> str:
    """A part for a title, a footer or a label, where no widget is drawn: times in the person's zone with its name."""
    if isinstance(part, Instant):
        return spoken(part)
    if isinstance(part, Day):
        return day(part.on, part.language)
    return clean(f"@{part.name}" if isinstance(part, Mention) else part)


def spoken(instant: Instant) -> str:
    """ "Wed 4 Mar 2026 10:35 (America/New_York)", not escaped."""
    name = instant.zone if is_zone(instant.zone) else "UTC"
    try:
        local = instant.at.astimezone(ZoneInfo(name))
    except OverflowError:  # the first or the last day that there is
        local, name = instant.at, str(instant.at.tzinfo)
    return f"{day(local.date(), instant.language)} {_clock(local, instant.seconds)} ({name})"


def _clock(local: datetime, seconds: bool) -> str:
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def mention(account: str) -> str:
    """What pings this account."""
    return f"<@{account}>"


def is_account(account: str) -> bool:
    """Whether this is the id of a person or a role, as Discord writes them."""
    return bool(_ACCOUNT.fullmatch(account)) and account.isascii()


def at(name: str) -> str:
    """A person named but not pinged."""
    return escape(f"@{name}")


def label(text: str, limit: int = LABEL) -> str:
    """Words for a button, a choice or a title, where no markup is drawn and an empty text is refused."""
    flat = " ".join(clean(text).split())
    return "…" if blank(flat) else cut(flat, limit)


def blank(text: str) -> bool:
    """Whether nobody would see anything: Discord takes that for an empty message."""
    return all(unicodedata.category(letter)[0] in "ZC" for letter in text)


def called(text: str) -> str:
    """With the names of those whom people have named, where no reference can be drawn."""
    return _NAMED.sub(lambda found: f"{found.group(1)[0]}{found.group(2)}", text)


def clean(text: str) -> str:
    """Without what no text may hold: control characters, half letters, what turns the writing around, mass mentions."""
    text = called(text)
    text = _TURNING.sub("", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\t", " ")))
    return _EVERYONE.sub("@\N{WORD JOINER}", text)
