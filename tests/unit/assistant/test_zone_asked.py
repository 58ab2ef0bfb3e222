"""Who has no time zone yet is asked for it before a time by the clock is taken, and what was wished is then done."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.messages import Address, Author, Incoming

PLACE = Address("fakechat", "T1", "", "", "cat")


@pytest.fixture
def cat(services):
    """Somebody whose platform tells no zone."""

    async def typed(text: str = "", **more):
        return await services.assistant.handle(Incoming(PLACE, Author("cat", "Cat"), uuid.uuid4().hex, text, **more))

    return typed


async def rings(cat) -> list[str]:
    items = (await cat("reminders")).data["items"]
    return [f"{datetime.fromisoformat(one['due_at']).astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" for one in items]


async def test_a_time_that_answers_when_to_remind_waits_for_the_zone(cat):
    assert (await cat("remind me to call Bob")).reply.code == "remind_when"
    assert (await cat("tomorrow at 9am")).reply.code == "zone_ask"
    made = await cat("/timezone Tokyo")
    assert (made.reply.code, await rings(cat)) == ("remind_set", ["09:00"])
    assert (await cat("list")).data["total"] == 1


async def test_a_click_on_tomorrow_waits_for_the_zone(cat):
    asked = await cat("remind me to call Bob")
    tomorrow = next(button for button in asked.reply.buttons if button.action.endswith(":tomorrow"))
    waiting = await cat(action=tomorrow.action)
    assert waiting.reply.code == "zone_ask"
    made = await cat(action="1:set_timezone:Asia/Tokyo")
    assert (made.reply.code, await rings(cat)) == ("remind_set", ["09:00"])


async def test_a_due_time_that_is_changed_waits_for_the_zone(cat):
    number = (await cat("add buy milk")).data["number"]
    assert (await cat(f"due {number} tomorrow at 9am")).reply.code == "zone_ask"
    assert (await cat("Asia/Tokyo")).reply.code == "task_updated"
    assert await rings(cat) == ["09:00"]


async def test_a_form_with_a_time_waits_for_the_zone(cat):
    task = (await cat("add buy milk")).data["id"].replace("-", "")
    form = {"title": "buy milk", "date": "2031-03-03", "time": "09:00"}
    assert (await cat(action=f"1:update_task:{task}", form=form)).reply.code == "zone_ask"
    assert (await cat("Asia/Tokyo")).reply.code == "task_updated"
    assert await rings(cat) == ["09:00"]


@pytest.mark.parametrize("words", ["in 10 minutes", "in 2 days", "in 3 hours"])
async def test_what_is_counted_from_now_needs_no_zone(cat, words):
    assert (await cat(f"remind me {words} to stretch")).reply.code == "remind_set"
    await cat("remind me to call Bob")
    assert (await cat(words)).reply.code == "remind_set"


async def test_what_has_long_passed_is_refused_without_a_question(cat):
    assert (await cat("remind me on 2020-08-10 13:55 to pay")).reply.code == "in_the_past"
