"""Recurring reminders: the next firing, what was missed, and what is told once for many."""

from __future__ import annotations

from datetime import timedelta

from core.db.uow import Scope
from workers.sweep import Sweep, fire

SWEEP = Scope.system("sweep")
DAILY = ["FREQ=DAILY"]


async def ripe(world, limit=100):
    return await world.db.run(SWEEP, lambda tx: fire(tx, limit, []))


async def test_the_next_firing_is_made_with_the_one_that_rings(world):
    _, occurrence = await world.remind("tea", in_s=-1, rrule=DAILY)
    await ripe(world)
    rows = await world.rows("SELECT * FROM occurrences ORDER BY sequence")
    assert [row["state"] for row in rows] == ["due", "scheduled"]
    assert rows[1]["due_at"] == rows[0]["due_at"].replace(microsecond=0) + timedelta(days=1)
    assert rows[0]["missed"] == 0
    events = await world.rows("SELECT type, sequence, data FROM events ORDER BY sequence")
    assert [(row["type"], row["sequence"]) for row in events] == [
        ("reminder-scheduled", 1),
        ("reminder-due", 2),
        ("reminder-scheduled", 3),
    ]
    assert events[2]["data"]["after"]["occurrence"] == str(rows[1]["id"])
    assert (await world.rows("SELECT version FROM reminders"))[0]["version"] == 3
    key = (await world.rows("SELECT key FROM outbox WHERE sequence = 2"))[0]["key"]
    assert key == str(occurrence.address_id)


async def test_missed_firings_are_told_by_one(world):
    await world.remind("tea", in_s=-3 * 86400 - 5, rrule=DAILY)
    found = await ripe(world)
    rows = await world.rows("SELECT * FROM occurrences ORDER BY sequence")
    assert [(row["state"], row["missed"]) for row in rows] == [("due", 3), ("scheduled", 0)]
    assert found.now < rows[1]["due_at"] <= found.now + timedelta(days=1)
    assert (await ripe(world)).rows == []


async def test_an_untold_earlier_firing_is_coalesced_into_the_next(world, advance):
    await world.remind("tea", in_s=-1, rrule=DAILY)
    await ripe(world)
    await advance(86400)
    await ripe(world)
    rows = await world.rows("SELECT state, reason, missed FROM occurrences ORDER BY sequence")
    assert [(row["state"], row["reason"], row["missed"]) for row in rows] == [
        ("skipped", "coalesced", 0),
        ("due", None, 1),
        ("scheduled", None, 0),
    ]


async def test_a_rule_that_has_ended_makes_no_next(world, workers, notifier, until):
    await world.remind("tea", in_s=-1, rrule=["FREQ=DAILY;COUNT=1"])
    await workers.start()
    await until(lambda: len(notifier.log) == 1)

    async def finished():
        return (await world.rows("SELECT status FROM reminders"))[0]["status"] == "finished"

    await until(finished)
    assert len(await world.rows("SELECT 1 FROM occurrences")) == 1


async def test_a_snoozed_firing_of_a_recurring_reminder_makes_no_next(world):
    _, occurrence = await world.remind("tea", in_s=-1, rrule=DAILY)
    await world.rows("UPDATE occurrences SET by_rule = false WHERE id = %(id)s", id=occurrence.id)
    await ripe(world)
    assert len(await world.rows("SELECT 1 FROM occurrences")) == 1


async def test_nothing_fires_before_its_time_by_the_databases_clock(world, advance):
    await world.remind("tea", in_s=600)
    found = await ripe(world)
    assert found.rows == []
    assert 500 < (found.next_at - found.now).total_seconds() <= 600
    await advance(500)
    assert len((await ripe(world)).rows) == 0
    await advance(100)
    assert len((await ripe(world)).rows) == 1


async def test_one_that_cannot_be_fired_is_set_aside_and_the_others_ring(world):
    await world.remind("bad", in_s=-3, rrule=DAILY)
    await world.rows("UPDATE reminders SET rrule = ARRAY['FREQ=NEVER'] WHERE text = 'bad'")
    await world.remind("one", in_s=-2)
    await world.remind("two", in_s=-1)
    sweep = Sweep(world.db)
    await sweep.step()
    rows = await world.rows("SELECT r.text, o.state FROM occurrences o JOIN reminders r ON r.id = o.reminder_id")
    assert {row["text"]: row["state"] for row in rows} == {"bad": "scheduled", "one": "due", "two": "due"}
    assert not (await sweep.step()).again


async def test_what_is_old_is_swept_away(world, db):
    await world.rows("INSERT INTO inbox VALUES ('x', gen_random_uuid(), now() - interval '8 days')")
    await world.rows("INSERT INTO inbox VALUES ('x', gen_random_uuid(), now() - interval '6 days')")
    await world.rows("INSERT INTO sessions VALUES ('old', '{}', 'e', now() - interval '1 s')")
    sweep = Sweep(db)
    sweep._tidied -= 7200
    await sweep.step()
    assert len(await world.rows("SELECT 1 FROM inbox")) == 1
    assert await world.rows("SELECT 1 FROM sessions") == []


AFTER_DONE = ["FREQ=DAILY;INTERVAL=3", "X-AFTER-DONE"]


async def test_what_counts_from_its_done_rings_once_until_then(world):
    await world.remind("water plants", in_s=-9 * 86400, rrule=AFTER_DONE)
    await ripe(world)
    rows = await world.rows("SELECT * FROM occurrences ORDER BY sequence")
    assert [(row["state"], row["missed"]) for row in rows] == [("due", 0)]
