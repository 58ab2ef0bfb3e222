"""Any reply becomes messages that Slack takes, that say it all, and that ping nobody by accident."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings

from bot.slack.render import TOTAL, fallback, measure, render
from bot.slack.text import is_account
from core.cutting import width
from core.messages import Button, Card, Day, Instant, Mention, Reply
from tests.platforms.slack import blocks, mrkdwn
from tests.unit.slack.anyreply import REPLIES

DONE = Button("Done", "1:complete_task:1f", "primary")
SNOOZES = tuple(Button(one, f"1:snooze:2f:{one}") for one in ("20m", "1h", "3h", "tomorrow", "week", "ask"))


def card(**change: Any) -> Card:
    """Task 12."""
    given: dict[str, Any] = {"kind": "task", "id": uuid4(), "number": 12, "title": "buy milk", "status": "open"}
    return Card(**given | change)


def lines(messages: list[dict[str, Any]]) -> list[str]:
    """What people read, without buttons."""
    return [line for one in messages for line in mrkdwn.lines_of(one["blocks"], str.lower)]


def clickable(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for message in messages for one in mrkdwn.fields_of(message["blocks"])]


def values(messages: list[dict[str, Any]]) -> list[str]:
    found = []
    for one in clickable(messages):
        found += [one["value"]] if "value" in one else [option["value"] for option in one["options"]]
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPLIES)
def test_any_reply_is_within_every_limit(reply: Reply) -> None:
    for message in render(reply, "1f"):
        blocks.message(message["blocks"])
        assert measure(message["blocks"]) <= TOTAL
        assert message["text"].strip() and width(message["text"]) <= 3_000
        assert message["blocks"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPLIES)
def test_any_reply_pings_those_who_may_be_pinged_and_nobody_else(reply: Reply) -> None:
    allowed = {f"@{account}" for account in reply.mentions if is_account(account)}
    pinged: set[str] = set()
    for message in render(reply):
        pinged |= set(mrkdwn.pings({**message, "link_names": True}))
    assert pinged <= allowed
    if reply.parts:
        assert pinged == allowed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPLIES)
def test_any_reply_holds_no_token_but_ours(reply: Reply) -> None:
    ours = re.compile(r"<(?:@[UW][A-Z0-9]+|!date\^\d+\^[^|<>]+\|[^<>]*|https?://[^\s<>|]+)>|&(?:amp|lt|gt);")
    for message in render(reply):
        texts = [one["text"] for one in mrkdwn.texts_of(message["blocks"]) if one["type"] == "mrkdwn"]
        for text in [message["text"], *texts]:
            assert not re.search(r"[<>&]", ours.sub("", text)), text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPLIES)
def test_every_button_is_there_once_and_can_be_told_from_the_others(reply: Reply) -> None:
    messages = render(reply)
    given = [button for one in reply.cards for button in one.buttons[:100]] + list(reply.buttons)
    wanted = sorted(button.action for button in given)
    shown = sorted(values(messages))
    assert set(shown) == set(wanted)
    assert len(shown) >= len(given) - sum(max(0, len(one.buttons) - 100) for one in reply.cards)
    for message in messages:
        names = [one["action_id"] for one in mrkdwn.fields_of(message["blocks"])]
        assert len(names) == len(set(names))


def test_nothing_to_say_is_no_message() -> None:
    assert render(Reply()) == []


def test_a_card_says_what_is_known_and_has_its_buttons_below() -> None:
    due = Instant(datetime(2026, 3, 4, 15, 35, tzinfo=UTC), "America/New_York")
    one = card(
        buttons=(DONE,),
        due=due,
        priority=1,
        tags=("home",),
        assignees=("Ben",),
        description="two litres",
        detail="every day",
    )
    [message] = render(Reply(("Created #12: buy milk.",), (one,), (Button("Undo", "1:undo:3f"),)))
    assert lines([message])[:3] == ["Created #12: buy milk.", "☐ #12 buy milk", "two litres"]
    when = "due <!date^1772638500^{date_short_pretty} {time}|Wed 4 Mar 2026 10:35 (America/New_York)>"
    assert f"{when} · p1 · #home · @Ben · every day" in json.dumps(message, ensure_ascii=False)
    assert message["text"] == "Created #12: buy milk."
    assert values([message]) == ["1:complete_task:1f", "1:undo:3f"]
    assert [block["type"] for block in message["blocks"]].count("actions") == 1


def test_a_date_without_a_time_is_text() -> None:
    [message] = render(Reply(cards=(card(due=Day(date(2026, 3, 4))),)))
    assert "due Wed 4 Mar 2026" in json.dumps(message["blocks"]) and "!date" not in json.dumps(message)


def test_the_times_of_a_snooze_are_one_menu_beside_done() -> None:
    [message] = render(Reply(("⏰ stretch",), buttons=(DONE, *SNOOZES), kind="reminder"))
    done, snooze = mrkdwn.fields_of(message["blocks"])
    assert (done["type"], done["value"], done["style"]) == ("button", "1:complete_task:1f", "primary")
    assert snooze["type"] == "static_select" and snooze["placeholder"]["text"] == "Snooze"
    assert [one["value"] for one in snooze["options"]] == [one.action for one in SNOOZES]
    assert len({block.get("type") for block in message["blocks"]}) == 2


def test_a_long_list_is_a_block_for_each_card_and_splits_without_losing_one() -> None:
    buttons = (DONE, Button("Edit", "1:edit_task:1f"))
    cards = tuple(card(number=n, title=f"task {n} " + "x" * 150, buttons=buttons) for n in range(120))
    messages = render(Reply(("Your tasks:",), cards, (Button("More", "1:more"),)))
    text = "\n".join(lines(messages))
    assert all(f"#{n} task {n} " in text for n in range(120))
    assert {one["type"] for one in clickable(messages)} == {"overflow", "button"}
    assert "1:more" in values(messages[-1:])


def test_a_long_sentence_is_said_to_its_end() -> None:
    said = " ".join(f"word{n}" for n in range(5_000))
    messages = render(Reply((said,)))
    assert " ".join(" ".join(lines(messages)).split()) == said
    assert len(messages) > 1 and messages[1]["text"] == "…"


def test_a_post_is_marked_in_each_of_its_messages() -> None:
    messages = render(Reply(("x" * 20_000,)), "1f")
    known = [one["metadata"]["event_payload"] for one in messages]
    assert known == [{"id": "1f", "part": n, "parts": 2} for n in (1, 2)]
    assert {one["metadata"]["event_type"] for one in messages} == {"todobot_occurrence"}


def test_whoever_is_meant_and_not_named_is_named_in_front() -> None:
    reply = Reply(("Ping ", Mention("U2", "Ben")), mentions=("U1", "U2"))
    [message] = render(reply)
    assert message["blocks"][0]["text"]["text"] == message["text"] == fallback(reply) == "<@U1> Ping <@U2>"


def test_a_finished_task_and_a_reminder_look_like_what_they_are() -> None:
    shown = lines(render(Reply(cards=(card(status="done"), card(kind="reminder", status="active")))))
    assert shown[0] == "☑ #12 buy milk" and shown[1] == "⏰ #12 buy milk"
    assert lines(render(Reply(cards=(card(workspace="Acme", title="a*b"),)))) == ["☐ Acme#12 a*b"]
