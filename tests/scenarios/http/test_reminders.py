"""Reminders over REST: set, found, cancelled."""

from __future__ import annotations

from datetime import timedelta

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


async def test_a_page_shows_for_whom_where_and_the_next_five_times(http: httpx.AsyncClient) -> None:
    await http.post("/reminders", json={"text": "call Bob", "at": "2030-03-01T09:00Z"})
    rule = {"text": "plan", "at": "2030-03-04T09:00", "zone": "Europe/Berlin", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]}
    plan = (await http.post("/reminders", json=rule)).json()["number"]
    ends = {"text": "pills", "at": "2030-03-05T09:00Z", "rrule": ["FREQ=DAILY;COUNT=2"], "zone": "UTC"}
    await http.post("/reminders", json=ends)
    call, weekly, pills = (await http.get("/reminders?firings=5")).json()["items"]
    assert call["task"] == {"number": 1, "title": "call Bob"}
    assert call["place"] == {"platform": "web", "channel": "main", "direct": True}
    assert (len(call["people"]), call["upcoming"]) == (1, [call["due_at"]])
    # The last Sunday of March moves the clocks in Berlin: the wall time stays.
    hours = [f"2030-03-{day}T08:00:00+00:00" for day in ("04", "11", "18", "25")]
    assert (weekly["task"], weekly["upcoming"]) == (None, [*hours, "2030-04-01T07:00:00+00:00"])
    assert [len(one["upcoming"]) for one in (await http.get("/reminders")).json()["items"]] == [1, 1, 1]
    assert (await http.get("/reminders?firings=6")).status_code == 422
    assert pills["upcoming"] == ["2030-03-05T09:00:00+00:00", "2030-03-06T09:00:00+00:00"]
    assert [one["text"] for one in (await http.get("/reminders?status=recurring")).json()["items"]] == ["plan", "pills"]
    await http.patch(f"/reminders/{plan}", json={"paused": True})
    paused = (await http.get("/reminders?status=paused")).json()["items"][0]
    assert (paused["state"], paused["upcoming"], paused["paused_until"]) == ("paused", [], None)
    await http.patch(f"/reminders/{plan}", json={"paused": True, "until": "2030-03-20"})
    until = (await http.get("/reminders?status=paused")).json()["items"][0]
    assert (until["paused_until"], until["upcoming"][0]) == ("2030-03-25T08:00:00+00:00", "2030-03-25T08:00:00+00:00")


async def test_what_counts_from_being_done_has_one_time_only(http: httpx.AsyncClient) -> None:
    await http.post("/chat", json={"text": "every! 3 days water plants"})
    (plants,) = (await http.get("/reminders?status=recurring&firings=5")).json()["items"]
    assert plants["upcoming"] == [plants["due_at"]]
    shown = (await http.get(f"/reminders/{plants['number']}/occurrences")).json()
    assert shown["upcoming"] == [plants["due_at"]]


async def test_what_would_have_to_be_counted_far_is_not_counted_in_a_list(http: httpx.AsyncClient) -> None:
    for count in (100, 5000):
        rule = {"text": f"{count}", "at": "2030-03-04T09:00Z", "zone": "UTC", "rrule": [f"FREQ=DAILY;COUNT={count}"]}
        await http.post("/reminders", json=rule)
    items = (await http.get("/reminders?firings=5")).json()["items"]
    assert [(one["text"], len(one["upcoming"])) for one in items] == [("100", 5), ("5000", 1)]


async def test_each_change_can_be_taken_back_by_its_name(http: httpx.AsyncClient) -> None:
    rule = {"text": "plan", "at": "2030-03-04T09:00Z", "zone": "UTC", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]}
    number = (await http.post("/reminders", json=rule)).json()["number"]
    before = (await http.get("/reminders")).json()["items"]
    for method, path, body in (
        ("POST", "/skip", None),
        ("PATCH", "", {"at": "2030-03-05T10:00Z"}),
        ("PATCH", "", {"paused": True}),
        ("PATCH", "", {"paused": True, "until": "2030-06-01"}),
        ("DELETE", "", None),
    ):
        answer = await http.request(method, f"/reminders/{number}{path}", json=body)
        assert (await http.get("/reminders")).json()["items"] != before
        back = await http.post("/undo", json={"change": answer.headers["todobot-change"]})
        assert back.status_code == 200, (method, path, back.text)
        assert (await http.get("/reminders")).json()["items"] == before, (method, path)
        again = await http.post("/undo", json={"change": answer.headers["todobot-change"]})
        assert (again.status_code, again.json()["code"]) == (409, "undo_twice")


async def test_what_rang_rings_once_more(http: httpx.AsyncClient, fired) -> None:
    rule = {"text": "plan", "at": "2030-03-04T09:00Z", "zone": "UTC", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]}
    number = (await http.post("/reminders", json=rule)).json()["number"]
    early = await http.post(f"/reminders/{number}/snooze", json={"in": 1200})
    assert (early.status_code, early.json()["code"]) == (409, "snooze_not_rung")
    fired(number, 10, timedelta(hours=3), "sent", timedelta(seconds=2))
    assert (await http.post(f"/reminders/{number}/snooze", json={})).status_code == 422
    snoozed = await http.post(f"/reminders/{number}/snooze", json={"at": "2030-01-01T10:00Z"})
    assert (snoozed.status_code, snoozed.json()["due_at"]) == (200, "2030-01-01T10:00:00+00:00")
    times = (await http.get(f"/reminders/{number}/occurrences")).json()["upcoming"]
    assert times[:2] == ["2030-01-01T10:00:00+00:00", "2030-03-04T09:00:00+00:00"]
    await http.post("/undo", json={"change": snoozed.headers["todobot-change"]})
    assert (await http.get("/reminders")).json()["items"][0]["due_at"] == "2030-03-04T09:00:00+00:00"
    assert (await http.post("/reminders/99/snooze", json={"in": 60})).status_code == 404


async def test_a_deleted_task_comes_back_by_the_name_of_its_deletion(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "buy milk"})
    gone = await http.delete("/tasks/1")
    assert gone.status_code == 204
    back = await http.post("/undo", json={"change": gone.headers["todobot-change"]})
    assert back.json()["text"] == "Taken back: #1 buy milk is here again."
    assert (await http.get("/tasks/1")).json()["status"] == "open"
