"""Words that no phrase foresaw, from the door to what is posted: done where that is sure, else asked about."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Incoming


async def test_an_odd_wording_is_done_and_can_be_undone(say):
    answer = await say("jog my memory tomorrow at noon about the invoice")
    assert answer.reply.code == "remind_set"
    assert (await say("reminders")).data["items"][0]["text"] == "the invoice"
    await say("undo")
    assert (await say("reminders")).data["items"] == []


async def test_an_odd_wording_finds_its_task(say):
    await say("add budget review")
    assert (await say("you can strike the budget review off")).reply.code == "task_completed"
    assert (await say("list")).data["items"] == []


async def test_what_deletes_is_asked_about_and_done_by_a_click(say):
    await say("add paint the fence")
    asked = await say("chuck the task paint the fence")
    assert (asked.reply.kind, asked.reply.code) == ("question", "meant_some")
    assert 2 <= len(asked.reply.buttons) <= 3
    assert asked.reply.buttons[0].label == "Delete: paint the fence"
    assert (await say(action=asked.reply.buttons[0].action)).reply.code == "task_deleted"
    assert (await say("list")).data["total"] == 0
    assert (await say("undo")).status == 200
    assert (await say("list")).data["total"] == 1


async def test_the_choice_is_made_by_its_number_as_well(say):
    await say("add paint the fence")
    await say("chuck the task paint the fence")
    assert (await say("1")).reply.code == "task_deleted"


async def test_a_click_that_comes_when_nobody_waits_for_it_does_nothing(say):
    await say("add paint the fence")
    assert (await say(action="1:meant:delete_task")).reply.code == "action_stale"
    assert (await say(action="1:meant:no_such_command")).reply.code == "action_stale"
    assert (await say("list")).data["total"] == 1


async def test_a_city_is_no_answer_to_what_was_meant(say):
    asked = await say("chuck the task paint the fence")
    assert asked.reply.kind == "question"
    assert (await say("Paris")).reply.code != "zone_set"


@pytest.mark.parametrize(
    "words",
    [
        "see you at 5",
        "can someone review my pull request?",
        "the build is red again",
        "who broke the staging server",
        "why is the sky blue",
        "I'm having lunch with the team",
        "Der Build ist schon wieder rot",
        "Wie war dein Wochenende",
    ],
)
async def test_chatter_stays_what_is_not_understood(say, words):
    answer = await say(words)
    assert answer.reply.kind == "refusal"
    assert answer.reply.code in ("not_understood", "did_you_mean")
    assert (await say("list")).data["items"] == []
    assert (await say("reminders")).data["items"] == []


async def test_to_be_asked_deletes_nothing(say):
    await say("add paint the fence")
    await say("chuck the task paint the fence")
    assert (await say("list")).data["total"] == 1


async def test_explain_tells_that_it_was_the_classifier_and_how_sure_it_is(services):
    place = Address("terminal", "ann", "main", "", "ann")
    text = "jog my memory tomorrow at noon about the invoice"
    asked = Incoming(place, Author("ann", "Ann"), uuid.uuid4().hex, text=text, zone_hint="Europe/Berlin")
    told = await services.assistant.explain(asked)
    assert told["kind"] == "command"
    (reading,) = told["readings"]
    assert reading["rule"] == "classifier"
    assert 0.9 < reading["confidence"] <= 1
    spans = {slot["name"]: slot["spans"] for slot in reading["slots"]}
    assert [text[first:last] for first, last in spans["title"]] == ["the invoice"]
