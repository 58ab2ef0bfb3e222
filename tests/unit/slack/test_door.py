"""What comes in is done once, acknowledged in time, and answered where it was asked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.slack import answering, door, interactivity
from bot.slack.interactions import NEW, SAY
from core.errors import PermanentError, TransientError
from core.messages import Address, Author, Day, Field, Form, Reply

FORM = Form("Edit", "1:update_task:ff", (Field("title", "Title"),))


def envelope(kind: str = "app_mention", event_id: str = "Ev1", **change: Any) -> dict[str, Any]:
    """A mention in a channel."""
    event = {"type": kind, "channel": "C1", "user": "U1", "ts": "17.5", "text": "<@UBOT> list"} | change
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    return {"type": "event_callback", "event_id": event_id, "event": event, "authorizations": authorizations}


def command(**change: str) -> dict[str, str]:
    """A slash command."""
    form = {"command": "/todo", "text": "list", "team_id": "T1", "channel_id": "C1", "user_id": "U1"}
    return form | {"trigger_id": "1.2", "response_url": "http://r"} | change


def click(**change: Any) -> dict[str, Any]:
    """A click on a card in a channel."""
    payload = {"type": "block_actions", "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}}
    payload |= {"trigger_id": "3.4", "response_url": "http://r", "message": {"ts": "9.1", "team": "T1"}}
    payload["container"] = {"message_ts": "9.1", "channel_id": "C1"}
    payload["actions"] = [{"type": "button", "value": "1:edit_task:ff"}]  # type: ignore[assignment]
    return payload | change


async def test_a_mention_is_answered_in_its_thread_and_its_card_is_kept(house: Any) -> None:
    house.assistant.reply = Reply(("done",), private=False)
    assert await house.pipe.event(envelope())
    await house.quiet()
    (said,) = house.out.said
    assert said.address == Address("slack", "T1", "C1", "17.5") and said.only_for == ""
    (heard,) = house.assistant.heard
    assert heard.author == Author("U1", "name of U1", "Europe/Berlin", "de-DE", True)
    ((stands, message),) = house.assistant.stands
    assert (stands.address.thread, message) == ("17.5", "1.0")


@pytest.mark.parametrize("kinds", [("app_mention", "message"), ("message", "app_mention")])
async def test_one_mention_as_two_events_has_one_effect(house: Any, kinds: tuple[str, str]) -> None:
    for number, kind in enumerate(kinds):
        assert await house.pipe.event(envelope(kind, f"Ev{number}"))
    await house.quiet()
    assert len(house.assistant.heard) == len(house.out.said) == 1


async def test_four_deliveries_at_once_have_one_effect(house: Any) -> None:
    house.assistant.delay = 0.05
    assert await asyncio.gather(*(house.pipe.event(envelope()) for _ in range(4))) == [True] * 4
    await house.quiet()
    assert len(house.assistant.heard) == len(house.out.said) == 1


async def test_what_another_process_has_answered_is_not_answered_again(house: Any) -> None:
    assert await house.pipe.event(envelope())
    await house.quiet()
    other = house.another()
    assert await other.event(envelope(event_id="Ev2"))
    await other.stop()
    assert len(house.assistant.heard) == 2 and len(house.out.said) == 1


async def test_what_nobody_has_answered_is_answered_when_it_comes_again(house: Any) -> None:
    house.assistant.keys.add("slack:message:T1:C1:17.5")  # committed by one that died before it could say so
    assert await house.pipe.event(envelope())
    await house.quiet()
    assert len(house.out.said) == 1


async def test_an_event_that_takes_too_long_comes_again_and_is_done_once(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "ANSWER_S", 0.1)
    house.assistant.delay = 0.6
    assert not await house.pipe.event(envelope())
    await house.quiet()
    assert await house.pipe.event(envelope())
    await house.quiet()
    assert len(house.assistant.heard) == len(house.out.said) == 1


async def test_while_the_database_is_away_an_event_comes_again_and_the_last_try_says_so(house: Any) -> None:
    house.assistant.status = 503
    assert not await house.pipe.event(envelope())
    await house.quiet()
    assert house.out.said == []
    assert await house.pipe.event(envelope(), last=True)
    await house.quiet()
    assert len(house.out.said) == 1


async def test_a_defect_is_said_on_the_last_try(house: Any) -> None:
    house.assistant.error = RuntimeError("boom")
    assert not await house.pipe.event(envelope())
    assert not await house.pipe.event(envelope(), last=True)
    await house.quiet()
    assert house.texts() == [str(answering.FAILED.parts[0])]


async def test_silence_stays_silence(house: Any) -> None:
    house.assistant.reply = Reply()
    event = {"reaction": "white_check_mark", "item": {"type": "message", "channel": "C1", "ts": "9.1"}}
    assert await house.pipe.event(envelope("reaction_added", **event))
    await house.quiet()
    assert len(house.assistant.heard) == 1 and house.out.said == []


async def test_what_is_not_for_us_asks_nobody(house: Any) -> None:
    for change in ({"text": "lunch?"}, {"subtype": "message_changed"}, {"bot_id": "B1"}, {"user": "UBOT"}):
        assert await house.pipe.event(envelope("message", **change))
    assert await house.pipe.event(envelope("channel_rename"))
    await house.quiet()
    assert house.assistant.heard == [] and house.api.calls == []


async def test_a_workspace_that_has_not_let_us_in_is_dropped(house: Any) -> None:
    foreign = envelope() | {"authorizations": [{"team_id": "T2"}]}
    assert await house.pipe.event(foreign)
    assert house.assistant.heard == []


async def test_people_of_other_teams_are_told_so_and_may_use_cards(house: Any) -> None:
    assert await house.pipe.event(envelope(user="U9"))
    assert await house.pipe.event(envelope(event_id="Ev2", ts="18.0", user_team="T8"))
    await house.quiet()
    assert house.assistant.heard == []
    assert house.texts() == [str(answering.STRANGER.parts[0])] * 2
    assert {one.only_for for one in house.out.said} == {"U9", "U1"}
    await house.interactivity.interaction(click(user={"id": "U9", "team_id": "T9"}, team={"id": "T9"}))
    await house.quiet()
    assert [one.action for one in house.assistant.heard] == ["1:edit_task:ff"]


async def test_people_who_are_mentioned_are_called_by_name(house: Any) -> None:
    assert await house.pipe.event(envelope(text="<@UBOT> assign 5 to <@U2> and <@U3|cat>"))
    await house.quiet()
    assert house.assistant.heard[0].text == "assign 5 to <@U2|name_of_U2> and <@U3|cat>"


async def test_a_command_is_answered_through_its_url_to_who_typed_it(house: Any) -> None:
    house.interactivity.command(command())
    await house.quiet()
    (said,) = house.out.said
    assert (said.only_for, said.response_url) == ("U1", "http://r")
    assert house.assistant.stands == [], "what only one sees cannot be kept current"


async def test_a_command_that_takes_long_says_so_first_and_never_that_it_is_done(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SLOW_S", 0.05)
    house.assistant.delay = 0.4
    house.interactivity.command(command())
    await house.quiet()
    assert house.texts() == ["Working on it …", "done"]


async def test_an_answer_whose_url_has_expired_goes_to_the_person(house: Any) -> None:
    house.out.script = [PermanentError("expired_url")]
    house.interactivity.command(command())
    await house.quiet()
    assert [one.address for one in house.out.said] == [Address("slack", "T1", person="U1")]


async def test_a_command_that_fails_says_so(house: Any) -> None:
    house.assistant.error = TransientError("timeout")
    house.interactivity.command(command())
    await house.quiet()
    assert house.texts() == [str(answering.FAILED.parts[0])]


async def test_what_may_stand_there_already_is_not_said_twice(house: Any) -> None:
    house.out.script = [TransientError("ratelimited", retry_after=0.01), TransientError("timeout", unknown=True)]
    assert await house.pipe.event(envelope())
    await house.quiet()
    assert house.out.said == []


async def test_a_form_opens_with_the_clicks_trigger_and_comes_back(house: Any) -> None:
    house.assistant.reply = Reply(("Edit",), form=FORM)
    assert await house.interactivity.interaction(click()) is None
    await house.quiet()
    ((team, trigger, form, carried),) = house.out.forms
    assert (team, trigger, form) == ("T1", "3.4", FORM) and house.out.said == []
    house.assistant.reply = Reply(("saved",))
    view = {"id": "V1", "private_metadata": carried, "state": {"said": {"title": "milk"}}}
    payload = {"type": "view_submission", "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}, "view": view}
    assert await house.interactivity.interaction(payload | {"trigger_id": "5.6"}) is None
    await house.quiet()
    heard = house.assistant.heard[-1]
    assert (heard.action, heard.form, heard.address.channel) == ("1:update_task:ff", {"title": "milk"}, "C1")
    assert house.texts() == ["saved"]


async def test_a_form_that_could_not_open_in_time_says_so(house: Any) -> None:
    house.assistant.reply = Reply(("Edit",), form=FORM)
    house.out.form_error = PermanentError("expired_trigger_id")
    await house.interactivity.interaction(click())
    await house.quiet()
    assert house.texts() == [str(answering.TOO_LATE.parts[0])]


async def test_what_is_wrong_with_a_form_is_said_in_it(house: Any) -> None:
    from datetime import date

    house.assistant.reply = Reply(("That is past: ", Day(date(2026, 3, 4))), kind="refusal")
    carried = interactivity.interactions.Carried("1:update_task:ff", direct=False, channel="C1").written()
    blocks = [{"type": "input", "block_id": "title"}, {"type": "input", "block_id": "field:date"}]
    view = {"id": "V1", "private_metadata": carried, "state": {"said": {"date": "x"}}, "blocks": blocks}
    payload = {"type": "view_submission", "user": {"id": "U1"}, "team": {"id": "T1"}, "view": view, "trigger_id": "5"}
    body = await house.interactivity.interaction(payload)
    assert body == {"response_action": "errors", "errors": {"field:date": "That is past: Wed 4 Mar 2026"}}
    await house.quiet()
    assert house.out.said == []


async def test_a_slow_form_closes_and_its_answer_follows(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactivity, "SUBMIT_S", 0.05)
    house.assistant.delay = 0.3
    carried = interactivity.interactions.Carried("1:update_task:ff").written()
    view = {"id": "V1", "private_metadata": carried}
    payload = {"type": "view_submission", "user": {"id": "U1"}, "team": {"id": "T1"}, "view": view, "trigger_id": "5"}
    assert await house.interactivity.interaction(payload) is None
    await house.quiet()
    assert house.texts() == ["done"]


async def test_the_global_shortcut_opens_a_place_to_type(house: Any) -> None:
    payload = {"type": "shortcut", "callback_id": NEW, "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "7"}
    assert await house.interactivity.interaction(payload) is None
    await house.quiet()
    assert house.out.forms[0][2].action == SAY and house.assistant.heard == []


async def test_completions_are_those_of_who_types(house: Any) -> None:
    house.assistant.found = [("#1 milk", "1"), ("too long", "x" * 200)]
    payload = {"type": "block_suggestion", "action_id": "suggest:task", "value": "mi", "user": {"id": "U1"}}
    body = await house.interactivity.interaction(payload | {"team": {"id": "T1"}})
    assert body == {"options": [{"text": {"type": "plain_text", "text": "#1 milk"}, "value": "1"}]}
