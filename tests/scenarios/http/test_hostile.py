"""What strangers and broken programs send: a helpful answer, nothing half done, no inside shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import httpx

from core.errors import UnavailableError

ROOT = Path(__file__).resolve().parents[3]
JSON = {"Content-Type": "application/json"}


def sane(answer: httpx.Response, *statuses: int) -> dict:
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert problem["detail"]
    for inside in ("Traceback", "psycopg", "pydantic", str(ROOT), "File "):
        assert inside not in answer.text
    return problem


NO_OBJECTS = [
        b"", b"{", b"nonsense", b'{"title": "a", }', b'{"title": "a\x00b"}', b"\xff\xfe", b'{"title": "\xff"}',
        b"[" * 100_000, b"1" * 10_000, b'"text"', b"[]", b"null", b"12", b"NaN",
    ]  # fmt: skip


async def test_what_is_no_json_object_is_told_so(http: httpx.AsyncClient) -> None:
    for path, content in product(("/tasks", "/reminders", "/chat"), NO_OBJECTS):
        sane(await http.post(path, content=content, headers=JSON), 400, 422)
    assert (await http.get("/tasks")).json()["items"] == []


WRONG = [
        ({}, "“title” is needed"),
        ({"title": 5}, "“title” must be a text"),
        ({"title": None}, "“title” must be a text"),
        ({"title": ""}, "There is no title"),
        ({"title": " \u0000 "}, "There is no title"),
        ({"title": "x" * 201}, "at most 200"),
        ({"title": "x", "description": "x" * 10_001}, "at most 10000"),
        ({"title": "x", "priority": 0}, "at least 1"),
        ({"title": "x", "priority": 5}, "at most 4"),
        ({"title": "x", "priority": "high"}, "whole number"),
        ({"title": "x", "priority": 10**30}, "at most 4"),
        ({"title": "x", "tags": "a"}, "must be a list"),
        ({"title": "x", "tags": ["two words"]}, "cannot be a tag"),
        ({"title": "x", "tags": [str(n) for n in range(21)]}, "at most 20 tags"),
        ({"title": "x", "due": "tomorrow"}, "2026-03-09"),
        ({"title": "x", "due": "2030-02-30"}, "no date"),
        ({"title": "x", "due": "0001-01-01T00:00+14:00"}, "no date"),
        ({"title": "x", "due": "9999-12-31T23:59-14:00"}, "no date"),
        ({"title": "x", "due": 5}, "must be a text"),
        ({"title": "x", "zone": "Mars/Olympus"}, "time zone"),
        ({"title": "x", "zone": "../../etc/passwd"}, "time zone"),
        ({"title": "x", "zone": ""}, "time zone"),
        ({"title": "x", "colour": "red"}, "no field “colour”"),
        ({"title": "x", "conversation": "a/b"}, "“conversation”"),
    ]  # fmt: skip


async def test_each_wrong_field_has_a_sentence(http: httpx.AsyncClient) -> None:
    for body, words in WRONG:
        assert words in sane(await http.post("/tasks", json=body), 422)["detail"]
    assert (await http.get("/tasks")).json()["items"] == []


async def test_half_characters_are_refused_wherever_they_stand(http: httpx.AsyncClient) -> None:
    for path, body in (
        ("/tasks", r'{"title": "a\ud800"}'),
        ("/tasks", r'{"title": "a", "tags": ["\udfff"]}'),
        ("/tasks", r'{"title": "a", "\ud800": 1}'),
        ("/chat", r'{"text": "add \ud800"}'),
        ("/chat", r'{"text": "a", "key": "\ud800"}'),
        ("/chat", r'{"action": "1:update_task:1", "form": {"\ud800": "\ud800"}}'),
        ("/reminders", r'{"text": "\ud800", "in": 60}'),
    ):
        sane(await http.post(path, content=body.encode(), headers=JSON), 400, 422)
    assert (await http.get("/tasks")).json()["items"] == []


async def test_controls_and_marks_are_taken_out_of_titles(http: httpx.AsyncClient) -> None:
    answer = await http.post("/tasks", json={"title": "a\u0000b\ue0001\ue001\u202ec"})
    assert (answer.status_code, answer.json()["title"], answer.json()["number"]) == (201, "ab1c", 1)


async def test_a_megabyte_is_answered_with_what_fits(http: httpx.AsyncClient) -> None:
    for size in (1_000_000, 1_048_576, 3_000_000):
        problem = sane(await http.post("/chat", json={"text": "x" * size}), 413)
        assert "fit" in problem["detail"]
        sane(await http.post("/tasks", json={"title": "x" * size}), 413, 422)
    assert (await http.get("/chat/history")).json()["items"] == []


async def test_a_body_without_a_declared_length_ends_at_the_limit(http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'{"text": "'
        for _ in range(40):
            yield b"x" * 65_536
        yield b'"}'

    assert sane(await http.post("/chat", content=endless(), headers=JSON), 413)["code"] == "too_large"
    assert (await http.get("/tasks")).status_code == 200


QUERIES = [
        "limit=0", "limit=201", "limit=x", "priority=9", "status=lost", "due=someday", "due_from=x", "after=x",
        "after=-1", "after=99999999999", "zone=Nowhere", "text=" + "x" * 300,
    ]  # fmt: skip


async def test_filters_are_checked(http: httpx.AsyncClient) -> None:
    for query in QUERIES:
        assert "“" in sane(await http.get(f"/tasks?{query}"), 422)["detail"]
    assert sane(await http.get("/tasks?assigned=you"), 404)["code"] == "person_unknown"


ODD = ["text=%00", "list=%00", "tag=%00", "text=%ff", "text=%ed%a0%80", "tag="]  # fmt: skip


async def test_odd_bytes_in_filters_find_nothing(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "x"})
    for query in ODD:
        answer = await http.get(f"/tasks?{query}")
        assert answer.status_code in (200, 422), query
        assert answer.status_code == 422 or answer.json()["items"] == []


async def test_unknown_addresses_and_methods_are_problems_too(http: httpx.AsyncClient) -> None:
    assert "/docs" in sane(await http.get("/nothing"), 404)["detail"]
    sane(await http.get("/tasks/1/nothing"), 404)
    answer = await http.put("/tasks", json={})
    sane(answer, 405)
    assert "POST" in answer.headers["allow"]
    sane(await http.request("PROPFIND", "/tasks", headers=JSON), 405)


async def test_chat_says_what_to_send(http: httpx.AsyncClient) -> None:
    for body in (
        {},
        {"text": "a", "action": "b"},
        {"text": 5},
        {"text": "a", "form": 5},
        {"text": "a", "key": "x" * 201},
    ):
        sane(await http.post("/chat", json=body), 422)
    sane(await http.post("/tasks", json={"title": "x"}, headers={"Idempotency-Key": "x" * 201}), 422)
    sane(await http.post("/tasks", json={"title": "x"}, headers={"Idempotency-Key": ""}), 422)


ASKED = (
    ("GET", "/tasks", None),
    ("POST", "/tasks", {"title": "x"}),
    ("GET", "/chat/history", None),
    ("POST", "/chat", {"text": "add x"}),
    ("DELETE", "/reminders/1", None),
)


async def test_a_database_that_is_away_is_503_with_when_to_come_again(open_door, monkeypatch) -> None:
    door = await open_door()
    http = door.client()
    await http.get("/tasks")

    async def away(*_: object, **__: object) -> None:
        raise UnavailableError("secret detail")

    monkeypatch.setattr(door.services.db, "run", away)
    for method, path, body in ASKED:
        answer = await http.request(method, path, json=body)
        sane(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        assert "secret" not in answer.text


async def test_a_defect_of_ours_shows_nothing_of_the_inside(door, monkeypatch, capsys) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise KeyError("a person's secret text")

    monkeypatch.setattr(type(door.services.assistant), "execute", broken)
    answer = await door.client().post("/tasks", json={"title": "x"})
    sane(answer, 500)
    assert "secret" not in answer.text
    logged = capsys.readouterr()
    assert "secret" not in logged.out + logged.err


async def test_every_answer_guards_itself(http: httpx.AsyncClient) -> None:
    for path in ("/tasks", "/nothing"):
        assert (await http.get(path)).headers["x-content-type-options"] == "nosniff"
    assert json.loads((await http.get("/openapi.json")).text)["info"]["title"] == "todobot"
