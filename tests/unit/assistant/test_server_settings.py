"""What holds for all of a workspace: admins change it, everybody lives with it."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Incoming

ADMIN, BOB = Author("U1", "Ann", admin=True), Author("U2", "Bob")


@pytest.fixture
def tell(services):
    async def told(text: str = "", author: Author = ADMIN, **more):
        place = Address("slack", "T1", "C1")
        return await services.assistant.handle(Incoming(place, author, uuid.uuid4().hex, text=text, **more))

    return told


def said(outcome) -> str:
    return "".join(part if isinstance(part, str) else "" for part in outcome.reply.parts)


async def test_the_zone_of_the_workspace_is_that_of_those_who_have_none(tell):
    assert "Europe/Vienna" in said(await tell("server settings zone Vienna"))
    asked = await tell("remind me to stretch tomorrow at 9", BOB)
    assert asked.reply.buttons[0].label == "Europe/Vienna"


async def test_repeats_may_be_allowed_to_be_shorter(tell):
    await tell("/timezone Berlin", BOB)
    refused = await tell("remind me to stretch every 5 minutes", BOB)
    assert (refused.reply.code, refused.status) == ("rrule_often", 422)
    changed = await tell("server settings repeat 5 minutes")
    assert changed.reply.code == "server_settings_set"
    assert (await tell("remind me to stretch every 5 minutes", BOB)).status < 400
    assert (await tell(action="1:server_settings:repeat:60")).status == 200
    assert "60 min" in said(await tell("remind me to stand up every 30 minutes", BOB))
    await tell("undo")
    assert "every 5 min" in said(await tell("server settings", BOB))


async def test_only_admins_change_it_and_everybody_reads_it(tell):
    refused = await tell("server settings zone Vienna", BOB)
    assert (refused.reply.code, refused.status) == ("server_admins_only", 403)
    shown = await tell("server settings", BOB)
    assert shown.data == {"zone": None, "repeat": 10}
    assert not shown.reply.buttons
    assert (await tell("server settings")).reply.buttons


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("server settings repeat 3 minutes", "server_repeat_bad"),
        ("server settings zone Atlantis", "zone_unknown"),
        ("server settings zone IST", "server_zone_which"),
        ("server settings colour blue", "setting_unknown"),
    ],
)
async def test_what_cannot_be_set_says_what_can(tell, words, code):
    refused = await tell(words)
    assert refused.reply.code == code
    assert refused.status >= 400


async def test_what_was_changed_again_since_is_not_taken_back(tell):
    first = await tell("server settings repeat 5 minutes")
    await tell("server settings repeat 1 minute")
    button = next(one for one in first.reply.buttons if one.action.startswith("1:undo"))
    assert (await tell(action=button.action)).reply.code == "undo_server_settings"
