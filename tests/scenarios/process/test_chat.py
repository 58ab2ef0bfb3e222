"""`todobot chat` over a pipe, beside a todobot that runs and without one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time

import httpx
import pytest

from fakechat.process import wait_until
from tests.scenarios.process.conftest import ENVIRON, TODOBOT, chat, postgres


def test_the_first_conversation(empty):
    """Without anything that runs: a task, a reminder that rings, done; and silence for what is done before."""
    first = chat(empty, "Create a task to buy groceries", "Remind me about this task in 3 seconds", wait=6)
    assert first.code == 0
    assert first.said[0] == "Created #1: buy groceries"
    rung = [line for line in first.said if line.startswith("⏰")]
    assert rung == ["⏰ buy groceries (#1)"]
    assert postgres(empty) is None
    second = chat(
        empty,
        "Mark task 'buy groceries' as complete",
        "remind me to stretch in 3 seconds",
        "done stretch",
        "list",
        wait=5,
    )
    assert second.said[0] == "Done: #1 buy groceries"
    assert "Its reminder stays silent." in second.out
    assert second.said[-1].startswith("Nothing is open.")
    assert "⏰" not in second.out
    assert not (empty / "run.json").exists()


def test_whatever_is_typed_gets_an_answer(folder, up):
    up()
    lines = ["", "   ", "xyzzy blub?", "remind me yesterday", "30 February dentist", "nul \x00 byte", "x" * 1_000_000]
    ended = chat(folder, *lines)
    assert ended.code == 0
    assert len([line for line in ended.said if not line.startswith("  ")]) == len(lines), ended.out[:2000]
    raw = subprocess.run(
        [TODOBOT, "chat", "--data-dir", str(folder)], input=b"add \xff\xfe caf\xc3\xa9\r\nlist", capture_output=True
    )
    assert raw.returncode == 0
    assert "café" in raw.stdout.decode()
    assert raw.stdout.decode().splitlines()[-1].endswith("café")


def test_each_person_has_tasks_of_their_own_and_each_line_is_answered_in_its_turn(folder, up):
    running = up()
    chat(folder, "add feed the cat", person="Ann")
    assert "cat" not in chat(folder, "list", person="Bob").out
    ended = chat(folder, *(f"add thing {number}" for number in range(20)), person="Ann")
    assert [line for line in ended.said if "Created" in line] == [f"Created #{n + 2}: thing {n}" for n in range(20)]
    run = json.loads((folder / "run.json").read_text())
    assert (run["pid"], (folder / "run.json").stat().st_mode & 0o777) == (running.pid, 0o600)
    headers = {"Authorization": f"Bearer {run['token']}", "X-Todobot-Platform": "terminal", "X-Todobot-Person": "Ann"}
    items = httpx.get(f"{run['url']}/tasks", headers=headers, trust_env=False).json()["items"]
    assert "feed the cat" in [item["title"] for item in items]


def test_a_conversation_outlives_the_todobot_it_talks_to(folder, up):
    running = up()
    talk = subprocess.Popen(
        [TODOBOT, "chat", "--data-dir", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | ENVIRON,
    )
    assert talk.stdin is not None
    assert talk.stdout is not None
    print("add one", file=talk.stdin, flush=True)
    assert talk.stdout.readline() == "Created #1: one\n"
    running.kill()
    print("add two", file=talk.stdin, flush=True)
    time.sleep(1)
    up()  # on another port, with another token
    out, err = talk.communicate("list\n", timeout=60)
    assert "Created #2: two" in out
    assert out.count("☐") == 2
    assert "connection is lost" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_its_database_while_the_pipe_is_open(folder, number):
    talk = subprocess.Popen(
        [TODOBOT, "chat", "--data-dir", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | ENVIRON,
    )
    assert talk.stdin is not None
    assert talk.stdout is not None
    print("list", file=talk.stdin, flush=True)
    talk.stdout.readline()
    talk.send_signal(number)
    assert talk.wait(30) == 130
    assert "Traceback" not in (talk.stderr.read() if talk.stderr else "")
    wait_until(lambda: postgres(folder) is None, 10, "the database to end")


def test_nobody_who_reads_is_no_failure(folder, up):
    up()
    ended = subprocess.run(
        f"yes help | head -50 | {TODOBOT} chat --data-dir {folder} | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert re.match(r"I keep tasks", ended.stdout)
    assert ended.stderr == ""
