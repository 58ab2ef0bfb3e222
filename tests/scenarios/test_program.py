"""The program on real processes: what the shell, the pipe and the data folder see of it."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from core.db.embedded import EmbeddedPostgres
from fakechat.process import Program, wait_until
from tests.conftest import dsn_of
from tests.scenarios.programs import chat, run, up

FIRST = "Create a task to buy groceries\nRemind me about this task in 2 seconds\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Program:
    """One `up` for all tests that only talk to it."""
    program = up(tmp_path_factory.mktemp("up"))
    program.start(ready="/health/ready")
    yield program
    program.stop()


@pytest.fixture
def data(running) -> Path:
    """Its folder."""
    return Path(running.environ["DATA_DIR"])


def postmaster(data: Path) -> int:
    """The process id of the folder's PostgreSQL."""
    (found,) = data.glob("**/postmaster.pid")
    return int(found.read_text().split()[0])


def test_the_first_conversation_over_a_pipe(data):
    ended = chat(data, FIRST, wait=4)
    assert ended.lines[0] == "Created #1: buy groceries"
    assert re.fullmatch(r"I will remind you .* \(Europe/Berlin\): buy groceries", ended.lines[1])
    assert ended.lines[2:] == ["⏰ buy groceries (#1)"]
    assert (ended.code, ended.err) == (0, "")
    done = chat(data, "Mark task 'buy groceries' as complete\n", wait=1)
    assert done.lines == ["Done: #1 buy groceries"]


def test_done_before_it_rings_it_stays_silent(data):
    ended = chat(data, f"{FIRST}Mark task 'buy groceries' as complete\n", wait=4, person="silent")
    assert ended.lines[2:] == ["Done: #1 buy groceries. Its reminder stays silent."]


def test_another_name_is_another_person(data):
    assert chat(data, "add buy milk\n", person="ann").lines == ["Created #1: buy milk"]
    assert chat(data, "list\n", person="ben").lines[0].startswith("Nothing is open.")


def test_a_button_may_be_typed_and_a_form_filled_in_over_a_pipe(data):
    said = "add buy milk\nEdit\nTitle: buy oat milk\n\nUndo\n"
    ended = chat(data, said, person="typist")
    assert "Changed #1: buy oat milk" in ended.lines
    assert ended.lines[-1] == "Taken back: #1 buy milk is as it was."


def test_what_rang_while_nobody_looked_is_shown_next_time(data):
    chat(data, "remind me to sing in 1 second\n", person="away")
    time.sleep(3)
    assert chat(data, "", wait=2, person="away").lines == ["⏰ sing (#1)"]


def test_nonsense_over_the_pipe_is_answered(data):
    said = b"\n\0\n\xff\xfe\nremind me yesterday\nremind me on feb 30 to dance\n" + b"x" * 1_000_000 + b"\nlist\n"
    ended = chat(data, said, person="odd")
    assert len([line for line in ended.lines if line]) == 7
    assert ended.lines[-1].startswith("Nothing is open.")


def test_a_second_up_on_the_folder_is_refused_in_a_sentence(running, data):
    ended = run("up", "--port", "0", "--data-dir", str(data))
    assert ended.code == 2
    assert ended.err.startswith(f"todobot is running on {data} already at {running.url} (process {running.pid}).")
    assert ended.err.count("\n") == 1


def test_the_database_can_be_verified_while_it_runs(data):
    chat(data, "add buy milk\n", person="proof")
    ended = run("verify", "--data-dir", str(data))
    assert ended.code == 0, ended
    assert re.search(r"workspaces checked, 0 bad\.$", ended.out.strip())
    assert running_still(data)


def test_migrating_again_changes_nothing(data):
    ended = run("migrate", "--data-dir", str(data))
    assert ended.code == 0
    assert re.fullmatch(r"The schema is at \d+ already\.", ended.out.strip())
    assert running_still(data)


def running_still(data: Path) -> bool:
    """Whether the folder's todobot answers."""
    return httpx.get(json.loads((data / "run.json").read_text())["url"] + "/health/ready").is_success


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("up", "--port", str(port), "--data-dir", str(tmp_path))
    assert ended.code == 2
    assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)." in ended.err
    assert not (tmp_path / "run.json").exists()


