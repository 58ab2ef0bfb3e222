"""A reminder's way from its row to the platform, through every loop."""

from __future__ import annotations

import asyncio
import time

from core.bus.memory import MemoryBus
from core.db import claims
from core.db.uow import Scope
from core.errors import PermanentError, TransientError
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from workers.loops import Workers


async def test_a_reminder_arrives_on_time(world, workers, notifier, until):
    await workers.start()
    _, occurrence = await world.remind("tea", in_s=0.7)
    await until(lambda: len(notifier.log) == 1)
    post, at = notifier.log[0]
    late = at - occurrence.due_at.timestamp()
    assert 0 <= late < 0.5
    assert notifier.texts() == ["⏰ @ann: tea (#1)"]
    assert post.reply.parts[0].startswith("⏰ ")
    assert post.reply.kind == "reminder"
    assert post.reply.mentions == ("U1",)

    await until(lambda: told(world, occurrence, "sent"))
    row = await world.state(occurrence)
    assert row["message_id"] == "0"
    assert row["sent_at"] >= row["due_at"]
    assert row["tries"] == 1
    reminder = (await world.rows("SELECT status FROM reminders"))[0]
    assert reminder["status"] == "finished"

    async def settled():
        left = await world.rows("SELECT 1 FROM outbox UNION ALL SELECT 1 FROM events WHERE position IS NULL")
        return not left

    await until(settled)
    types = [row["type"] for row in await world.rows("SELECT type FROM events ORDER BY position")]
    assert types == ["reminder-scheduled", "reminder-due", "reminder-delivered"]


async def told(world, occurrence, *states):
    return (await world.state(occurrence))["state"] in states


async def test_a_tasks_reminder_shows_the_task_and_leaves_a_card(world, workers, notifier, until):
    task = await world.task("buy groceries")
    _, occurrence = await world.remind("buy groceries", in_s=-1, task_id=task.id)
    await workers.start()
    await until(lambda: told(world, occurrence, "sent"))
    reply = notifier.log[0][0].reply
    assert notifier.texts() == ["⏰ @ann: buy groceries (#1)"]
    assert (reply.cards[0].kind, reply.cards[0].id, reply.cards[0].number) == ("task", task.id, 1)
    actions = [button.action for button in reply.buttons]
    assert actions[0] == f"1:complete_task:{task.id.hex}"
    assert actions[1:] == [
        f"1:snooze:{occurrence.id.hex}:{span}" for span in ("20m", "1h", "3h", "tomorrow", "week", "ask")
    ]
    cards = await world.rows("SELECT * FROM cards")
    assert [(card["message_id"], card["subjects"]) for card in cards] == [("0", [task.id])]


async def test_a_late_one_says_how_late_and_why(world, workers, notifier, until):
    await world.remind("tea", in_s=-42 * 60 - 5)
    await world.remind("soup", in_s=-3 * 86400, rrule=["FREQ=DAILY"])
    await workers.start()
    await until(lambda: len(notifier.log) == 2)
    assert notifier.texts() == [
        "⏰ 3 d late: I was offline. @ann: soup (#2) (also for 3 earlier times that were missed)",
        "⏰ 42 min late: I was offline. @ann: tea (#1)",
    ]


async def test_what_is_refused_for_now_waits_and_keeps_the_order(world, workers, notifier, until):
    notifier.script = [TransientError("slow down", retry_after=0.6)]
    other = await world.place("C2")
    await world.remind("one", in_s=-3)
    await world.remind("two", in_s=-2)
    await world.remind("elsewhere", in_s=-1, address_id=other)
    began = time.time()
    await workers.start()
    await until(lambda: len(notifier.log) == 3)
    order = [post.reply.cards[0].title for post, _ in notifier.log]
    times = {post.reply.cards[0].title: at - began for post, at in notifier.log}
    assert order == ["elsewhere", "one", "two"]
    assert times["elsewhere"] < 0.5
    assert times["one"] >= 0.6


async def test_what_is_repeated_as_its_fate_is_unknown_is_not_overtaken(world, workers, notifier, until):
    notifier.script, notifier.nonces, notifier.burst = [TransientError("lost", unknown=True)], True, 3
    for number, text in enumerate(("one", "two", "three")):
        await world.remind(text, in_s=-9 + number)
    await workers.start()
    await until(lambda: len(notifier.log) == 3)
    assert [post.reply.cards[0].title for post, _ in notifier.log] == ["one", "two", "three"]


