"""A reminder's way from its row to the platform, through every loop."""

from __future__ import annotations


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

    async def told():
        return (await world.state(occurrence))["state"] == "sent"

    await until(told)
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
