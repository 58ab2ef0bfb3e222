"""The chat client and the data folder: restarts, stale files, names, and what a failing start leaves behind."""

from __future__ import annotations

import fcntl
import json
import os
import threading

import httpx
import pytest

from core.errors import StartError
from core.settings import Settings
from workers import conversation, schema
from workers.commands.chat import file_name
from workers.conversation import Conversation
from workers.data_folder import LOCK, RUN, DataFolder, Run
from workers.program import Program

RUN_1 = Run(1, "http://127.0.0.1:1", "t")


def answering(talk: Conversation, handler) -> None:
    talk._client._transport = httpx.MockTransport(handler)
    talk._client._mounts = {}


def test_a_folder_that_is_taken_again_tells_nothing_of_the_one_that_was_killed(tmp_path):
    (tmp_path / RUN).write_text(json.dumps({"pid": 1, "url": "http://127.0.0.1:1", "token": "old"}))
    folder = DataFolder(tmp_path)
    folder.hold()
    assert DataFolder(tmp_path).running() is None
    run = folder.tell("http://127.0.0.1:2")
    assert DataFolder(tmp_path).running() == run
    folder.leave()
    assert DataFolder(tmp_path).running() is None


def test_a_look_at_the_folder_does_not_keep_a_start_from_taking_it(tmp_path):
    looking = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(looking, fcntl.LOCK_SH)
    threading.Timer(0.05, os.close, [looking]).start()
    folder = DataFolder(tmp_path)
    folder.hold()
    with pytest.raises(StartError):
        DataFolder(tmp_path).hold()
    folder.leave()


def test_no_two_people_share_a_file():
    names = ["", "me", "ann b", "ann_b", "Jörg", "Jürg", "李", "王", "x" * 64]
    files = {file_name(name) for name in names}
    assert len(files) == len(names)
    assert all(file.isascii() and len(file) < 100 and "/" not in file for file in files)
    with pytest.raises(StartError):
        file_name("../etc")


async def test_a_restarted_todobot_is_found_again_under_the_same_key(tmp_path):
    old, new = Run(1, "http://127.0.0.1:1", "old"), Run(2, "http://127.0.0.1:2", "new")
    keys: list[str] = []
    said: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        keys.append(json.loads(request.content)["key"])
        if request.headers["Authorization"] != "Bearer new":
            return httpx.Response(401, json={"detail": "not known"})
        return httpx.Response(200, json={"text": f"hello from {request.url.port}"})

    talk = Conversation(lambda: new if keys else old, "", tmp_path / "me.seen", said.append)
    answering(talk, handler)
    assert (await talk.say({"text": "hi"}))["text"] == "hello from 2"
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert said == ["(the connection is lost, trying again)"]
    await talk.close()


async def test_a_number_from_another_database_hides_nothing(tmp_path):
    (tmp_path / "me.seen").write_text("500")
    talk = Conversation(lambda: RUN_1, "Jörg", tmp_path / "me.seen", print)
    answering(talk, lambda _: httpx.Response(200, json={"items": [{"id": 3, "kind": "answer"}]}))
    await talk.open()
    assert talk.seen == 3
    await talk.close()


async def test_the_first_time_what_rang_after_the_last_word_is_still_to_be_shown(tmp_path):
    kinds = ["message", "answer", "reminder", "notice"]
    items = [{"id": 7 + place, "kind": kind} for place, kind in enumerate(kinds)]
    talk = Conversation(lambda: RUN_1, "", tmp_path / "me.seen", print)
    answering(talk, lambda _: httpx.Response(200, json={"items": items}))
    await talk.open()
    assert talk.seen == 8
    await talk.close()


async def test_what_was_shown_is_remembered_at_once(tmp_path):
    seen = tmp_path / "chat" / "me.seen"
    lines = [{"id": 1, "kind": "answer"}, {"id": 2, "kind": "reminder"}, {"id": 3, "kind": "reminder"}]
    stream = "".join(f"data: {json.dumps(line)}\n\n" for line in lines)
    talk = Conversation(lambda: RUN_1, "", seen, print)
    answering(talk, lambda _: httpx.Response(200, text=stream))
    rings = talk.rings()
    assert (await anext(rings))["id"] == 2
    assert seen.read_text() == "1"  # 2 is on its way to the screen
    assert (await anext(rings))["id"] == 3
    assert seen.read_text() == "2"
    await rings.aclose()
    await talk.close()


async def test_without_an_answer_it_says_so_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE_S", 0.1)

    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    talk = Conversation(lambda: RUN_1, "", tmp_path / "me.seen", print)
    answering(talk, handler)
    with pytest.raises(ConnectionError, match="does not answer"):
        await talk.say({"text": "hi"})
    await talk.close()


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (httpx.Response(413, json={"detail": "Too long."}), "Too long."),
        (httpx.Response(502, text="<html>"), "That was not answered (HTTP 502)."),
    ],
)
async def test_a_problem_is_a_message_too(tmp_path, answer, text):
    talk = Conversation(lambda: RUN_1, "", tmp_path / "me.seen", print)
    answering(talk, lambda _: answer)
    assert (await talk.say({"text": "hi"}))["text"] == text
    await talk.close()


async def test_what_fails_while_it_ends_keeps_nothing_else_from_ending(tmp_path, database_url):
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=database_url, port=0)
    program = Program(settings, say=print)
    await program.start()

    async def broken() -> None:
        raise RuntimeError("broken")

    for running in program._services.running.values():
        running.stop = broken
    await program.close()
    assert not (tmp_path / RUN).exists()
    DataFolder(tmp_path).hold()


async def test_a_start_that_fails_says_why_and_gives_the_port_back(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "PATIENCE_S", 0.1)
    url = "postgresql://nobody:secret@127.0.0.1:1/none"
    program = Program(Settings(_env_file=None, data_dir=tmp_path, database_url=url, port=0), say=print)
    with pytest.raises(StartError, match="does not answer") as raised:
        await program.start()
    assert "secret" not in str(raised.value)
    listener = program._server._listener
    await program.close()
    assert listener.fileno() == -1
