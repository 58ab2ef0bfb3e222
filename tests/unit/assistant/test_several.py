"""Several wishes in one message: lists are asked about once, joined commands are granted together or not at all."""

from __future__ import annotations

import pytest

from core.commands.registry import from_json
from core.commands.several import Several
from tests.unit.assistant.conftest import incoming

LIST = "- buy milk\n- call Ann tomorrow\n- water the plants"


def said(outcome) -> str:
    return "".join(part if isinstance(part, str) else "" for part in outcome.reply.parts)


def shown(outcome) -> list[str]:
    return [card.title for card in outcome.reply.cards]


@pytest.mark.parametrize("answer", ["yes", "button"])
async def test_a_list_becomes_several_tasks_after_one_question(say, answer):
    asked = await say(LIST)
    assert asked.reply.kind == "question"
    assert said(asked) == "Add 3 tasks? buy milk, call Ann, water the plants"
    assert "Nothing is open" in said(await say("list"))
    asked = await say(LIST)
    done = await (say("yes") if answer == "yes" else say(action=asked.reply.buttons[0].action))
    assert shown(done) == ["buy milk", "call Ann", "water the plants"]
    assert [card.number for card in done.reply.cards] == [1, 2, 3]
    assert sorted(shown(await say("list"))) == ["buy milk", "call Ann", "water the plants"]
    await say("undo")
    assert "Nothing is open" in said(await say("list"))


async def test_no_adds_nothing_and_an_old_yes_neither(say):
    asked = await say(LIST)
    assert said(await say("no")) == "Fine, nothing is changed."
    late = await say(action=asked.reply.buttons[0].action)
    assert late.reply.code == "action_stale"
    assert "Nothing is open" in said(await say("list"))


async def test_yes_clicked_twice_adds_once(say):
    asked = await say(LIST)
    for _ in range(2):
        await say(action=asked.reply.buttons[0].action)
    assert len(shown(await say("list"))) == 3


async def test_joined_commands_are_granted_together(say):
    await say("add buy milk")
    done = await say("done 1 and remind me tomorrow at 9 to call Ann")
    assert "Done: #1 buy milk" in said(done)
    assert "I will remind you" in said(done)
    assert len({one.action for one in done.reply.buttons}) == 1
    assert said(await say("undo")).startswith("Taken back")
    assert shown(await say("list")) == ["buy milk"]


async def test_where_one_of_them_cannot_be_nothing_is_done(say):
    await say("add buy milk")
    refused = await say("done 1 and done 99")
    assert refused.status == 404
    assert shown(await say("list")) == ["buy milk"]


async def test_lines_of_a_description_are_no_list(say):
    made = await say("add plan the trip\n- flights\n- hotel")
    assert shown(made) == ["plan the trip"]
    assert made.reply.cards[0].description == "- flights\n- hotel"


async def test_reminders_are_listed_too(say):
    asked = await say("remind me tomorrow at 9 to:\n- call Ann\n- pay rent")
    assert said(asked) == "Set 2 reminders? call Ann, pay rent"
    done = await say("yes")
    assert said(done).count("I will remind you") == 2


async def test_the_zone_is_asked_for_first_and_the_list_afterwards(services):
    async def tell(text="", **more):
        return await services.assistant.handle(incoming(text, zone=None, **more))

    asked = await tell("- call Ann tomorrow at 9\n- buy milk")
    assert asked.reply.code == "zone_ask"
    then = await tell("/timezone Berlin")
    assert "Add 2 tasks?" in said(then)


async def test_explain_tells_each_of_them_and_does_none(say, services):
    await say("add buy milk")
    told = await services.assistant.explain(incoming("done 1 and add buy bread"))
    assert [one["command"] for one in told["command"]["commands"]] == ["complete_task", "create_task"]
    assert isinstance(from_json(told["command"]), Several)
    asked = await services.assistant.explain(incoming(LIST))
    assert asked["kind"] == "question"
    assert shown(await say("list")) == ["buy milk"]
