"""People's words as Slack's markup: escaped, pinging nobody by accident, cut to a length without tearing markup."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.cutting import Cutter
from core.messages import Day, Instant, Mention, Part, is_zone

SECTION, LABEL = 3_000, 75
LINK = 500  # an address longer than that stays text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# They would turn around what stands behind them, which may be ours.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Somebody in people's own words, as they come to us: shown by name, and pinging nobody.
_NAMED = re.compile(r"<(@[!&]?|#)[A-Z0-9]+\|([^<>|\s]{1,80})>")
_EVERYONE = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>|\"`\u2060]+[^\s<>|\"`\u2060.,;:!?')\]}*_~]")
_ACCOUNT = re.compile(r"[UW][A-Z0-9]{1,30}")
# What must not be torn apart by a cut: one of our tokens, an entity.
_GROUP = re.compile(r"<@&([A-Z0-9]+)(?:\|[^<>]*)?>")
_CUTTER = Cutter(re.compile(r"<[^<>]*>|&\w+;|[^\s<&]{1,8}|.", re.DOTALL), whole="<&")
cut, split = _CUTTER.cut, _CUTTER.split
_LAST = 253_402_300_799  # the last second of the year 9999


def escape(text: str) -> str:
    """The words as text alone: no token, no mass mention, nothing that Slack refuses."""
    return _clean(text).translate(_ENTITIES)


def linked(text: str) -> str:
    """The same, but web addresses can be clicked: our texts are `verbatim`, so Slack makes no links by itself."""
    text, made, end = _clean(text), [], 0
    for found in _URL.finditer(text):
        if len(found.group()) <= LINK:
            made += [text[end : found.start()].translate(_ENTITIES), f"<{found.group().translate(_ENTITIES)}>"]
            end = found.end()
    return "".join(made) + text[end:].translate(_ENTITIES)


def words(part: Part, mentions: tuple[str, ...] = ()) -> str:
    """A part of a reply as mrkdwn: an instant in the reader's own widget, a date by its name, a ping where allowed."""
    if isinstance(part, Instant):
        return moment(part)
    if isinstance(part, Day):
        return named(part.on)
    if isinstance(part, Mention):
        return mention(part.account) if part.account in mentions and is_account(part.account) else at(part.name)
    made, end = [], 0
    for found in _GROUP.finditer(part):
        if f"&{found[1]}" in mentions:  # its setter may ping this group
            made += [linked(part[end : found.start()]), f"<!subteam^{found[1]}>"]
            end = found.end()
    return "".join(made) + linked(part[end:])


def unrendered(part: Part, mentions: tuple[str, ...] = ()) -> str:
    """A part for a notification, where no widget is drawn: times in the person's zone with its name; escaped too."""
    if isinstance(part, Instant):
        return escape(spoken(part))
    return escape(part) if isinstance(part, str) else words(part, mentions)


def moment(instant: Instant) -> str:
    """`<!date^...>`, with the time in the person's zone for those who cannot draw it."""
    stamp = int(instant.at.timestamp())
    if not 0 < stamp <= _LAST:
        return escape(spoken(instant))
    clock = "{time_secs}" if instant.seconds else "{time}"
    return f"<!date^{stamp}^{{date_short_pretty}} {clock}|{escape(spoken(instant))}>"


def spoken(instant: Instant) -> str:
    """ "Wed 4 Mar 2026 10:35 (America/New_York)", not escaped."""
    name = instant.zone if is_zone(instant.zone) else "UTC"
    try:
        local = instant.at.astimezone(ZoneInfo(name))
    except OverflowError:  # the first or the last day that there is
        local, name = instant.at, str(instant.at.tzinfo)
    return f"{named(local)} {_clock(local, instant.seconds)} ({name})"


def named(day: date) -> str:
    """ "Wed 4 Mar 2026": never an instant, which readers would see on another day."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def mention(account: str) -> str:
    """What pings this account."""
    return f"<@{account}>"


def is_account(account: str) -> bool:
    """Whether this is the id of a person, and so cannot be a channel or a group."""
    return bool(_ACCOUNT.fullmatch(account))


def at(name: str) -> str:
    """A person named but not pinged."""
    return escape(f"@{name}")


def label(text: str, limit: int = LABEL) -> str:
    """Words for a button, a title or a menu, where Slack draws no markup and takes no empty text."""
    flat = " ".join(_clean(text).split())
    return cut(flat, limit) if flat else "…"


def _clean(text: str) -> str:
    text = _NAMED.sub(lambda found: f"{found.group(1)[0]}{found.group(2)}", text)
    text = _TURNING.sub("", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\t", " ")))
    return _EVERYONE.sub("@\N{WORD JOINER}", text)


def _clock(local: datetime, seconds: bool) -> str:
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
