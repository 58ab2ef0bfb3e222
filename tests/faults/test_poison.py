"""F8 and F9 in one process: an event that nobody can handle is put aside with its reason; read again, nothing is done
twice.
"""

from __future__ import annotations

import httpx

from fakechat.process import Program, wait_until
from tests.faults.scene import Scene

# Facts as a broken release might have written them: what names an occurrence is no id, or a megabyte.
POISON = """
WITH broken(id, value) AS (
  VALUES (gen_random_uuid(), to_jsonb('no id'::text)), (gen_random_uuid(), to_jsonb(repeat('y', 1000000))),
         (gen_random_uuid(), '[1]'::jsonb)
), logged AS (
  INSERT INTO events (id, workspace_id, type, subject, sequence, correlation_id, time, schema_version, data, salt)
  SELECT b.id, w.id, 'reminder-scheduled', gen_random_uuid(), 1, gen_random_uuid(), now(), 1,
    jsonb_build_object('before', '{}'::jsonb, 'after', jsonb_build_object('occurrence', b.value)), '\\x00'
  FROM broken b CROSS JOIN (SELECT id FROM workspaces LIMIT 1) w
  RETURNING id, workspace_id, subject
)
INSERT INTO outbox (id, workspace_id, event_id, lane, topic, key, sequence, created_at)
SELECT gen_random_uuid(), workspace_id, id, 7, 'reminders', subject::text, 1, now() FROM logged
"""
AGAIN = """
INSERT INTO outbox (id, workspace_id, event_id, lane, topic, key, sequence, created_at)
SELECT gen_random_uuid(), e.workspace_id, e.id, 9, 'reminders',
  CASE WHEN e.type = 'reminder-due' THEN e.address_id::text ELSE e.subject::text END, e.sequence, now()
FROM events e WHERE e.type LIKE 'reminder-%'
"""


def waiting(scene: Scene) -> int:
    """How many facts are still on their way."""
    count: int = scene.rows("SELECT count(*) AS n FROM outbox WHERE parked_at IS NULL")[0]["n"]
    return count


def parked_total(bot: Program) -> float:
    """What /metrics says of facts that were put aside."""
    lines = httpx.get(f"{bot.url}/metrics", timeout=5).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("todobot_parked_total{"))


def test_poison_is_put_aside_with_its_reason_and_what_comes_after_it_is_handled(stage):
    with stage() as scene:
        bot = scene.bot()
        first = scene.remind("wake Ann", 1)
        scene.script(POISON)
        after = scene.remind("wake Ben", 2)
        for one in (first, after):
            scene.reaches(one, "sent")
            assert len(scene.posts(one)) == 1
        wait_until(lambda: waiting(scene) == 0, 30, "everything else to be handled")
        reasons = [row["parked_reason"] for row in scene.rows("SELECT parked_reason FROM outbox")]
        assert len(reasons) == 3
        assert all(reason.startswith("schedule: ") and len(reason) < 500 for reason in reasons), reasons
        assert parked_total(bot) == 3
        assert bot.said().count("outbox.parked") == 3


def test_events_that_are_carried_again_from_the_first_on_have_no_second_effect(stage):
    with stage() as scene:
        scene.bot()
        rung = [scene.remind(f"ring {number}", 1) for number in range(3)]
        later = scene.remind("ring later", 600)
        for one in rung:
            scene.reaches(one, "sent")
        wait_until(lambda: waiting(scene) == 0, 20, "all facts to be handled")
        attempts, events = scene.count("attempts"), scene.count("events")
        scene.script(AGAIN)
        wait_until(lambda: waiting(scene) == 0, 20, "all of them to be handled again")
        assert (scene.count("attempts"), scene.count("events")) == (attempts, events)
        assert [len(scene.posts(one)) for one in (*rung, later)] == [1, 1, 1, 0]
