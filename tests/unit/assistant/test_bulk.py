"""Many tasks at once: counted, asked about, done to exactly those, and taken back together."""

from __future__ import annotations

import pytest

from core.replies.book import plain


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


async def test_yes_does_it_to_what_was_counted_and_one_undo_takes_all_back(say):
    for number in range(5):
        await say(f"remind me to call {number} tomorrow at 9")
    asked = await say("complete all tasks")
    assert words(asked) == "Mark as done: 5 tasks? #1 call 0, #3 call 1, #5 call 2 and 2 more"
    assert all(len(button.action) <= 100 for button in asked.reply.buttons)
    assert words(await say("yes")) == "Done: 5 tasks"
    assert words(await say("reminders")).startswith("No reminder is set")
    assert words(await say("undo")) == "Taken back: all 5 are as they were."
    assert words(await say("list")) == "5 open:"
    assert words(await say("reminders")).startswith("5 reminders")


async def test_a_set_that_has_changed_is_asked_about_again(say):
    await say("add one #öld")
    asked = await say("delete all #öld tasks")
    await say("add two #öld")
    again = await say(action=asked.reply.buttons[0].action)
    assert words(again) == "That has changed since I asked. Delete: 2 tasks? #1 one, #2 two"
    assert words(await say("list")) == "2 open:"
    assert words(await say(action=again.reply.buttons[0].action)) == "Deleted 2 tasks"
    assert (await say(action=again.reply.buttons[0].action)).status == 422


async def test_after_no_a_yes_does_nothing(say):
    await say("add one")
    await say("delete everything")
    assert words(await say("no")) == "Fine, nothing is changed."
    assert (await say("yes")).reply.kind == "refusal"
    assert words(await say("list")) == "1 open:"


async def test_nobody_does_it_to_what_is_anothers(say):
    await say("add one", who="ann")
    assert (await say("delete everything", who="bob")).status == 422
    assert words(await say("list", who="ann")) == "1 open:"


@pytest.mark.parametrize("text", ["reopen all", "cancel all reminders"])
async def test_what_cannot_be_done_to_many_says_so(say, text):
    await say("add one")
    assert (await say(text)).reply.code == "one_at_a_time"
