"""Reminders for other people and for channels."""

from __future__ import annotations

import uuid
from uuid import UUID

import pytest

from core.db.notices import GIVEN, Notice, tell
from core.db.uow import Scope
from core.messages import Address, Author, Incoming


@pytest.fixture
def post(services):
    """Type something in a channel of a shared workspace."""

    async def typed(text: str, who: str = "ann", channel: str = "general", *, direct: bool = False):
        place = Address("fakechat", "T1", "" if direct else channel, "", who if direct else "")
        author = Author(who, who.title(), zone="Europe/Berlin")
        return await services.assistant.handle(Incoming(place, author, uuid.uuid4().hex, text=text, private=direct))

    return typed


async def rings_at(services) -> list[tuple[str, str]]:
    """(channel, person) of every reminder's address."""
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows("SELECT channel, person FROM reminders r JOIN addresses a ON a.id = r.address_id")
    return [(row["channel"], row["person"]) for row in rows]


async def test_a_reminder_for_a_person_rings_in_their_direct_messages_and_is_their_task(services, post):
    await post("hello", "jessica")
    made = await post("remind @jessica about the interview in three hours")
    assert made.reply.code == "remind_set_person"
    assert await rings_at(services) == [("", "jessica")]
    listed = await post("reminders", "jessica", direct=True)
    assert [item["text"] for item in listed.data["items"]] == ["the interview"]
    number = made.data["number"]
    assert (await post(f"cancel reminder {number}", "carl")).reply.code == "no_number"
    assert (await post(f"cancel reminder {number}", "jessica")).reply.code == "reminder_cancelled"


async def test_what_repeats_for_a_person_has_no_task_and_undo_takes_it_back(services, post):
    await post("hello", "jessica")
    for words in ("remind @jessica to drink water at 5pm on Fridays", "@jessica Drink a beer at 5pm on Fridays"):
        made = await post(words)
        assert (made.reply.code, made.data["task_id"]) == ("remind_recurring_person", None)
        await post("undo")
    assert (await post("reminders", "jessica", direct=True)).data["items"] == []


async def test_us_and_here_and_a_channel_that_the_asker_sees_ring_there(services, post):
    for words in ("remind us in 10 minutes to vote", "remind here in 10 minutes to vote"):
        assert (await post(words)).reply.code == "remind_set"
    assert (await post("remind #general in 10 minutes to vote")).reply.code == "remind_set_channel"
    assert await rings_at(services) == [("general", "")] * 3
    assert (await post("remind #secret in 10 minutes to vote")).reply.code == "no_channel"


async def test_a_call_to_many_keeps_its_words_and_pings_nobody(services, post):
    made = await post("remind @everyone in 10 minutes to vote")
    assert (made.data["text"], made.reply.mentions) == ("@everyone vote", ())
    assert await rings_at(services) == [("general", "")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("remind @nobody to vote in 10 minutes", "nobody_else"),
        ("remind #team to vote in 10 minutes", "no_channels"),
        ("remind us to vote", "when_missing"),
    ],
)
async def test_where_there_is_no_way_nothing_is_made_and_the_answer_says_so(say, words, code):
    assert (await say(words)).reply.code == code
    assert (await say("list")).data["items"] == []


async def test_nobody_of_that_name_in_the_workspace_is_said(post):
    assert (await post("remind @nobody to vote in 10 minutes")).reply.code == "nobody_called"


async def test_a_person_named_in_a_reminder_of_my_own_that_repeats_stays_in_its_words(post):
    assert (await post("remind me every friday at 9 to ping @bob")).data["text"] == "ping @bob"


async def test_a_choice_between_two_keeps_until_when_to_pause(say):
    await say("remind me every day at 9 to water the tulips")
    await say("remind me every day at 9 to water the roses")
    assert (await say("pause the water reminder until 2030-03-11")).reply.kind == "question"
    assert (await say("1")).reply.code == "paused_until"


async def test_a_channel_hears_of_what_comes_to_its_list_where_it_does_not_see_it(services):
    async def ask(text: str, *, private: bool, channel: str = "general"):
        place = Address("fakechat", "T1", channel)
        wish = Incoming(place, Author("ann", "Ann"), uuid.uuid4().hex, text=text, private=private)
        return await services.assistant.handle(wish)

    async def heard() -> list[tuple[str, str]]:
        async with services.db.transaction(Scope.system("test")) as tx:
            rows = await tx.rows(
                "SELECT a.channel, o.reason FROM occurrences o JOIN addresses a ON a.id = o.address_id"
                " WHERE o.state = 'due' ORDER BY o.id"
            )
        return [(row["channel"], row["reason"]) for row in rows]

    await ask("add <#general> plan offsite", private=False)
    assert await heard() == []  # the answer stands there
    await ask("add <#general> book the venue", private=True)
    assert await heard() == [("general", "added by Ann")]
    made = await ask("add buy milk", private=True)
    await ask(f"move {made.data['number']} to <#general>", private=True)
    assert await heard() == [("general", "added by Ann")] * 2


async def test_what_tells_somebody_of_a_task_is_no_reminder_of_anybody(services, post):
    task = UUID((await post("add review")).data["id"])
    await post("remind us in 10 minutes to vote")
    async with services.db.transaction(Scope.system("test")) as tx:
        (row,) = await tx.rows("SELECT workspace_id, address_id, setter_id FROM reminders")
        place = (row["workspace_id"], row["address_id"], row["setter_id"])
        await tell(tx, Notice(*place, task, "review", f"{GIVEN}Ann"))
    assert [item["text"] for item in (await post("reminders")).data["items"]] == ["vote"]
