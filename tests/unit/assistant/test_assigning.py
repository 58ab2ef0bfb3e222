"""People who share a workspace give each other tasks, take them, and take that back."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Incoming
from core.replies.book import plain


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


@pytest.fixture
async def talk(services):
    """Ann and bob, each in a direct message of the team acme; "#team" is a channel."""

    async def typed(who: str, text: str, place: str = "", **more):
        address = Address("fakechat", "acme", place or f"dm-{who}", "", "" if place else who)
        author = Author(who, who.title(), zone="Europe/Berlin")
        return await services.assistant.handle(Incoming(address, author, uuid.uuid4().hex, text=text, **more))

    await typed("bob", "list")
    await typed("eve", "list")
    return typed


async def test_a_task_assigned_to_somebody_is_seen_by_them_and_by_nobody_else(talk):
    await talk("ann", "add review PR")
    assert words(await talk("bob", "show 1")).startswith("There is no #1")
    assert words(await talk("ann", "assign 1 to @bob")) == "#1 review PR is for Bob."
    assert words(await talk("bob", "in")) == "1 assigned to you:"
    assert words(await talk("ann", "out")) == "1 that you gave to others:"
    assert len((await talk("ann", "list @bob")).data["items"]) == 1
    assert (await talk("ann", "list @eve")).data["items"] == []
    assert words(await talk("eve", "show 1")).startswith("There is no #1")
    assert words(await talk("ann", "undo")) == "Taken back: #1 review PR is assigned as before."
    assert words(await talk("bob", "show 1")).startswith("There is no #1")


async def test_what_is_sent_to_somebody_is_theirs(talk):
    assert words(await talk("ann", "send @bob review PR")) == "Created #1: review PR"
    assert words(await talk("bob", "show 1")) == "#1: review PR"


async def test_who_frees_a_task_of_another_can_take_that_back(talk):
    await talk("ann", "send @bob review PR")
    assert words(await talk("bob", "free 1")) == "#1 review PR is for nobody in particular now."
    assert words(await talk("bob", "show 1")).startswith("There is no #1")
    assert words(await talk("bob", "undo")) == "Taken back: #1 review PR is assigned as before."
    assert words(await talk("bob", "in")) == "1 assigned to you:"


async def test_claiming_twice_says_so(talk):
    await talk("ann", "add review PR")
    assert words(await talk("ann", "claim it")) == "#1 review PR is yours."
    assert words(await talk("ann", "claim 1")) == "#1 review PR is yours already."
    assert words(await talk("ann", "assign 1 to @bob")) == "#1 review PR is for Ann, Bob."
    assert words(await talk("ann", "unassign @bob from 1")) == "#1 review PR is for Ann."


async def test_a_name_that_is_nobodys_changes_nothing(talk):
    await talk("ann", "add review PR")
    assert words(await talk("ann", "assign 1 to @zoe")).startswith("I know nobody called “zoe”")
    assert words(await talk("ann", "assign 1")).startswith("Whom shall it be for?")
    assert (await talk("ann", "show 1")).data["assignees"] == []


async def test_two_near_titles_are_asked_about_by_number(talk):
    await talk("ann", "add write report")
    await talk("ann", "add write report")
    said = words(await talk("ann", 'assign "write report" to @bob'))
    assert said.startswith("Several could be meant by “write report”: #2 write report, #1 write report.")
    assert (await talk("bob", "in")).data["items"] == []
