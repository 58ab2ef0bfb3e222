"""Reminders over REST: set, found, cancelled."""

from __future__ import annotations

import httpx


async def test_a_text_rings_after_a_while_and_is_a_task(http: httpx.AsyncClient) -> None:
    answer = await http.post("/reminders", json={"text": "call Bob", "in": 600})
    assert answer.status_code == 201
    reminder = answer.json()
    assert answer.headers["location"] == f"/reminders/{reminder['number']}"
    assert (reminder["text"], reminder["state"]) == ("call Bob", "scheduled")
    assert [task["title"] for task in (await http.get("/tasks")).json()["items"]] == ["call Bob"]
    for name in (reminder["number"], reminder["id"]):
        assert (await http.get(f"/reminders/{name}")).json() == reminder


async def test_a_task_gets_a_reminder_by_number_or_id(http: httpx.AsyncClient) -> None:
    task = (await http.post("/tasks", json={"title": "buy milk"})).json()
    for name in (task["number"], str(task["number"]), task["id"]):
        answer = await http.post("/reminders", json={"task": name, "at": "2030-03-09T09:00", "zone": "Europe/Berlin"})
        assert answer.status_code == 201, answer.text
        assert answer.json()["task_id"] == task["id"]
        assert answer.json()["due_at"] == "2030-03-09T08:00:00+00:00"
    missing = await http.post("/reminders", json={"task": 99, "in": "PT5M"})
    assert (missing.status_code, missing.json()["code"]) == (404, "no_number")


async def test_rules_make_it_ring_again_and_again(http: httpx.AsyncClient) -> None:
    body = {"text": "plan", "at": "2030-03-04T09:00", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]}
    answer = await http.post("/reminders", json=body)
    assert answer.status_code == 201
    assert answer.json()["rrule"] == ["FREQ=WEEKLY;BYDAY=MO"]
    bad = await http.post("/reminders", json=body | {"rrule": ["FREQ=NEVER"]})
    assert (bad.status_code, bad.json()["code"]) == (422, "rrule_bad")


async def test_pages_go_by_the_time_of_ringing(http: httpx.AsyncClient) -> None:
    for day in ("05", "03", "04", "03"):
        await http.post("/reminders", json={"text": f"day {day}", "at": f"2030-03-{day}T09:00Z"})
    seen, after = [], None
    while True:
        page = (await http.get("/reminders", params={"limit": 1} | ({"after": after} if after else {}))).json()
        seen += [one["text"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["day 03", "day 03", "day 04", "day 05"]
    assert (await http.get("/reminders", params={"after": "nonsense"})).status_code == 422


async def test_a_cancelled_one_rings_no_more(http: httpx.AsyncClient) -> None:
    number = (await http.post("/reminders", json={"text": "call Bob", "in": "PT1H"})).json()["number"]
    assert (await http.delete(f"/reminders/{number}")).status_code == 204
    assert (await http.get("/reminders")).json()["items"] == []
    assert (await http.get(f"/reminders/{number}")).json()["status"] == "cancelled"
    assert (await http.delete(f"/reminders/{number}")).status_code == 409
    assert (await http.delete("/reminders/99")).status_code == 404


CANNOT = [
        ({"in": 60}, "either “text” or “task”"),
        ({"text": "a", "task": 1, "in": 60}, "either “text” or “task”"),
        ({"text": "a"}, "either “at”"),
        ({"text": "a", "at": "2030-01-01", "in": 5}, "either “at”"),
        ({"text": "a", "at": "2020-01-01T09:00Z"}, "in the past"),
        ({"text": "a", "at": "2030-02-30T09:00"}, "no date that I know"),
        ({"text": "a", "at": "9999-12-31T23:59", "zone": "America/New_York"}, ""),
        ({"text": "a", "in": -5}, "in the past"),
        ({"text": "a", "in": 0}, "in the past"),
        ({"text": "a", "in": 1e15}, ""),
        ({"text": "a", "in": "soon"}, "seconds"),
        ({"text": "a", "at": "0001-01-01T00:00+14:00"}, ""),
        ({"text": "", "in": 60}, "title"),
    ]  # fmt: skip


async def test_what_cannot_be_is_refused_with_a_sentence(http: httpx.AsyncClient) -> None:
    for body, words in CANNOT:
        answer = await http.post("/reminders", json=body)
        assert answer.status_code == 422, answer.text
        assert words in answer.json()["detail"]
    assert (await http.get("/tasks")).json()["items"] == []


async def test_the_next_time_is_moved_skipped_paused_and_resumed(http: httpx.AsyncClient) -> None:
    body = {"text": "plan", "at": "2030-03-04T09:00", "zone": "UTC", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]}
    path = f"/reminders/{(await http.post('/reminders', json=body)).json()['number']}"
    moved = await http.patch(path, json={"at": "2030-03-05T10:00", "zone": "UTC"})
    assert (moved.status_code, moved.json()["due_at"]) == (200, "2030-03-05T10:00:00+00:00")
    assert (await http.post(f"{path}/skip")).json()["due_at"] == "2030-03-11T09:00:00+00:00"
    paused = await http.patch(path, json={"paused": True, "until": "2030-04-01", "zone": "UTC"})
    assert (paused.json()["state"], paused.json()["due_at"]) == ("paused", "2030-04-01T09:00:00+00:00")
    assert (await http.get(path)).json()["state"] == "paused"
    assert (await http.patch(path, json={"paused": True})).json()["state"] == "paused"
    assert (await http.patch(path, json={"paused": False})).json()["state"] == "scheduled"
    again = await http.patch(path, json={"paused": False})
    assert (again.status_code, again.json()["code"]) == (409, "resume_not_paused")
    for wrong in ({}, {"at": "2030-03-05", "in": 5}, {"until": "2030-03-05"}):
        assert (await http.patch(path, json=wrong)).status_code == 422
    assert (await http.patch("/reminders/99", json={"in": 60})).status_code == 404


async def test_a_reminder_at_its_tasks_due_time_takes_the_due_time_along(http: httpx.AsyncClient) -> None:
    made = (await http.post("/reminders", json={"text": "call Bob", "at": "2030-03-04T09:00", "zone": "UTC"})).json()
    moved = await http.patch(f"/reminders/{made['number']}", json={"at": "2030-03-05", "zone": "UTC"})
    assert moved.json()["due_at"] == "2030-03-05T09:00:00+00:00"
    assert (await http.get(f"/tasks/{made['task_id']}")).json()["due"] == "2030-03-05T09:00:00+00:00"


async def test_a_reminder_for_whom_there_is_no_way_to_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.post("/reminders", json={"text": "vote", "in": 60, "to": "@nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "nobody_else")
    assert (await http.post("/reminders", json={"text": "vote", "in": 60, "to": "here"})).status_code == 201
