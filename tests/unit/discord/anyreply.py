"""Any reply that the core could make, and the worst that people type, for the properties of what Discord is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from core.messages import Button, Card, Day, Instant, Mention, Reply

NASTY = [
    "@everyone", "@here", "@EVERYONE", "<@1>", "<@!12>", "<@&77>", "<@12|ann>", "<@&77|crew>", "<#5>", "<#5|general>",
    "[your bank](https://evil.example)", "https://a.example/?x=1&y=_b_", "<https://evil.example>", "<t:0:R>",
    "</todo:1>", "<:smile:12>", "*bold* _it_ ~~no~~ ||secret|| `code` ```py", "\\", "\\*", "\x00\x1b", "\ud800",
    "\u202eabc", "# big\n-# small\n> quote\n>>> all\n- one\n1. two", "😀" * 40, "x" * 3_001, "*" * 2_100,
    "\\" * 1_999, "\n", " ", "", "\u200b", "http://@everyone", "https://a/" + "_*" * 30,
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join))
ACCOUNTS = st.sampled_from(["1", "12", "987654321098765432", "x", "", "&77", "&everyone", "&x", "0"])
ZONES = st.sampled_from(["Europe/Berlin", "UTC", "America/New_York", "No/Where", ""])
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
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=90).map("1:{}".format),
    st.sampled_from(["1:undo:1f", "1:snooze:1f:20m", "1:snooze:1f:1h", "1:snooze:1f:3h", "1:snooze:1f:ask"]),
)
BUTTONS = st.builds(Button, TEXTS, ACTIONS, st.sampled_from(["plain", "primary", "danger"]))


def several(most: int) -> st.SearchStrategy[tuple[Button, ...]]:
    """None, some, or many of them: a list that is long is made of few that repeat."""
    few = st.lists(BUTTONS, max_size=7).map(tuple)

    def numbered(some: tuple[Button, ...], times: int) -> tuple[Button, ...]:
        again = (Button(one.label, f"{one.action[:90]}:{n}", one.style) for n in range(times) for one in some)
        return some + tuple(again)

    return st.one_of(few, st.builds(numbered, few, st.integers(0, most)))


CARDS = st.builds(
    Card,
    kind=st.sampled_from(["task", "reminder"]),
    id=st.uuids(),
    number=st.one_of(st.none(), st.integers(0, 10**6), TEXTS),
    title=TEXTS,
    status=st.sampled_from(["open", "done", "active", "paused", "*b*"]),
    due=st.one_of(st.none(), INSTANTS, DAYS),
    priority=st.integers(1, 4),
    tags=st.lists(TEXTS, max_size=5).map(tuple),
    assignees=st.lists(TEXTS, max_size=3).map(tuple),
    description=TEXTS,
    detail=TEXTS,
    workspace=st.one_of(st.none(), TEXTS),
    buttons=several(20),
)
REPLIES = st.builds(
    Reply,
    parts=st.lists(st.one_of(TEXTS, INSTANTS, DAYS, MENTIONS), max_size=6).map(tuple),
    cards=st.builds(
        lambda some, times: some * times, st.lists(CARDS, max_size=4).map(tuple), st.sampled_from([1, 1, 1, 14])
    ),
    buttons=several(20),
    mentions=st.lists(ACCOUNTS, max_size=3).map(tuple),
)