@pytest.mark.parametrize(
    ("arguments", "environ", "sentence"),
    [
        (["dance"], {}, "todobot has no command “dance”."),
        (["up"], {"PORT": "many"}, "PORT cannot be 'many'"),
        (["up", "--port", "x"], {}, "--port"),
        (["chat", "--wait", "soon"], {}, "--wait"),
        (["explain", "hi", "--tz", "Atlantis"], {}, "There is no time zone “Atlantis”."),
        (["explain", "hi", "--at", "noon"], {}, "“noon” is no moment."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(tmp_path, arguments, environ, sentence):
    ended = run(*arguments, DATA_DIR=str(tmp_path), **environ)
    assert ended.code == 2
    assert sentence in ended.err


def test_an_unknown_platform_is_named_before_a_database_is_made(tmp_path):
    ended = run("up", "--port", "0", DATA_DIR=str(tmp_path), BOT_PLATFORMS="terminal,pigeon")
    assert ended.code == 2
    assert "BOT_PLATFORMS names “pigeon”, and there is no such platform. There is:" in ended.err
    assert list(tmp_path.glob("**/postmaster.pid")) == []


def test_help_lists_the_commands():
    for words in ((), ("--help",), ("help",)):
        ended = run(*words)
        assert ended.code == 0
        assert all(name in ended.out for name in ("up", "chat", "explain", "migrate", "verify"))


def test_a_life_of_a_folder(tmp_path):
    """Ended by a signal, killed, started again, and told what was tampered with: one folder, to save starts."""
    program, data = up(tmp_path), tmp_path / "data"
    program.start(ready="/health/ready")
    chat(data, "add buy milk\nremind me to sing in 1 hour\n")
    database = postmaster(data)
    began = time.monotonic()
    assert program.stop() == 0
    assert time.monotonic() - began < 25
    assert not (data / "run.json").exists()
    assert not psutil.pid_exists(database)

    program.start(ready="/health/ready")
    ended = chat(data, "list\nremind me to hum in 3 seconds\n")
    assert ended.lines[0] == "2 open:"
    program.kill()
    assert (data / "run.json").exists()
    time.sleep(3)
    program.start(ready="/health/ready")
    assert "⏰ hum (#4)" in chat(data, "", wait=4).lines
    program.signal(signal.SIGINT)
    wait_until(lambda: not program.alive, 30, "the end after Ctrl-C")
    own_program_and_verdict(data)


def own_program_and_verdict(data: Path) -> None:
    """Nothing runs now: chat and verify bring the database up themselves and take it down again."""
    assert chat(data, "list\n").lines[0] == "3 open:"
    assert not (data / "run.json").exists()
    assert run("verify", "--data-dir", str(data)).code == 0
    tamper(data)
    ended = run("verify", "--data-dir", str(data))
    assert ended.code == 1
    assert "BAD at event" in ended.out and ended.out.strip().endswith("1 bad.")
    assert [
        path for path in data.glob("**/postmaster.pid") if psutil.pid_exists(int(path.read_text().split()[0]))
    ] == []


def tamper(data: Path) -> None:
    """Change what an event says."""
    import asyncio

    server = EmbeddedPostgres(data)
    url = asyncio.run(server.start())
    with psycopg.connect(dsn_of(url), autocommit=True) as connection:
        wait_sealed = connection.execute("SELECT count(*) FROM events WHERE position IS NULL").fetchone()
        assert wait_sealed == (0,)
        connection.execute(
            "UPDATE events SET data = jsonb_set(data::jsonb, '{after,title}', '\"buy gold\"')"
            " WHERE id = (SELECT id FROM events WHERE type = 'task-created' ORDER BY id LIMIT 1)"
        )
    asyncio.run(server.stop())


def test_explain_opens_no_database(tmp_path):
    ended = run(
        "explain", "remind me to call Bob tomorrow at 9", "--at", "2026-03-04T10:30", TZ="UTC", DATA_DIR=str(tmp_path)
    )
    assert ended.code == 0
    assert "intent   remind" in ended.out
    assert "Thu 5 Mar 2026 09:00 (UTC)" in ended.out
    assert list(tmp_path.iterdir()) == []


def test_explained_lines_keep_order_and_ids_and_a_broken_one_gets_an_answer(tmp_path):
    good = {"text": "add buy milk tomorrow", "at": "2026-03-04T10:30", "tz": "America/New_York"}
    lines = [json.dumps({"id": "a"} | good), "{broken", "[1]", '{"id": "c"}', json.dumps({"id": "d"} | good)]
    lines += [json.dumps(good | {"id": "e", "tz": "Atlantis"}), json.dumps(good | {"id": "f", "at": "noon"})]
    lines += [json.dumps(good | {"id": 7, "text": ["no", "text"]}), "", json.dumps({"id": "g"} | good)]
    lines += [json.dumps(good | {"id": "h", "text": "add half a \ud800 sign"})]
    ended = run("explain", "--jsonl", said="\n".join(lines) + "\n", DATA_DIR=str(tmp_path))
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 0
    assert [one.get("id") for one in answers] == ["a", None, None, "c", "d", "e", "f", 7, "g", "h"]
    assert [bool(one.get("error")) for one in answers] == [
        False,
        True,
        True,
        True,
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    assert answers[0]["times"][0]["start"] == answers[4]["times"][0]["start"] == "2026-03-05T00:00:00"
    assert list(tmp_path.iterdir()) == []
