"""A profile whose zone changes: the person follows, and what they have set stays until they want it moved."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Incoming


@pytest.fixture
def ask(services):
    async def asked(text="", zone="Europe/Berlin", action=None):
        place = Address("fakechat", "T1", "", "", "ann")
        wish = Incoming(place, Author("ann", "Ann", zone), uuid.uuid4().hex, text=text, action=action)
        return await services.assistant.handle(wish)

    return asked


def move(outcome):
    return next(button.action for button in outcome.reply.buttons if "move_zone" in button.action)


async def test_reminders_keep_their_clock_until_their_person_moves_them(ask):
    once = await ask("remind me to call Bob in 30 days at 9am")
    daily = await ask("every day at 9am stretch")
    told = await ask(zone="Asia/Tokyo", action="1:follow_zone")
    text = "".join(map(str, told.reply.parts))
    assert text == "Your profile's time zone is Asia/Tokyo now. 2 reminders still ring by the clock of Europe/Berlin."
    assert not (await ask(zone="Asia/Tokyo", action="1:follow_zone")).reply  # said once
    listed = {item["id"]: item for item in (await ask("reminders", "Asia/Tokyo")).data["items"]}
    assert {listed[one.data["id"]]["zone"] for one in (once, daily)} == {"Europe/Berlin"}

    moved = await ask(zone="Asia/Tokyo", action=move(told))
    assert moved.data == {"moved": 2}
    listed = {item["id"]: item for item in (await ask("reminders", "Asia/Tokyo")).data["items"]}
    for one in (once, daily):
        assert listed[one.data["id"]]["zone"] == "Asia/Tokyo"
        assert "T00:00:00+00:00" in listed[one.data["id"]]["due_at"]
    back = await ask(zone="Asia/Tokyo", action=move(moved))
    assert back.data == {"moved": 2}
    listed = {item["id"]: item for item in (await ask("reminders", "Asia/Tokyo")).data["items"]}
    assert listed[once.data["id"]]["due_at"] == once.data["due_at"]


async def test_the_offer_comes_with_whatever_is_said_next(ask):
    await ask("every day at 9am stretch")
    told = await ask("add buy milk", zone="America/New_York")
    assert told.reply.code == "task_created"
    assert "One reminder still rings by the clock of Europe/Berlin" in "".join(map(str, told.reply.parts))
    assert move(told) == "1:move_zone:Europe/Berlin:America/New_York"


async def test_nobody_is_bothered_who_has_set_a_zone_or_has_no_reminders(ask):
    await ask("add buy milk")
    assert not (await ask(zone="Asia/Tokyo", action="1:follow_zone")).reply
    await ask("/timezone Berlin", "Asia/Tokyo")
    await ask("every day at 9am stretch", "Asia/Tokyo")
    assert not (await ask(zone="America/New_York", action="1:follow_zone")).reply
    assert (await ask(action="1:move_zone:nowhere:Europe/Berlin")).reply.code == "action_stale"
