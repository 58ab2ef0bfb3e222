"""`todobot chat` over a pipe, beside a todobot that runs and without one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time

import pytest

from fakechat.process import wait_until
from tests.scenarios.process.conftest import ENVIRON, TODOBOT, postgres


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
    assert talk.stderr is not None
    ended = talk.wait(90)  # what does not end says after 45 s what it waits for
    said = talk.stderr.read()
    assert ended == 130, said
    assert "Traceback" not in said
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
