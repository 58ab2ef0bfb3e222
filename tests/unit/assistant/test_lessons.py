"""A correction that is made twice in the same way becomes the person's setting, and they are told."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.replies.book import plain


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


def rather(outcome):
    return next(button.action for button in outcome.reply.buttons if button.label.startswith("Rather"))


async def settings(say) -> dict[str, str]:
    return (await say("settings")).data


async def test_the_order_of_dates_chosen_twice_is_kept_from_then_on(say):
    first = await say(action=rather(await say("pay rent on 3/4")))
    assert "twice" not in words(first)
    assert (await settings(say))["day_first"] is None
    second = await say(action=rather(await say("pay gas on 4/5")))
    assert "twice, so from now on 3/4 is day first" in words(second)
    assert (await settings(say))["day_first"] == "day"
    third = await say("pay tax on 5/6")
    day = datetime.fromisoformat(third.data["due"]).date()
    assert (day.day, day.month) == (5, 6)


async def test_undo_takes_back_the_change_and_what_it_taught(say):
    for words_ in ("pay rent on 3/4", "pay gas on 4/5"):
        await say(action=rather(await say(words_)))
    undone = await say("undo")
    assert undone.reply.code == "undone_updated"
    assert (await settings(say))["day_first"] is None
    await say(action=rather(await say("pay tax on 5/6")))
    assert (await settings(say))["day_first"] == "day"


async def test_the_button_takes_back_the_setting_alone(say):
    for sentence in ("pay rent on 3/4", "pay gas on 4/5"):
        learned = await say(action=rather(await say(sentence)))
    never = next(button.action for button in learned.reply.buttons if button.label == "Not always")
    assert (await say(action=never)).reply.code == "settings_set"
    assert (await settings(say))["day_first"] is None
    day = datetime.fromisoformat((await say("show pay gas")).data["due"]).date()
    assert (day.day, day.month) == (4, 5)


async def test_an_earlier_correction_can_be_taken_back_after_a_later_one(say):
    first = await say(action=rather(await say("pay rent on 3/4")))
    undo = next(button.action for button in first.reply.buttons if button.label == "Undo")
    await say(action=rather(await say("pay gas on 4/5")))
    assert (await say(action=undo)).reply.code == "undone_updated"


@pytest.mark.parametrize("correction", ["no, I meant {day}", "due {number} {day}", "move it to {day}"])
async def test_a_correcting_sentence_teaches_as_a_click_does(say, correction):
    for sentence, day in (("pay rent on 3/4", "3 april"), ("pay gas on 4/5", "4 may")):
        made = await say(sentence)
        said = await say(correction.format(day=day, number=made.data["number"]))
    assert "from now on 3/4 is day first" in words(said)
    assert (await settings(say))["day_first"] == "day"


async def test_an_hour_that_is_meant_after_noon_twice_leans_that_way(say):
    for sentence, right in (
        ("call Ann on 5 june 2031 at 8", "5 june 2031 8pm"),
        ("call Bob on 6 june 2031 at 9", "6 june 2031 9pm"),
    ):
        await say(sentence)
        said = await say(f"no, I meant {right}")
    assert "an hour without am or pm is after noon" in words(said)
    made = await say("call Cat on 7 june 2031 at 10")
    assert datetime.fromisoformat(made.data["due"]).hour == 20  # in UTC: 22:00 in Berlin


async def test_another_correction_between_starts_the_count_again(say):
    await say(action=rather(await say("call Ann on 5 june 2031 at 8")))
    await say(action=rather(await say("call Bob on 5 june 2031 at 3")))  # rather in the night
    assert "twice" not in words(await say(action=rather(await say("call Cat on 5 june 2031 at 9"))))
    assert (await settings(say))["bare_hour"] == "usual"


async def test_a_day_that_is_no_other_reading_teaches_nothing(say):
    for sentence in ("pay rent on 3/4", "pay gas on 4/5"):
        await say(sentence)
        assert "twice" not in words(await say("move it to 20 june"))
    assert (await settings(say))["day_first"] is None
