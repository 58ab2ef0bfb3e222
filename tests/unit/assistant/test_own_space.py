"""A person's own space on a platform where an account is the same everywhere: what is theirs in each workspace."""

from __future__ import annotations

import uuid

import pytest

from core.errors import PermanentError
from core.messages import Address, Author, Incoming, Reference
from core.ports import Installation

ANN = Author("1001", "Ann", "Europe/Berlin")


class Guilds:
    """Who is a member of which, as the platform says."""

    def __init__(self):
        self.left = set()

    async def channels_of(self, workspace, account):
        if (workspace, account) in self.left:
            raise PermanentError("not_a_member")
        return frozenset({f"{workspace}-general"})


@pytest.fixture
async def guilds(services):
    for guild, name in (("77", "Acme"), ("88", "Book Club")):
        await services.installations.put(Installation("discord", guild, name, {}))
    services.running["discord"] = Guilds()
    return services.running["discord"]


def by(place: Address, text: str = "", author: Author = ANN, **more) -> Incoming:
    return Incoming(place, author, more.pop("key", None) or uuid.uuid4().hex, text=text, **more)


def own(account: str = "1001") -> Address:
    return Address("discord", f"@{account}", "dm", "", account)


@pytest.fixture
def tell(services, guilds):
    async def told(text: str = "", where: str = "own", author: Author = ANN, **more):
        place = own(author.account) if where == "own" else Address("discord", where, f"{where}-general")
        return await services.assistant.handle(by(place, text, author, **more))

    return told


def said(outcome) -> str:
    return "".join(part if isinstance(part, str) else "" for part in outcome.reply.parts)


async def test_a_list_in_direct_messages_adds_what_is_theirs_in_each_guild(tell):
    await tell("add buy milk")
    await tell("add write the report", "77")
    await tell("add read chapter 3", "88")
    await tell("add not hers", "77", Author("1002", "Bob"))
    listed = await tell("list")
    assert [(card.workspace, card.number, card.title) for card in listed.reply.cards] == [
        (None, 1, "buy milk"),
        ("Acme", 1, "write the report"),
        ("Book Club", 1, "read chapter 3"),
    ]
    assert "In Acme: 1 open" in said(listed)


async def test_what_only_a_guild_has_is_listed_too(tell):
    await tell("remind me to stretch tomorrow at 9", "77")
    assert [(card.workspace, card.title) for card in (await tell("reminders")).reply.cards] == [("Acme", "stretch")]
    await tell("add call the plumber", "88")
    found = await tell("search plumber")
    assert [(card.workspace, card.title) for card in found.reply.cards] == [("Book Club", "call the plumber")]


async def test_who_left_a_guild_reads_nothing_of_it(tell, guilds):
    await tell("add write the report", "77")
    guilds.left.add(("77", "1001"))
    assert not (await tell("list")).reply.cards
    assert (await tell("done Acme#1")).status >= 400


@pytest.mark.parametrize("mark", ["Acme#1", "acme#1", "done book club#1", "complete Book Club #1"])
async def test_a_number_with_its_guild_is_done_there(tell, mark):
    await tell("add buy milk")
    for guild in ("77", "88"):
        await tell("add write the report", guild)
    name = "Acme" if "acme" in mark.lower() else "Book Club"
    done = await tell(mark if mark[0] in "dc" else f"done {mark}")
    assert [(card.workspace, card.status) for card in done.reply.cards] == [(name, "done")]
    assert said(done).startswith(f"In {name}: ")
    assert [card.title for card in (await tell("list")).reply.cards] == ["buy milk", "write the report"]


async def test_a_number_that_only_a_guild_has_is_asked_about(tell):
    await tell("add write the report", "77")
    refused = await tell("done 1")
    assert refused.status == 404
    assert "write Acme#1" in said(refused)


