"""Wishes about messages: tasks made of them, reminders of them, ticks on them."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Card, Incoming, Reference, Reply


@pytest.fixture
def ask(services):
    """Somebody does something about a message of the channel."""

    async def asked(action=None, who="ann", *, text="", on="m1", says="call the plumber\nhe was late", **more):
        place = Address("fakechat", "T1", more.pop("channel", "general"), more.pop("thread", ""))
        author = Author(who, who.title(), zone="Europe/Berlin")
        reference = Reference(on, says, f"https://chat/{on}") if on else None
        people = ("U7", "U9")
        wish = Incoming(
            place, author, uuid.uuid4().hex, text=text, action=action, reference=reference, people=people, **more
        )
        return await services.assistant.handle(wish)

    return asked


async def test_a_message_becomes_a_task_once(ask):
    made = await ask("1:add_message")
    assert (made.reply.code, made.data["title"], made.data["description"]) == (
        "task_created",
        "call the plumber",
        "he was late",
    )
    assert made.data["source_link"] == "https://chat/m1"
    again = await ask("1:add_message")
    assert again.reply.code == "already_a_task"
    assert again.data["id"] == made.data["id"]
    assert (await ask("1:add_message", "bob")).reply.code == "task_created"  # who cannot see it makes one of their own
    assert (await ask("1:add_message", on="")).reply.code == "action_stale"


async def test_a_tick_completes_what_was_made_from_the_message_and_taking_it_away_reopens(ask):
    await ask("1:add_message")
    assert (await ask("1:react:done")).reply.code == "task_completed"
    assert not (await ask("1:react:done")).reply
    assert (await ask("1:react:undone")).reply.code == "task_reopened"
    assert not (await ask("1:react:done", "bob")).reply
    assert not (await ask("1:react:done", on="m2")).reply


async def test_a_tick_on_the_message_that_asked_for_the_task_completes_it(ask):
    await ask(text="add buy milk", on="", message_id="m7")
    assert (await ask("1:react:done", on="m7")).reply.code == "task_completed"


async def test_a_tick_on_a_message_of_ours_completes_its_task_but_not_one_of_several(ask, services):
    one, two = [await ask(text=f"add buy {what}", on="") for what in ("milk", "bread")]
    place = Address("fakechat", "T1", "general")
    asked = Incoming(place, Author("ann", "Ann"), "k")
    await services.assistant.posted(asked, "card", one.reply)
    await services.assistant.posted(asked, "list", Reply(cards=(*one.reply.cards, *two.reply.cards)))
    assert not (await ask("1:react:done", on="list")).reply
    assert (await ask("1:react:done", on="card")).reply.code == "task_completed"


async def test_about_a_message_that_is_no_task_one_is_made(ask):
    made = await ask(text="remind me about this in 2 hours")
    assert made.reply.code == "remind_set"
    assert made.reply.cards[0].title == "call the plumber he was late"
    assert (await ask("1:add_message")).reply.code == "already_a_task"


async def test_in_a_thread_this_is_what_the_thread_is_about(ask):
    await ask(text="add fix the door", on="", message_id="t1")
    made = await ask(text="remind me about this in 2 hours", on="t1", says="", thread="t1")
    assert made.reply.cards[0].title == "fix the door"
    later = await ask(text="done with this", on="t9", says="", thread="t1")
    assert later.reply.cards[0].title == "fix the door"


@pytest.mark.parametrize(("delay", "minutes"), [("20m", 20), ("3h", 180)])
async def test_a_reminder_of_a_message_in_a_while(ask, delay, minutes):
    made = await ask(f"1:remind_message:{delay}")
    assert made.reply.code == "remind_set"
    assert made.reply.cards[0].title == "call the plumber"


async def test_a_reminder_of_a_message_asks_when_and_takes_words(ask):
    asked = await ask("1:remind_message")
    assert [field.name for field in asked.reply.form.fields] == ["delay", "when"]
    chosen = asked.reply.form.fields[0].choices
    assert (await ask("1:remind_message", form={"delay": chosen[1], "when": ""})).reply.code == "remind_set"
    made = await ask("1:remind_message", form={"delay": chosen[0], "when": "friday at 10"})
    assert made.reply.code == "remind_set"
    assert made.data["due_at"].endswith(("09:00:00+00:00", "08:00:00+00:00"))
    refused = await ask("1:remind_message", form={"delay": chosen[0], "when": "blue"})
    assert (refused.reply.code, refused.status) == ("when_unclear", 422)
    assert (await ask("1:remind_message", form={"delay": "", "when": ""})).reply.code == "remind_when_missing"


async def test_home_shows_what_is_theirs_by_when_it_is_due(ask, services):
    for text in ("add call Bob today", "add plan trip next week", "add tidy up"):
        await ask(text=text, on="")
    await ask(text="remind me to stretch every day at 9", on="")
    await ask(text="assign 3 to <@U7|Carl>", on="")
    place = Address("fakechat", "T1", "", "", "ann")
    sections = await services.assistant.home(Incoming(place, Author("ann", "Ann"), "h"))
    codes = [section.code for section in sections]
    assert codes == [
        "home_today",
        "home_upcoming",
        "home_undated",
        "home_reminders",
        "home_settings",
    ]
    undated = sections[codes.index("home_undated")].cards
    assert [(card.title, card.assignees) for card in undated] == [("tidy up", ("Carl",))]
    nobody = await services.assistant.home(Incoming(Address("fakechat", "T1", person="eve"), Author("eve"), "h"))
    assert [section.code for section in nobody] == ["home_empty", "home_settings"]


async def test_a_card_is_for_those_who_may_see_it(ask, services):
    made = await ask(text="add secret plan", on="")
    seen = Incoming(Address("fakechat", "T1", "general"), Author("ann", "Ann"), "c")
    other = Incoming(Address("fakechat", "T1", "general"), Author("bob", "Bob"), "c")
    subject = made.reply.cards[0].id
    found = await services.assistant.card(seen, subject)
    assert isinstance(found, Card)
    assert found.title == "secret plan"
    assert await services.assistant.card(other, subject) is None
    assert await services.assistant.card(seen, uuid.uuid4()) is None


async def test_somebody_who_never_spoke_here_can_be_named(ask):
    made = await ask(text="add review the deck <@U9|Zoe>", on="")
    assert made.reply.cards[0].assignees == ("Zoe",)
    listed = await ask(text="list", who="U9", on="")
    assert [item["title"] for item in listed.data["items"]] == ["review the deck"]
