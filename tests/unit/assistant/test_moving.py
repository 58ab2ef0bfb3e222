"""Reminders that are moved, skipped, paused and resumed, by what a person types."""

from __future__ import annotations

import pytest


async def dues(say) -> list[str]:
    """The instants of what is listed."""
    return [str(item["due_at"]) for item in ((await say("reminders")).data or {})["items"]]


async def test_moving_a_reminder_by_its_number_moves_what_rings_and_undo_moves_it_back(say):
    await say("add buy milk")
    first = await say("remind me about this in 3 hours")
    number, before = first.data["number"], await dues(say)
    moved = await say(f"set reminder {number} to 2030-03-11 5 am")
    assert moved.reply.code == "reminder_moved"
    assert await dues(say) == ["2030-03-11T04:00:00+00:00"]
    await say("undo")
    assert await dues(say) == before


async def test_moving_a_task_with_a_due_time_takes_its_reminder_along_and_keeps_the_hour(say):
    made = await say("remind me to call Bob on 2030-03-11 at 15:00")
    moved = await say("move it to 2030-03-14")
    assert moved.reply.code == "task_updated"
    assert moved.data["number"] == made.reply.cards[0].number
    assert moved.data["due"].startswith("2030-03-14T14:00")
    assert await dues(say) == ["2030-03-14T14:00:00+00:00"]
    await say("undo")
    assert await dues(say) == ["2030-03-11T14:00:00+00:00"]


async def test_two_near_matches_are_asked_about_and_the_choice_keeps_the_time(say):
    await say("remind me every day at 9 to water the tulips")
    await say("remind me every day at 10 to water the roses")
    asked = await say("move the water reminder to 2030-03-11 5 am")
    assert asked.reply.kind == "question"
    moved = await say("1")
    assert moved.reply.code == "reminder_moved_once"
    assert moved.data["due_at"].startswith("2030-03-11T04:00")


async def test_skipping_lets_the_rule_go_on_one_time_later_and_undo_brings_it_back(say):
    await say("remind me every day at 9am to stretch")
    before = await dues(say)
    skipped = await say("skip the next one")
    assert skipped.reply.code == "skipped"
    assert (await dues(say))[0] > before[0]
    await say("undo")
    assert await dues(say) == before


async def test_a_pause_with_a_date_ends_by_itself_at_the_rules_first_time_from_then_on(say):
    await say("remind me every day at 9am to stretch")
    before = await dues(say)
    paused = await say("pause until 2030-03-11")
    assert paused.reply.code == "paused_until"
    assert await dues(say) == ["2030-03-11T08:00:00+00:00"]
    assert "paused" in (await say("reminders")).reply.cards[0].detail
    resumed = await say("resume")
    assert resumed.reply.code == "resumed"
    assert await dues(say) == before
    await say("undo")
    assert await dues(say) == ["2030-03-11T08:00:00+00:00"]


async def test_a_pause_without_a_date_leaves_nothing_ahead_until_it_is_resumed(say):
    made = await say("remind me every day at 9am to stretch")
    before = await dues(say)
    assert (await say("pause the stretch reminder")).reply.code == "paused"
    listed = await say("reminders")
    assert [item["state"] for item in listed.data["items"]] == ["paused"]
    assert (await say(f"pause reminder {made.data['number']}")).reply.code == "paused_already"
    assert (await say("resume the stretch reminder")).reply.code == "resumed"
    assert await dues(say) == before
    assert (await say("resume")).reply.code == "resume_not_paused"


async def test_undo_ends_a_pause_without_a_date(say):
    await say("remind me every day at 9am to stretch")
    before = await dues(say)
    await say("pause")
    await say("undo")
    assert await dues(say) == before


@pytest.mark.parametrize("words", ["skip the next one", "pause until 2031-01-01", "pause", "resume"])
async def test_what_rings_once_is_neither_skipped_nor_paused(say, words):
    await say("remind me to call Bob on 2030-03-11 at 15:00")
    assert (await say(words)).reply.code in ("repeats_not", "this_what")


async def test_another_persons_reminder_is_not_there(say):
    number = (await say("remind me every day at 9am to stretch")).data["number"]
    for words in (f"skip reminder {number}", f"pause reminder {number}", f"move reminder {number} to friday"):
        assert (await say(words, "bob")).reply.code == "no_number"
