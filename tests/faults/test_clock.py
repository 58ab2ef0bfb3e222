"""F23: the clock of the machine is ten minutes ahead, ten minutes behind, or jumps; the database's clock decides."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from fakechat.process import Program, wait_until
from tests.faults.scene import Scene
from tests.services import obtain
from tests.services.shared import refuse

LIVENESS_S = 30.0


@pytest.fixture
def clock(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Settings for a process with another clock, and the file that sets it: "+0", "+10m", "-10m"."""
    try:
        library = obtain.faketime()
    except obtain.MissingError as error:
        refuse(str(error))
    file = tmp_path / "clock"
    file.write_text("+0\n")
    settings = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return settings, file


def on_time(scene: Scene, occurrences: list[dict]) -> None:
    """Each has rung once, none before its time by a true clock, none later than the promise."""
    for one in occurrences:
        scene.reaches(one, "sent", timeout=LIVENESS_S)
        posts = scene.posts(one)
        assert len(posts) == 1, posts
        assert one["due"] <= posts[0]["at"] <= one["due"] + LIVENESS_S
        assert "late" not in posts[0]["shown"]


def shown(bot: Program) -> float:
    """When the bot last used its database, by its own clock."""
    lines = httpx.get(f"{bot.url}/metrics", timeout=5).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith("todobot_database_last"))


@pytest.mark.parametrize("ahead", ["+10m", "-10m"])
def test_reminders_ring_when_they_are_due_by_the_database(stage, clock, ahead):
    settings, file = clock
    with stage() as scene:
        right = scene.bot()
        set_before = [scene.remind(f"call number {number}", 9 + number) for number in range(3)]
        right.stop()
        file.write_text(f"{ahead}\n")
        wrong = scene.bot(**settings)
        shift = 600 if ahead == "+10m" else -600
        assert abs(shown(wrong) - time.time() - shift) < 60, "the process has the true clock after all"
        made = httpx.post(f"{wrong.url}/reminders", json={"text": "in four seconds", "in": 4}, timeout=10)
        assert made.status_code == 201, made.text
        on_time(scene, set_before)
        wait_until(lambda: scene.occurrences("in four seconds")[0]["state"] == "sent", 20, "the one that was set now")
        sent = scene.rows("SELECT extract(epoch FROM sent_at - due_at)::float8 AS late FROM occurrences")
        assert all(0 <= row["late"] < LIVENESS_S for row in sent)


def test_a_clock_that_jumps_there_and_back_changes_nothing(stage, clock):
    settings, file = clock
    with stage() as scene:
        bot = scene.bot(**settings)
        rung = [scene.remind(f"call number {number}", 6 + 4 * number) for number in range(5)]
        for ahead, shift in (("+10m", 600), ("-10m", -600), ("+0", 0)):
            file.write_text(f"{ahead}\n")
            wait_until(lambda shift=shift: abs(shown(bot) - time.time() - shift) < 60, 20, f"a clock at {ahead}")
        on_time(scene, rung)
