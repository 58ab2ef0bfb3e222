"""`todobot up` as a process: who else may run, what it survives, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import time

import httpx
import pytest

from fakechat.process import wait_until
from tests.scenarios.process.conftest import chat, postgres, run

REMINDERS = 200


def test_it_says_where_it_is_and_leaves_nothing_behind(folder, up):
    running = up()
    wait_until(lambda: "todobot is up" in running.said(), 5, "its greeting")
    assert f"todobot is up: {running.url}" in running.said()
    assert str(folder) in running.said()
    second = run("up", "--data-dir", str(folder), "--port", "0")
    assert second.code == 2
    assert f"already at {running.url} (process {running.pid})" in second.err
    listening = httpx.Client(base_url=running.url, trust_env=False)
    with listening, listening.stream("GET", "/chat/stream") as stream:  # one who listens does not keep it
        assert next(stream.iter_lines())
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 25
    assert not (folder / "run.json").exists()
    assert postgres(folder) is None


def test_what_cannot_start_says_why_before_it_makes_anything(empty):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("up", "--data-dir", str(empty), "--port", str(port))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert f"Port {port} on 127.0.0.1 cannot be used" in ended.err
    ended = run("up", "--data-dir", str(empty), "--port", "0", BOT_PLATFORMS="terminal,pigeon")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "“pigeon”" in ended.err
    assert "terminal, web" in ended.err
    ended = run("up", "--data-dir", "/dev/null/folder", "--port", "0")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    ended = run("up", "--data-dir", str(empty), "--port", "0", DATABASE_URL="nonsense")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert not (empty / "postgres").exists()


def test_a_database_that_is_killed_comes_back_under_the_same_process(folder, up):
    running = up()
    chat(folder, "add before", "remind me to breathe in 4 seconds")
    killed = postgres(folder)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    ended = chat(folder, "add meanwhile", "list", wait=7)
    assert "Created #4: meanwhile" in ended.out or "Created #3: meanwhile" in ended.out
    assert ended.out.count("⏰ breathe") == 1
    assert running.alive
    assert postgres(folder) not in (None, killed)
    wait_until(lambda: running.answers("/health/ready"), 10, "it to be ready")


@pytest.mark.slow
def test_two_hundred_reminders_outlive_a_kill_each_rings_once_and_the_late_say_so(folder, up):
    running = up(LATE_AFTER_SECONDS="1")
    begun = time.monotonic()
    before = chat(folder, *(f"remind me to water plant {number} in 12 seconds" for number in range(REMINDERS)))
    assert before.out.count("I will remind you") == REMINDERS
    running.kill()
    time.sleep(max(0.0, 15 - (time.monotonic() - begun)))
    up(LATE_AFTER_SECONDS="1")
    after = chat(folder, wait=8)
    # On a slow machine the first ones have rung already.
    rung = re.findall(r"^⏰.*water plant (\d+) ", before.out + after.out, re.MULTILINE)
    assert sorted(map(int, rung)) == list(range(REMINDERS))
    late = re.findall(r"^⏰ .* late: I was offline", after.out, re.MULTILINE)
    assert len(late) > REMINDERS / 2, after.out[:500]
    assert "⏰" not in chat(folder, wait=1).out
