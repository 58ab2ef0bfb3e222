"""What a task says can be changed in words, field by field, and taken back."""

from __future__ import annotations

import pytest

from core.replies.book import plain


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ('rename 1 to "buy oat milk"', "title", "buy oat milk"),
        ("rename it to Buy Oat milk", "title", "Buy Oat milk"),
        ("change the title of 1 to oats", "title", "oats"),
        ("due 1 2099-04-25", "due", "2099-04-25"),
        ("no date for 1", "due", None),
        ("remove its date", "due", None),
        ("priority 1 p2", "priority", 2),
        ("make 1 urgent", "priority", 1),
        ("tag 1 #work", "tags", ["home", "work"]),
        ("untag 1 #home", "tags", []),
        ("note 1: ask for Bob\nand wait", "description", "ask for Bob\nand wait"),
        ("describe 1: ask for Bob", "description", "ask for Bob"),
    ],
)
async def test_a_field_is_changed_in_words_and_changed_back(say, said, field, value):
    before = (await say("add buy milk 2099-01-01 #home")).data
    changed = await say(said)
    assert changed.reply.code == "task_updated", words(changed)
    assert changed.data[field] == value
    assert (await say("undo")).reply.code == "undone_updated"
    assert (await say("show 1")).data[field] == before[field]


async def test_what_follows_a_new_title_goes_into_the_description(say):
    await say("add buy milk\ntwo bottles")
    changed = (await say("rename 1 to buy oat milk #shop\nthe blue one")).data
    assert (changed["title"], changed["tags"]) == ("buy oat milk", ["shop"])
    assert changed["description"] == "two bottles\nthe blue one"


async def test_a_task_moves_between_lists_by_their_names(say):
    await say('add "The 9/11 Report" to reading')
    await say("add Ulysses")
    assert (await say("move 2 to reading list")).reply.code == "task_updated"
    assert len((await say("list reading")).data["items"]) == 2
    await say("move 1 to inbox")
    assert [item["title"] for item in (await say("show my reading list")).data["items"]] == ["Ulysses"]


async def test_a_list_that_is_not_there_is_not_made_by_asking(say):
    assert words(await say("show my gardening list")).startswith("There is no list")


async def test_a_change_of_nothing_is_not_understood_as_done(say):
    await say("add buy milk")
    assert (await say("change 1")).reply.code != "task_updated"
