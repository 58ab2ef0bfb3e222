"""Any reply that the core could make, and the worst that people type, for the properties of what Slack is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from core.messages import Button, Card, Day, Instant, Mention, Reply

NASTY = [
    "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S123|crew>", "@channel", "@here", "@Everyone", "<@U1>",
    "<@U0ADMIN|ann>", "<#C1|general>", "<https://evil.example|your bank>", "https://a.example/?x=1&y=<b>", "&lt;",
    "&amp;lt;!channel&gt;", "*bold* _it_ ~no~ `code` ```", "\x00\x1b", "\ud800", "\u202eabc", "<!date^0^{date}|x>",
    "\n\n> quote", "😀" * 40, "x" * 3_001, "<" * 700, "& " * 400, "\n", " ", "", "http://@channel",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join))
ACCOUNTS = st.sampled_from(["U1", "U0ADMIN", "W9", "!channel", "S1", "U1>", "", "<!here>"])
ZONES = st.sampled_from(["Europe/Berlin", "UTC", "America/New_York", "No/Where", "", "<!channel>"])
INSTANTS = st.builds(
    Instant,
    st.one_of(
        st.datetimes(timezones=st.just(UTC)),
        st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
    ),
    ZONES,
    st.booleans(),
)
DAYS = st.builds(Day, st.dates(date.min, date.max))
MENTIONS = st.builds(Mention, ACCOUNTS, TEXTS)
ACTIONS = st.one_of(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=100),
    st.sampled_from(["1:undo:1f", "1:snooze:1f:20m", "1:snooze:1f:1h", "1:snooze:1f:3h", "1:snooze:1f:ask"]),
)
BUTTONS = st.builds(Button, TEXTS, ACTIONS, st.sampled_from(["plain", "primary", "danger"]))


def several(things: st.SearchStrategy[Button], most: int) -> st.SearchStrategy[tuple[Button, ...]]:
    """None, some, or many of them: a list that is long is made of few that repeat."""
    few = st.lists(things, max_size=7).map(tuple)
    return st.one_of(few, st.builds(lambda some, times: some * times, few, st.integers(0, most)))


CARDS = st.builds(
    Card,
    kind=st.sampled_from(["task", "reminder"]),
    id=st.uuids(),
    number=st.one_of(st.none(), st.integers(0, 10**6), TEXTS),
    title=TEXTS,
    status=st.sampled_from(["open", "done", "active", "paused", "<b>"]),
    due=st.one_of(st.none(), INSTANTS, DAYS),
    priority=st.integers(1, 4),
    tags=st.lists(TEXTS, max_size=5).map(tuple),
    assignees=st.lists(TEXTS, max_size=3).map(tuple),
    description=TEXTS,
    detail=TEXTS,
    workspace=st.one_of(st.none(), TEXTS),
    buttons=several(BUTTONS, 20),
)
REPLIES = st.builds(
    Reply,
    parts=st.lists(st.one_of(TEXTS, INSTANTS, DAYS, MENTIONS), max_size=6).map(tuple),
    cards=st.builds(
        lambda some, times: some * times, st.lists(CARDS, max_size=4).map(tuple), st.sampled_from([1, 1, 1, 14])
    ),
    buttons=several(BUTTONS, 40),
    mentions=st.lists(ACCOUNTS, max_size=3).map(tuple),
)
