"""Forms for new tasks and old ones, with every field; and menus that are completed while one types."""

from __future__ import annotations

import uuid

import pytest

from core.messages import Address, Author, Incoming


@pytest.fixture
def ask(services):
    async def asked(action=None, who="ann", *, text="", form=None, platform="fakechat"):
        place = Address(platform, "T1", "general")
        author = Author(who, who.title(), zone="Europe/Berlin")
        wish = Incoming(place, author, uuid.uuid4().hex, text=text, action=action, form=form, people=("U2", "U3"))
        return await services.assistant.handle(wish)

    return asked


def values(outcome):
    return {field.name: field.value for field in outcome.reply.form.fields}


async def test_a_new_task_with_every_field(ask):
    asked = await ask("1:new_task")
    assert list(values(asked)) == ["title", "description", "date", "time", "priority", "tags", "list", "people"]
    filled = values(asked) | {
        "title": "Plan the offsite",
        "description": "somewhere warm",
        "date": "2040-05-04",
        "time": "09:30",
        "priority": "p2",
        "tags": "team, fun",
        "list": "trips",
        "people": "<@U2> <@U3|Zoe>",
    }
    made = await ask(asked.reply.form.action, form=filled)
    assert made.reply.code == "task_created_due"
    card = made.reply.cards[0]
    assert (card.title, card.description, card.priority, card.tags) == (
        "Plan the offsite",
        "somewhere warm",
        2,
        ("team", "fun"),
    )
    assert set(card.assignees) == {"U2", "Zoe"}
    edited = values(await ask(f"1:edit_task:{card.id.hex}"))
    assert edited == filled | {"tags": "team fun", "people": edited["people"]}
    assert set(edited["people"].split()) == {"<@U2>", "<@U3>"}


async def test_a_date_without_a_time_stays_one_and_nothing_else_is_made_up(ask):
    made = await ask("1:create_task", form={"title": "pay rent", "date": "2040-05-04", "time": ""})
    assert made.data["due"] == "2040-05-04"
    assert values(await ask(f"1:edit_task:{made.reply.cards[0].id.hex}"))["time"] == ""


async def test_saving_a_form_as_it_is_changes_nothing(ask):
    made = await ask(text="add buy milk tomorrow 4pm p1 #home to my shop list <@U2>")
    form = await ask(f"1:edit_task:{made.reply.cards[0].id.hex}")
    again = await ask(form.reply.form.action, form=values(form))
    assert again.reply.code == "task_same"
    # Somebody else's list cannot be named by this person, so it is not among the fields, and stays.
    theirs = await ask(f"1:edit_task:{made.reply.cards[0].id.hex}", "U2")
    assert "list" not in values(theirs)
    assert (await ask(theirs.reply.form.action, "U2", form=values(theirs))).reply.code == "task_same"


async def test_one_field_alone(ask):
    made = await ask(text="add buy milk")
    task = made.reply.cards[0].id.hex
    for form, card in (
        ({"people": "<@U2>"}, {"assignees": ("U2",)}),
        ({"people": ""}, {"assignees": ()}),
        ({"list": "shop"}, {}),
        ({"priority": ""}, {"priority": 4}),
    ):
        outcome = await ask(f"1:update_task:{task}", form=form)
        assert outcome.status == 200, outcome
        for name, value in card.items():
            assert getattr(outcome.reply.cards[0], name) == value
    assert (await ask(f"1:update_task:{task}", form={"people": "@nobody"})).reply.code == "person_unknown"


async def test_a_task_is_found_while_typing(ask, services):
    await ask(text="add buy milk")
    asked = await ask("1:choose_task")
    (field,) = asked.reply.form.fields
    assert (field.kind, field.source) == ("suggest", "task")
    wish = Incoming(Address("fakechat", "T1", "general"), Author("ann", "Ann"), "")
    ((_, value),) = await services.assistant.suggest(wish, field.source, "mil")
    shown = await ask(asked.reply.form.action, form={"task": value})
    assert shown.reply.cards[0].title == "buy milk"
    assert (await ask(asked.reply.form.action, form={"task": "milk"})).reply.code == "which_task"
    assert (await ask(asked.reply.form.action, "bob", form={"task": value})).reply.code == "no_number"


async def test_a_zone_is_found_while_typing(ask):
    asked = await ask("1:choose_zone")
    assert asked.reply.form.fields[0].source == "zone"
    assert (await ask(asked.reply.form.action, form={"zone": "Asia/Tokyo"})).reply.code == "zone_set"


@pytest.mark.parametrize(
    ("date", "time", "due"),
    [
        ("4 may 2040", "", "2040-05-04"),
        ("4 may 2040", "9 am", "2040-05-04T09:00"),
        ("2040-05-04", "09:00", "2040-05-04T"),
    ],
)
async def test_a_date_may_be_typed_in_words(ask, date, time, due):
    made = await ask("1:create_task", form={"title": "pay rent", "date": date, "time": time})
    assert made.data["due"].startswith(due if "T" not in due else due[:11])
    edited = values(await ask(f"1:edit_task:{made.reply.cards[0].id.hex}"))
    assert (edited["date"], edited["time"]) == ("2040-05-04", "09:00" if time else "")


async def test_words_that_are_no_date_are_refused_with_what_to_type(ask):
    for date, time in (("soon", ""), ("soon tomorrow", ""), ("every friday", ""), ("2040-05-04", "25:99")):
        refused = await ask("1:create_task", form={"title": "pay rent", "date": date, "time": time})
        assert refused.reply.code == "date_bad"
