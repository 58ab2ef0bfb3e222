"""`todobot explain` as a process: for eyes, and as lines of JSON; it opens no database."""

from __future__ import annotations

import json
import subprocess

from tests.scenarios.process.conftest import TODOBOT, run

NO_DATABASE = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "DATA_DIR": "/dev/null/none"}


def test_it_refuses_in_a_sentence():
    for words in (["--tz", "Nowhere/City"], ["--at", "soon"]):
        ended = run("explain", "add milk", *words, **NO_DATABASE)
        assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_an_answer_comes_before_the_next_question():
    line = json.dumps({"id": 1, "text": "add milk", "at": "2026-03-04T10:30", "tz": "UTC"})
    with subprocess.Popen([TODOBOT, "explain", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(2):
            program.stdin.write(line.encode() + b"\n")
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["intent"] == "create_task"
