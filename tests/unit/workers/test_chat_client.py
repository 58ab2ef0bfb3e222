"""The chat client and the data folder: restarts, stale files, names, and what a failing start leaves behind."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import threading
import time

import httpx
import pytest

from core.errors import StartError
from core.settings import Settings
from workers.commands.chat import file_name
from workers.conversation import Conversation
from workers.data_folder import LOCK, RUN, DataFolder, Run
from workers.program import Program


def answering(conversation: Conversation, handler) -> None:
    conversation._client._transport = httpx.MockTransport(handler)
    conversation._client._mounts = {}


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
    keys = []

    def handler(request: httpx.Request) -> httpx.Response:
        keys.append(json.loads(request.content)["key"])
        if request.headers["Authorization"] != "Bearer new":
            return httpx.Response(401, json={"detail": "not known"})
        return httpx.Response(200, json={"text": f"hello from {request.url.port}"})

    talk = Conversation(old, "", tmp_path / "me.seen", find=lambda: new)
    answering(talk, handler)
    assert (await talk.say({"text": "hi"}))["text"] == "hello from 2"
    assert len(set(keys)) == 1
    await talk.close()


async def test_a_number_from_another_database_hides_nothing(tmp_path):
    (tmp_path / "me.seen").write_text("500")
    talk = Conversation(Run(1, "http://127.0.0.1:1", "t"), "Jörg", tmp_path / "me.seen", find=lambda: None)
    answering(talk, lambda _: httpx.Response(200, json={"items": [{"id": 3}]}))
    await talk.open()
    assert talk.seen == 3
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


async def test_a_start_that_fails_gives_the_port_back(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none", port=0)
    program = Program(settings, say=print)
    before = time.monotonic()
    with pytest.raises(Exception):  # noqa: B017 (whatever it is that fails)
        await program.start()
    listener = program._listener
    await program.close()
    assert listener.fileno() == -1
    assert time.monotonic() - before < 90
    await asyncio.sleep(0)
