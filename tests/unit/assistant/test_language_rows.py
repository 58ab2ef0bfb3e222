"""What the language part reads comes out of the front door as it was meant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.db.uow import Scope


async def test_two_times_in_one_wish_are_due_at_one_and_ring_at_the_other(say):
    made = await say("call Ann tomorrow at 3, ring me at 2")
    assert made.reply.code == "remind_set"
    (task,) = (await say("list")).data["items"]
    (reminder,) = (await say("reminders")).data["items"]
    due, rings = (datetime.fromisoformat(text) for text in (task["due"], reminder["due_at"]))
    assert (task["title"], (due - rings).total_seconds()) == ("call Ann", 3600)
    assert (await say("undo")).reply.code.startswith("undone")
    assert (await say("reminders")).data["items"] == []


async def test_a_person_who_is_spoken_of_stays_in_the_title(say):
    made = await say("remind me in 5 minutes to remind @bob to pay")
    assert (made.data["text"], made.reply.mentions) == ("remind @bob to pay", ())


async def test_a_call_to_everybody_keeps_its_words_and_pings_nobody(say):
    made = await say("@everyone lunch in 5m")
    assert (made.data["title"], made.data["assignees"], made.reply.mentions) == ("@everyone lunch", [], ())


async def test_show_and_a_title_shows_the_task_or_says_that_there_is_none(say):
    await say("add buy milk")
    assert (await say("show buy milk")).reply.code == "task_shown"
    assert (await say("show the zebra")).reply.code == "no_title"
    assert (await say("list")).data["total"] == 1


async def test_who_wants_no_reminder_then_is_offered_to_cancel_what_rings_then(services, say):
    await say("remind me tomorrow at 9 to call Ann")
    await say("remind me every day at 10 starting tomorrow to stretch")
    await say("remind me in 3 days to sing")
    asked = await say("don't remind me tomorrow")
    assert asked.reply.kind == "question"
    assert [button.label for button in asked.reply.buttons] == ["Cancel #2 call Ann", "Skip once: #3 stretch"]
    assert len((await say("reminders")).data["items"]) == 3
    assert (await say(action=asked.reply.buttons[0].action)).reply.code == "reminder_cancelled"
    assert (await say("undo")).reply.code == "undone_cancel"
    assert (await say("list")).data["total"] == 2
    assert (await say("don't remind me on 3 march 2031")).reply.code == "quiet_nothing"


@pytest.mark.parametrize("words", ["do not remind me tomorrow", "stop reminding me tomorrow", "no reminders tomorrow"])
async def test_other_words_for_no_reminder_make_nothing_either(say, words):
    assert (await say(words)).reply.code == "quiet_nothing"
    assert (await say("list")).data["items"] == []


async def test_what_is_said_about_oneself_is_no_task(say):
    answer = await say("I may be late tomorrow")
    assert answer.reply.code == "did_you_mean"
    assert (await say("list")).data["items"] == []


async def test_weeks_of_a_list_start_where_the_person_has_them_start(services, say):
    async with services.db.transaction(Scope.system("test")) as tx:
        (row,) = await tx.rows("SELECT todobot_now() AS now")
    weekday = row["now"].astimezone(ZoneInfo("Europe/Berlin")).strftime("%A").lower()
    await say(f"my week starts on {weekday}")  # today: so this week is the next seven days
    for days in (0, 6, 7, 13, 14):
        await say(f"add task {days} in {days} days" if days else "add task 0 today")
    titles = {
        words: {item["title"].removeprefix("task ") for item in (await say(words)).data["items"]}
        for words in ("list this week", "list next week")
    }
    assert titles == {"list this week": {"0", "6"}, "list next week": {"7", "13"}}


async def test_a_task_and_its_reminder_of_the_same_name_are_one_thing_to_show_and_to_move(say):
    await say("remind me tomorrow at 9 to call Ann")
    assert (await say("show call Ann")).reply.code == "task_shown"
    assert (await say("show the call Ann reminder")).reply.code == "reminders_one"
    moved = await say("move call Ann to 5 june 2031")
    assert moved.reply.code == "task_updated"
    assert moved.data["due"].startswith("2031-06-05")


async def test_a_reminder_without_a_task_is_shown_by_its_words(say):
    made = await say("remind me every monday at 9 to stretch")
    for words in ("show stretch", f"show {made.data['number']}", f"show reminder {made.data['number']}"):
        assert (await say(words)).reply.code == "reminders_one", words
