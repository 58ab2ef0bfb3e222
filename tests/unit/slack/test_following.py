"""What a workspace tells besides wishes: homes that are opened, profiles that change, links, and its farewell."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import PermanentError, TransientError
from core.messages import Address, Author


def envelope(kind: str, event_id: str = "Ev1", **change: Any) -> dict[str, Any]:
    """Something that happened in a channel."""
    event = {"type": kind, "channel": "C1", "user": "U1"} | change
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    return {"type": "event_callback", "event_id": event_id, "event": event, "authorizations": authorizations}


async def test_home_is_shown_when_it_is_opened(house: Any) -> None:
    assert await house.pipe.event(envelope("app_home_opened", tab="home"))
    await house.quiet()
    assert house.out.homes == [Address("slack", "T1", person="U1")]


async def test_a_workspace_that_lets_us_go_is_ended_before_it_is_acknowledged(house: Any) -> None:
    assert await house.pipe.event(envelope("tokens_revoked", tokens={"oauth": ["U1"]}))
    assert house.workspaces.gone == []
    assert await house.pipe.event(envelope("tokens_revoked", tokens={"bot": ["UBOT"]}))
    assert await house.pipe.event(envelope("app_uninstalled"))
    assert house.workspaces.gone == [("T1", "tokens_revoked"), ("T1", "app_uninstalled")]
    house.workspaces.error = RuntimeError("no database")
    assert not await house.pipe.event(envelope("app_uninstalled"))


async def test_profiles_and_channels_are_asked_for_once_and_again_after_a_change(house: Any) -> None:
    house.api.channels = [["C1"], ["C2"]]
    assert await house.people.channels("T1", "U1") == await house.people.channels("T1", "U1") == {"C1", "C2"}
    await house.people.profile("T1", Author("U1"))
    await house.people.profile("T1", Author("U1"))
    assert len(house.api.calls) == 3
    assert await house.pipe.event(envelope("member_left_channel"))
    house.api.channels = [["C2"]]
    assert await house.pipe.event(envelope("user_change", user={"id": "U1", "tz": "Asia/Tokyo"}))
    assert await house.people.channels("T1", "U1") == {"C2"}
    known = (await house.people.profile("T1", Author("U1"))).author
    assert (known.zone, known.locale) == ("Asia/Tokyo", "de-DE"), "the event does not tell the language"
    assert [method for _, method, _ in house.api.calls].count("users.info") == 1


async def test_who_moves_to_another_time_zone_is_asked_about_what_rings(house: Any) -> None:
    there = {"id": "U1", "tz": "Asia/Tokyo"}
    assert await house.pipe.event(envelope("user_change", user=there))
    assert house.assistant.heard == [], "who has not spoken to us is left alone"
    await house.people.profile("T1", Author("U1"))
    assert await house.pipe.event(envelope("user_change", "Ev2", user={"id": "U1", "tz": "Europe/Berlin"}))
    assert house.assistant.heard == []
    assert await house.pipe.event(envelope("user_change", "Ev3", user=there))
    await house.quiet()
    (heard,) = house.assistant.heard
    assert (heard.action, heard.author.zone, heard.address.person) == ("1:follow_zone", "Asia/Tokyo", "U1")


async def test_while_slack_is_away_what_it_said_before_is_known(house: Any) -> None:
    house.people._channels._ttl_s = 0
    assert await house.people.channels("T1", "U1") == {"C1"}
    house.api.error = TransientError("timeout")
    assert await house.people.channels("T1", "U1") == {"C1"}
    with pytest.raises(TransientError):
        await house.people.channels("T1", "U2")
    house.api.error = PermanentError("user_not_found")
    assert await house.people.channels("T1", "U2") == frozenset()


async def test_the_bot_itself_sees_no_channel(house: Any) -> None:
    house.people.ours("T1", "UBOT")
    assert await house.people.channels("T1", "UBOT") == frozenset()


TASK = "https://todo.example.com/tasks/0192f0c4-0000-7000-8000-00000000000c"


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, True),
        ({"channel": "C2"}, False),
        ({"channel": "D7"}, True),
        ({"channel": "D7", "user": "U2"}, False),
        ({"links": [{"url": "https://todo.example.com/tasks"}]}, False),
        ({"links": [{"url": TASK.replace("todo.", "evil.")}]}, False),
        ({"source": "composer"}, False),
    ],
)
async def test_a_link_is_shown_where_all_who_read_may_see_its_task(
    house: Any, change: dict[str, Any], shown: bool
) -> None:
    event = {"links": [{"url": TASK}], "message_ts": "17.5", "source": "conversations_history"}
    assert await house.pipe.event(envelope("link_shared", **(event | change)))
    await house.quiet()
    sent = [params for _, method, params in house.api.calls if method == "chat.unfurl"]
    assert [one["unfurls"] for one in sent] == ([{TASK: {"drawn": "buy milk"}}] if shown else [])
