"""Tasks over REST: made, found, changed, done, gone."""

from __future__ import annotations

import asyncio

import httpx


async def made(http: httpx.AsyncClient, **fields: object) -> dict:
    answer = await http.post("/tasks", json={"title": "buy milk", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def titles(http: httpx.AsyncClient, **params: object) -> list[str]:
    answer = await http.get("/tasks", params=params)
    assert answer.status_code == 200, answer.text
    return [task["title"] for task in answer.json()["items"]]


async def test_a_task_is_created_with_all_its_fields_and_read_again(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        "/tasks",
        json={
            "title": "  file  taxes ",
            "description": "form A",
            "due": "2030-03-09",
            "priority": 1,
            "tags": ["#Home"],
        },
    )
    assert answer.status_code == 201
    task = answer.json()
    assert answer.headers["location"] == f"/tasks/{task['number']}"
    assert (task["number"], task["title"], task["status"], task["priority"]) == (1, "file taxes", "open", 1)
    assert (task["due"], task["tags"], task["description"]) == ("2030-03-09", ["home"], "form A")
    for name in ("1", "#1", task["id"]):
        assert (await http.get(f"/tasks/{name.replace('#', '%23')}")).json() == task


DUES = [
    ("2030-03-09T17:00", "America/New_York", "2030-03-09T22:00:00+00:00"),
    ("2030-03-09T17:00+01:00", "America/New_York", "2030-03-09T16:00:00+00:00"),
    ("2030-03-09T17:00Z", None, "2030-03-09T17:00:00+00:00"),
    ("2030-03-09 17:00", "Asia/Kolkata", "2030-03-09T11:30:00+00:00"),
    # The second pass of the hour that comes twice is not the first one.
    ("2030-11-03T01:30-05:00", "America/New_York", "2030-11-03T06:30:00+00:00"),
    ("2030-11-03T01:30-04:00", "America/New_York", "2030-11-03T05:30:00+00:00"),
    ("2020-01-01T09:00Z", None, "2020-01-01T09:00:00+00:00"),
]


async def test_a_due_time_is_the_instant_that_was_meant(http: httpx.AsyncClient) -> None:
    for due, zone, shown in DUES:
        assert (await made(http, due=due, zone=zone))["due"] == shown


async def test_a_due_time_ahead_rings_and_a_past_one_or_a_date_does_not(http: httpx.AsyncClient) -> None:
    await made(http, due="2030-03-09T17:00Z")
    await made(http, due="2020-03-09T17:00Z")
    await made(http, due="2030-03-09")
    ahead = (await http.get("/reminders")).json()["items"]
    assert [one["due_at"] for one in ahead] == ["2030-03-09T17:00:00+00:00"]


async def test_tasks_are_found_by_what_they_are(http: httpx.AsyncClient) -> None:
    await made(http, title="one", priority=1, tags=["a", "b"])
    await made(http, title="two", tags=["a"], due="2020-01-01")
    await made(http, title="three 50%", due="2030-01-01")
    await http.post("/tasks/1/complete")
    assert await titles(http) == ["three 50%", "two"]
    assert await titles(http, status="all") == ["three 50%", "two", "one"]
    assert await titles(http, status="done") == ["one"]
    assert await titles(http, status="all", tag=["a", "b"]) == ["one"]
    assert await titles(http, status="all", tag="#A") == ["two", "one"]
    assert await titles(http, status="all", priority=1) == ["one"]
    assert await titles(http, due="overdue") == ["two"]
    assert await titles(http, due="today") == ["two"]
    assert await titles(http, due_from="2029-12-31", due_to="2030-01-01") == ["three 50%"]
    assert await titles(http, text="50%") == ["three 50%"]
    assert await titles(http, text="%") == ["three 50%"]
    assert await titles(http, assigned="me") == []
    assert await titles(http, given="me") == []
    assert await titles(http, list="none such") == []


async def test_pages_follow_each_other_without_gaps(http: httpx.AsyncClient) -> None:
    for number in range(5):
        await made(http, title=f"task {number}")
    seen, after = [], None
    while True:
        page = (await http.get("/tasks", params={"limit": 2} | ({"after": after} if after else {}))).json()
        seen += [task["number"] for task in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [5, 4, 3, 2, 1]


async def test_patch_changes_what_is_sent_and_put_all(http: httpx.AsyncClient) -> None:
    await made(http, description="long", due="2030-01-01", priority=2, tags=["a"])
    task = (await http.patch("/tasks/1", json={"priority": 1, "due": None})).json()
    assert (task["priority"], task["due"], task["description"], task["tags"]) == (1, None, "long", ["a"])
    task = (await http.put("/tasks/1", json={"title": "new"})).json()
    assert (task["title"], task["priority"], task["description"], task["tags"]) == ("new", 4, "", [])
    task["title"] = "read, changed, sent back"
    assert (await http.put("/tasks/1", json=task)).json()["title"] == "read, changed, sent back"
    same = (await http.patch("/tasks/1", json={})).json()
    assert same["version"] == (await http.get("/tasks/1")).json()["version"]


async def test_the_status_can_be_patched_too(http: httpx.AsyncClient) -> None:
    await made(http)
    done = (await http.patch("/tasks/1", json={"status": "done", "title": "milk"})).json()
    assert (done["status"], done["title"]) == ("done", "milk")
    assert done["completed_at"] is not None
    assert (await http.patch("/tasks/1", json={"status": "done"})).status_code == 200
    assert (await http.put("/tasks/1", json={"title": "milk"})).json()["status"] == "open"


async def test_complete_and_reopen_once_each(http: httpx.AsyncClient) -> None:
    await made(http)
    assert (await http.post("/tasks/1/complete")).json()["status"] == "done"
    again = await http.post("/tasks/1/complete")
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert again.json()["code"] == "already_done"
    assert "reopen 1" in again.json()["detail"]
    assert (await http.post("/tasks/1/reopen")).json()["status"] == "open"
    assert (await http.post("/tasks/1/reopen")).status_code == 409


async def test_a_deleted_task_is_gone(http: httpx.AsyncClient) -> None:
    await made(http)
    assert (await http.delete("/tasks/1")).status_code == 204
    for answer in (await http.get("/tasks/1"), await http.delete("/tasks/1"), await http.post("/tasks/1/complete")):
        assert answer.status_code == 404
        assert "There is no #1 that you can see" in answer.json()["detail"]
    assert await titles(http, status="all") == []


NAMES = ["0", "999", "99999999999", "abc", "01977c2e-6a40-7b6c-8f00-8d0f6f1c2a11", "%00", "１"]


async def test_what_is_not_there_is_404(http: httpx.AsyncClient) -> None:
    for name in NAMES:
        answer = await http.get(f"/tasks/{name}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_same_key_has_one_effect_and_one_answer(http: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k1"}
    first = await http.post("/tasks", json={"title": "once"}, headers=key)
    again = await http.post("/tasks", json={"title": "once"}, headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert await titles(http) == ["once"]
    gone = [await http.delete("/tasks/1", headers=key) for _ in range(2)]
    assert [one.status_code for one in gone] == [204, 204]
    refused = [await http.post("/tasks/7/complete", headers=key) for _ in range(2)]
    assert [one.status_code for one in refused] == [404, 404]
    assert refused[0].content == refused[1].content


async def test_the_same_key_at_the_same_time_has_one_effect(http: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "together"}
    await http.get("/tasks")
    answers = await asyncio.gather(*(http.post("/tasks", json={"title": "once"}, headers=key) for _ in range(8)))
    assert {one.status_code for one in answers} == {201}
    assert all(one.json() == answers[0].json() for one in answers)
    assert await titles(http) == ["once"]
