"""A list of reminders does not claim to be all of them when it is not."""

from __future__ import annotations

import pytest

from core.replies.book import plain


@pytest.mark.parametrize(
    ("count", "words"),
    [(20, "20 reminders ahead:"), (21, "The next 20 reminders: 20 once, 0 repeating, 0 paused. There are more")],
)
async def test_more_than_can_be_shown_is_said(say, count, words):
    for number in range(count):
        await say(f"remind me in {number + 1} hours to stretch{number}")
    listed = await say("reminders")
    assert "".join(map(plain, listed.reply.parts)).startswith(words)
    assert len(listed.reply.cards) == len(listed.data["items"]) == 20
