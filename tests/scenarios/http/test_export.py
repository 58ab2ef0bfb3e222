"""One's own tasks and reminders as files."""

from __future__ import annotations

import csv
import io
import json

import httpx

from core.api.export import COLUMNS
from core.db.uow import Scope
from core.domain import Task

NAMES = ", ".join(Task.model_fields)


async def rows(http: httpx.AsyncClient) -> list[dict[str, str]]:
    answer = await http.get("/export.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="todobot.csv"' in answer.headers["content-disposition"]
    assert answer.text.count("\r\n") >= 1
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_both_files_hold_tasks_and_reminders(http: httpx.AsyncClient) -> None:
    task = {"title": 'say "hi", twice', "description": "a\nb", "due": "2030-03-09", "tags": ["a", "b"], "priority": 2}
    await http.post("/tasks", json=task)
    await http.post("/reminders", json={"text": "plan", "at": "2030-03-11T09:00Z", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]})
    await http.post("/tasks/1/complete")
    document = (await http.get("/export.json")).json()
    assert [(one["number"], one["status"], one["tags"]) for one in document["tasks"]] == [(1, "done", ["a", "b"])]
    assert [(one["title"], one["rrule"]) for one in document["reminders"]] == [("plan", ["FREQ=WEEKLY;BYDAY=MO"])]
    found = await rows(http)
    assert tuple(found[0]) == COLUMNS
    assert [one["kind"] for one in found] == ["task", "reminder"]
    assert (found[0]["title"], found[0]["description"]) == ('say "hi", twice', "a\nb")
    assert (found[0]["due"], found[0]["tags"]) == ("2030-03-09", "a b")


async def test_an_empty_export_is_whole(http: httpx.AsyncClient) -> None:
    assert (await http.get("/export.json")).json() == {"tasks": [], "reminders": []}
    assert await rows(http) == []


async def test_no_cell_is_a_formula(http: httpx.AsyncClient) -> None:
    bad = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1"]
    for title in bad:
        await http.post("/tasks", json={"title": title})
    assert [one["title"] for one in await rows(http)] == [f"'{title}" for title in bad]
    assert [one["title"] for one in (await http.get("/export.json")).json()["tasks"]] == bad


async def test_nobody_gets_what_is_anothers(door) -> None:
    await door.person("ann").post("/tasks", json={"title": "secret"})
    assert (await door.person("bob").get("/export.json")).json() == {"tasks": [], "reminders": []}
    assert "secret" not in (await door.person("bob").get("/export.csv")).text


async def test_pages_follow_each_other_without_gaps(http: httpx.AsyncClient, door) -> None:
    await http.post("/tasks", json={"title": "first"})
    async with door.services.db.transaction(Scope.system("test")) as tx:
        await tx.write(
            f"INSERT INTO tasks ({NAMES}) SELECT {NAMES} FROM (SELECT (jsonb_populate_record(t, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', t.number + n))).* FROM tasks t, generate_series(1, 1199) n) copies"
        )
    numbers = [one["number"] for one in json.loads((await http.get("/export.json")).text)["tasks"]]
    assert numbers == list(range(1, 1201))
    assert len(await rows(http)) == 1200
