"""`todobot explain` as a process: for eyes, and as lines of JSON; it opens no database."""

from __future__ import annotations

import json
import subprocess

from tests.scenarios.process.conftest import TODOBOT, run

NO_DATABASE = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "DATA_DIR": "/dev/null/none"}


def test_it_says_what_is_understood(empty):
    said = run(
        "explain",
        "remind me to call Bob tomorrow at 9",
        "--at",
        "2026-03-04T10:30",
        "--tz",
        "Asia/Tokyo",
        DATA_DIR=str(empty),
    )
    assert said.code == 0
    assert "remind" in said.out
    assert "Thu 5 Mar 2026 09:00" in said.out
    assert "“tomorrow at 9”" in said.out
    assert not list(empty.iterdir())


def test_it_refuses_in_a_sentence():
    for words in (["--tz", "Nowhere/City"], ["--at", "soon"]):
        ended = run("explain", "add milk", *words, **NO_DATABASE)
        assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_every_line_has_its_answer_whatever_it_is():
    good = {"id": 1, "text": "add milk tomorrow", "at": "2026-03-04T10:30", "tz": "Europe/Berlin"}
    lines = [
        json.dumps(good).encode(),
        b"no json",
        b'{"id": 2}',
        b'{"id": 3, "text": "x", "at": "soon"}',
        b'{"id": 4, "text": "x", "at": "2026-03-04T10:30", "tz": "Foo/Bar"}',
        b"[1]",
        b"\xff",
        b"",
        json.dumps(good | {"id": 5}).encode(),
    ]
    ended = run("explain", "--jsonl", typed=b"\n".join(lines), **NO_DATABASE)
    answers = [json.loads(line) for line in ended.said]
    assert [answer["id"] for answer in answers] == [1, None, 2, 3, 4, None, None, 5]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, True, False]
    assert answers[0]["title"] == "milk"
    assert answers[0]["times"][0]["start"] == "2026-03-05T00:00:00"


def test_an_answer_comes_before_the_next_question():
    line = json.dumps({"id": 1, "text": "add milk", "at": "2026-03-04T10:30", "tz": "UTC"})
    with subprocess.Popen([TODOBOT, "explain", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(2):
            program.stdin.write(line.encode() + b"\n")
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["intent"] == "create_task"