async def test_a_short_pause_does_not_end_a_longer_one(world, db):
    place = await world.place("C2")
    for block in (60.0, 1.0):  # what the platform asked for, then our own pace, written one after the other
        result = claims.Result(place, 0, release=True, block=block)
        await db.run(Scope.system("notify"), lambda tx, result=result: claims.conclude(tx, [result]))
    waits = await world.rows("SELECT 1 FROM addresses WHERE not_before > todobot_now() + interval '30 s'")
    assert len(waits) == 1


async def test_done_while_the_platform_refuses_it_is_not_told_afterwards(world, workers, notifier, until):
    task = await world.task("buy groceries")
    _, occurrence = await world.remind("buy groceries", in_s=-1, task_id=task.id)

    async def refuse_and_meanwhile_finish(post):
        await world.rows("UPDATE tasks SET status = 'done'")
        raise TransientError("slow down", retry_after=0.1)

    notifier.post, original = refuse_and_meanwhile_finish, notifier.post
    await workers.start()
    await until(lambda: told(world, occurrence, "skipped"))
    notifier.post = original
    await asyncio.sleep(0.4)
    assert notifier.log == []


async def test_an_unknown_fate_is_repeated_once_and_marked(world, workers, notifier, until):
    notifier.script, notifier.accept_first = [TransientError("lost", unknown=True)], True
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()
    await until(lambda: told(world, occurrence, "sent"))
    assert notifier.texts() == [
        "⏰ @ann: tea (#1)",
        "⏰ @ann: tea (#1) (you may have had this already: I could not tell)",
    ]
    assert len({post.nonce for post, _ in notifier.log}) == 1
    attempts = await world.rows("SELECT state FROM attempts ORDER BY number")
    assert [row["state"] for row in attempts] == ["unknown", "sent"]


async def test_a_platform_with_nonces_shows_one_message_without_a_mark(world, workers, notifier, until):
    notifier.script, notifier.accept_first, notifier.nonces = [TransientError("lost", unknown=True)], True, True
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()
    await until(lambda: told(world, occurrence, "sent"))
    assert notifier.texts() == ["⏰ @ann: tea (#1)"]


async def test_unknown_twice_stays_unknown_and_is_told_in_the_log(world, workers, notifier, until):
    notifier.script = [TransientError("lost", unknown=True)] * 3
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()

    async def settled():
        row = await world.state(occurrence)
        return row["state"] == "unknown" and row["retry_at"] is None

    await until(settled)
    await asyncio.sleep(1.2)
    assert len(notifier.script) == 1
    types = [row["type"] for row in await world.rows("SELECT type FROM events ORDER BY sequence")]
    assert types[-1] == "reminder-failed"
    assert (await world.rows("SELECT status FROM reminders"))[0]["status"] == "finished"


async def test_a_platform_that_does_not_answer_counts_as_unknown(world, workers, notifier, until):
    notifier.delay = 2.0
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()

    async def first_try():
        return bool(await world.rows("SELECT 1 FROM attempts WHERE state = 'unknown'"))

    await until(first_try)
    notifier.delay = 0.0
    await until(lambda: told(world, occurrence, "sent"))


async def test_a_refusal_for_good_reaches_the_owner_another_way_once(world, workers, notifier, until):
    notifier.script = [PermanentError("the channel is archived")]
    _, occurrence = await world.remind("tea", in_s=-1, everyone=True)
    await workers.start()
    await until(lambda: told(world, occurrence, "failed"))
    await until(lambda: len(notifier.log) == 1)
    post, _ = notifier.log[0]
    assert (post.address.person, post.address.channel) == ("U1", "")
    assert notifier.texts() == ["⏰ I could not post this where it was meant to go (the channel is archived). tea (#1)"]
    notifier.script = [PermanentError("no direct messages")]
    _, second = await world.remind(
        "soup", in_s=-1, address_id=(await world.rows("SELECT id FROM addresses WHERE person = 'U1'"))[0]["id"]
    )
    await until(lambda: told(world, second, "failed"))
    await asyncio.sleep(0.5)
    assert len(notifier.log) == 1
    types = [row["type"] for row in await world.rows("SELECT type FROM events")]
    assert types.count("reminder-failed") == 2


