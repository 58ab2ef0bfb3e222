"""Any Home, and any card under a link, is one that Slack takes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.home import MORE, NOTHING, home_view
from bot.slack.unfurl import unfurled
from core.messages import Button, Card, Reply
from tests.platforms.slack import blocks, mrkdwn
from tests.unit.slack.anyreply import CARDS, REPLIES

DONE = Button("Done", "1:complete_task:1f", "primary")
ROOMY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def card(number: int) -> Card:
    return Card("task", uuid4(), number, f"task {number}", "open", buttons=(DONE,))


def lines(view: dict[str, Any]) -> list[str]:
    return mrkdwn.lines_of(view["blocks"], str)


@ROOMY
@given(st.lists(REPLIES, max_size=5))
def test_any_home_is_within_every_limit(sections: list[Reply]) -> None:
    view = home_view(sections)
    blocks.view(view, "home")
    names = [one["action_id"] for one in mrkdwn.fields_of(view["blocks"])]
    assert len(names) == len(set(names))
    assert len(str(view)) < 250_000


@ROOMY
@given(CARDS)
def test_any_card_can_stand_under_a_link(shown: Card) -> None:
    under = unfurled(shown)["blocks"]
    blocks.message(under)
    assert mrkdwn.pings({"blocks": under}) == []


def test_a_section_has_a_heading_its_cards_and_its_buttons() -> None:
    sections = [
        Reply(("Today",), (card(1), card(2)), (Button("Show all", "1:list_tasks:today"),)),
        Reply(("Your times are shown for Europe/Berlin.",), buttons=(Button("Settings", "1:settings"),)),
    ]
    view = home_view(sections)
    kinds = [block["type"] for block in view["blocks"]]
    assert kinds == ["header", "section", "section", "actions", "divider", "section", "actions"]
    assert [line for line in lines(view) if "task" in line] == ["☐ #1 task 1", "☐ #2 task 2"]
    labels = [one["text"]["text"] for one in mrkdwn.fields_of(view["blocks"])]
    assert labels == ["Done", "Done", "Show all", "Settings"]


def test_a_home_that_is_too_full_says_that_there_is_more() -> None:
    view = home_view([Reply(("All",), tuple(card(number) for number in range(150)))])
    assert len(view["blocks"]) == 100 and lines(view)[-1] == MORE


def test_nothing_is_a_home_too() -> None:
    assert lines(home_view([])) == [NOTHING]
