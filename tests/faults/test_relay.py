"""F4: the relay is killed three times after it has published and before it has deleted what it published."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from core.db.engine import Database
from core.db.uow import Scope
from core.domain.events import Change, TaskUpdated
from fakechat.process import Program, wait_until
from tests.faults.scene import SETTINGS, Scene

FAULT = "relay.after_publish=kill"
KILLS, KEYS, EACH = 3, 20, 10
WORKSPACE = UUID(int=1)
EFFECTS = """
CREATE TABLE effects (place bigint GENERATED ALWAYS AS IDENTITY, event_id uuid, key text, sequence int);
INSERT INTO workspaces (id, platform, external_id, name, last_number, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', 'fakechat', 'acme', 'acme', 0, now());
"""


def recorder(scene: Scene) -> Program:
    """The relay with a consumer that writes down what it gets; not started."""
    environ = SETTINGS | {"DATABASE_URL": scene.url, "LEASE_SECONDS": "2", "CALL_TIMEOUT_SECONDS": "0.5"}
    environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, str(Path(__file__).with_name("recorder.py")), str(scene.folder / "deliveries")]
    made = Program(command, port=0, output=scene.folder / "recorder.out", environ=environ)
    scene.bots.append(made)
    return made


async def write(url: str, subjects: list, wave: int) -> None:
    """EACH more facts about every subject, written in turns."""
    db = Database(url)

    async def work(tx) -> None:
        for sequence in range(wave * EACH + 1, (wave + 1) * EACH + 1):
            for subject in subjects:
                tx.emit(TaskUpdated(subject, sequence, Change()))

    await db.run(Scope.of(WORKSPACE), work)
    await db.stop()


def killed_between_publish_and_delete(stage) -> None:
    """Each life begins with more to carry; the last one is not killed."""
    with stage() as scene:
        scene.script(EFFECTS)
        relay, subjects = recorder(scene), [uuid4() for _ in range(KEYS)]
        for life in range(KILLS + 1):
            asyncio.run(write(scene.url, subjects, life))
            relay.environ["TODOBOT_FAULT"] = FAULT if life < KILLS else ""
            relay.start(ready="")
            if life < KILLS:
                wait_until(lambda: not relay.alive, 30, "the relay to die")
                assert scene.count("outbox") > 0
        wait_until(lambda: scene.count("outbox") == 0, 30, "the outbox to be empty", every=0.05)
        events = KEYS * EACH * (KILLS + 1)
        deliveries = [line.split() for line in (scene.folder / "deliveries").read_text().splitlines()]
        times = Counter(event for _, event, _, _ in deliveries)
        assert len(times) == events, "an event is lost"
        assert 1 < max(times.values()) <= KILLS + 1
        assert scene.count("effects") == scene.count("inbox") == events
        in_order(scene.rows("SELECT key, sequence FROM effects ORDER BY place"))
        for pid in {line[0] for line in deliveries}:
            in_order([{"key": key, "sequence": int(number)} for life, _, key, number in deliveries if life == pid])


def in_order(rows: list[dict]) -> None:
    """Each key's facts come in their order."""
    last: dict[str, int] = {}
    for row in rows:
        assert row["sequence"] > last.get(row["key"], 0), row
        last[row["key"]] = row["sequence"]


def killed_while_people_type(stage) -> None:
    """The whole bot dies three times with it; what was typed rings once, on a door that would show a second post."""
    with stage(nonces=False, retry_delays=(0.5,) * 120) as scene:
        bot = scene.bot(fault=FAULT)
        for life in range(KILLS):
            scene.fake.type(f"remind me to do chore{life} in 14 seconds")
            wait_until(lambda: not bot.alive, 30, "the bot to die")
            scene.start(bot, fault=FAULT if life + 1 < KILLS else "")
        wait_until(lambda: len(scene.occurrences()) == KILLS, 30, "all to be set", every=0.1)
        for occurrence in scene.occurrences():
            scene.reaches(occurrence, "sent", 60)
            assert len(scene.posts(occurrence)) == 1
            assert scene.posts(occurrence)[0]["at"] >= occurrence["due"]
        wait_until(lambda: scene.count("outbox") == 0, 30, "the outbox to be empty", every=0.1)
        assert taken(scene, "notify") == facts(scene, ["reminder-due"]) == KILLS
        assert taken(scene, "schedule") == facts(scene, ["reminder-scheduled"]) == KILLS


def taken(scene: Scene, consumer: str) -> int:
    """How many events the consumer had an effect for."""
    return scene.rows("SELECT count(*) AS n FROM inbox WHERE consumer = %(name)s", name=consumer)[0]["n"]


def facts(scene: Scene, types: list[str]) -> int:
    """How many events of these types there are."""
    return scene.rows("SELECT count(*) AS n FROM events WHERE type = ANY(%(types)s)", types=types)[0]["n"]


F4 = {"every-event": killed_between_publish_and_delete, "typed": killed_while_people_type}


@pytest.mark.parametrize("play", F4.values(), ids=F4)
def test_killed_after_publishing_the_relay_loses_nothing_and_effects_stay_single_and_in_order(play, plays):
    plays[play].result()