async def test_a_number_asked_privately_in_a_guild_that_has_none_is_the_own_one(tell):
    await tell("add buy milk")
    done = await tell("done 1", "77")
    assert said(done).startswith("In your own space: ")
    back = await tell(action=next(b.action for b in done.reply.buttons if b.action.startswith("1:undo")), where="77")
    assert back.status == 200
    assert [card.title for card in (await tell("list")).reply.cards] == ["buy milk"]
    await tell("done 1", "77", private=False)
    assert [card.title for card in (await tell("list")).reply.cards] == ["buy milk"]


async def test_a_button_works_wherever_its_thing_is(tell):
    made = await tell("add write the report", "77")
    task = made.reply.cards[0]
    done = await tell(action=f"1:complete_task:{task.id.hex}")
    assert [(card.workspace, card.status) for card in done.reply.cards] == [("Acme", "done")]
    undone = await tell("undo")
    assert undone.status == 200, said(undone)
    assert [card.workspace for card in (await tell("list")).reply.cards] == ["Acme"]


async def test_this_is_what_was_talked_of_last_whichever_workspace_it_is_of(tell):
    await tell("add buy milk")
    await tell("add write the report", "77")
    await tell("rename Acme#1 to write the long report")
    done = await tell("mark this as done")
    assert [(card.workspace, card.title) for card in done.reply.cards] == [("Acme", "write the long report")]
    await tell("add feed the cat")
    done = await tell("mark this as done")
    assert [(card.workspace, card.title) for card in done.reply.cards] == [(None, "feed the cat")]


async def test_what_rang_last_is_put_off_whichever_workspace_it_is_of(tell, services):
    await tell("add buy milk")
    await tell("add write the report", "77")
    await tell("rename Acme#1 to write it")
    refused = await tell("snooze 1h")
    assert "In Acme: " in said(refused), "it is asked of the workspace that was talked of last"


async def test_a_message_that_comes_again_is_answered_by_the_workspace_that_had_it(tell):
    await tell("add write the report", "77")
    await tell("rename Acme#1 to x")
    first = await tell("mark this as done", key="again")
    await tell("add feed the cat")
    second = await tell("mark this as done", key="again")
    assert second.repeated
    assert [card.id for card in second.reply.cards] == [card.id for card in first.reply.cards]
    assert [card.title for card in (await tell("list")).reply.cards] == ["feed the cat"]


async def test_a_reply_to_the_message_that_shows_it_means_it(tell, services):
    made = await tell("add write the report", "77")
    await tell("add buy milk")
    card = made.reply.cards[0]
    shown = await services.assistant.card(by(own()), card.id)
    assert shown is not None
    done = await tell(action=f"1:complete_task:{card.id.hex}", key="k1")
    await services.assistant.posted(by(own()), "m9", done.reply)
    again = await tell("reopen this", reference=Reference("m9", "write the report"))
    assert [(card.workspace, card.status) for card in again.reply.cards] == [("Acme", "open")]


async def test_one_person_is_the_same_in_every_guild(tell):
    await tell("add a task for <@1002|Bob>", "77", people=("1002",))
    await tell("my timezone is Asia/Tokyo", "77")
    shown = await tell("remind me to stretch tomorrow at 9", "88")
    assert "Tokyo" in str(shown.reply.parts)


async def test_what_can_be_typed_next_names_the_guild(tell, services):
    await tell("add buy milk")
    await tell("add write the report", "77")
    assert await services.assistant.suggest(by(own()), "task", "") == [
        ("#1 buy milk", "1"),
        ("Acme#1 write the report", "Acme#1"),
    ]


async def test_nobody_else_is_reminded_in_ones_own_space_though_a_mention_names_them(tell):
    await tell("list", author=Author("2002", "Ben", "Europe/Berlin"))
    refused = await tell("remind <@2002|Ben> in 20 minutes to vote", people=("2002",))
    assert refused.reply.code == "nobody_else", said(refused)
    assert (await tell("list")).data["total"] == 0