async def test_what_is_due_at_an_address_that_is_gone_fails_together_and_the_platform_is_asked_once(
    world, workers, notifier, until
):
    notifier.nonces, notifier.pace_s, notifier.script = True, 1.0, [PermanentError("it is gone", gone=True)]
    for number in range(120):
        await world.remind(f"chore {number}", in_s=-10 + number / 100)
    await workers.start()
    failed = "SELECT count(*) AS n FROM occurrences WHERE state = 'failed' AND reason = 'it is gone'"

    async def all_of_them():
        return (await world.rows(failed))[0]["n"] == 120

    await until(all_of_them, 30)  # one after the other, at the platform's pace, would take two minutes
    assert notifier.script == []


async def test_a_door_that_would_show_a_second_post_gets_one_after_the_other(world, workers, notifier, until):
    flying, most, post = [0], [0], notifier.post

    async def watched(one):
        flying[0] += 1
        most[0] = max(most[0], flying[0])
        try:
            unwritten = await world.rows("SELECT 1 FROM occurrences WHERE state = 'sending'")
            most[0] = max(most[0], len(unwritten))  # what a death now would leave in doubt
            return await post(one)
        finally:
            flying[0] -= 1

    notifier.post = watched
    for number in range(20):
        await world.remind("tea", in_s=-1, address_id=await world.place(f"P{number}"))
    await workers.start()
    await until(lambda: len(notifier.log) == 20)
    assert most == [1]


async def test_many_addresses_at_once(world, db, settings, notifier, until):
    notifier.delay, notifier.nonces = 0.05, True
    workers = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, settings, load())
    places = [await world.place(f"P{number}") for number in range(150)]
    for place in places:
        await world.remind("tea", in_s=-1, address_id=place)
        await world.remind("soup", in_s=-0.5, address_id=place)
    began = time.time()
    await workers.start()
    await until(lambda: len(notifier.log) == 300, 60)
    assert time.time() - began < 0.05 * 300  # what one after the other takes, on whatever machine
    per_place = {}
    for post, _ in notifier.log:
        per_place.setdefault(post.address.channel, []).append(post.reply.cards[0].title)
    assert set(map(tuple, per_place.values())) == {("tea", "soup")}

    async def settled():
        return (await world.rows("SELECT count(*) FROM occurrences WHERE state = 'sent'"))[0]["count"] == 300

    await until(settled)
    await workers.stop()


async def test_two_processes_share_the_work_and_nothing_is_told_twice(world, db, settings, notifier, until):
    pair = [Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, settings, load()) for _ in range(2)]
    places = [await world.place(f"P{number}") for number in range(20)]
    for number in range(200):
        await world.remind(f"n{number}", in_s=0.5 + number / 400, address_id=places[number % 20])
    await asyncio.gather(*(one.start() for one in pair))
    await until(lambda: len(notifier.log) >= 200, 60)
    await asyncio.sleep(0.5)
    await asyncio.gather(*(one.stop(2.0) for one in pair))
    titles = [post.reply.cards[0].title for post, _ in notifier.log]
    assert sorted(titles) == sorted(f"n{number}" for number in range(200))
    rows = await world.rows("SELECT state, count(*) FROM occurrences GROUP BY state")
    assert [(row["state"], row["count"]) for row in rows] == [("sent", 200)]


async def test_a_stop_lets_posts_end_and_gives_the_rest_back(world, workers, notifier, until):
    notifier.delay = 0.2
    for number in range(5):
        await world.remind(f"n{number}", in_s=-5 + number)
    await workers.start()
    await until(lambda: len(notifier.log) == 1)
    await workers.stop(2.0)
    rows = await world.rows("SELECT state, count(*) FROM occurrences GROUP BY state")
    counts = {row["state"]: row["count"] for row in rows}
    assert counts == {"sent": len(notifier.log), "due": 5 - len(notifier.log)}
    assert await world.rows("SELECT 1 FROM addresses WHERE lease_until IS NOT NULL") == []
