"""Who a task is for, over REST."""

from __future__ import annotations

import httpx


async def test_a_task_is_claimed_and_freed(http: httpx.AsyncClient) -> None:
    task = (await http.post("/tasks", json={"title": "review"})).json()
    claimed = await http.post(f"/tasks/{task['number']}/claim", json={})
    assert claimed.json()["assignees"] == [task["creator_id"]]
    freed = await http.put(f"/tasks/{task['number']}/assignees", json={"people": []})
    assert freed.json()["assignees"] == []
    again = await http.put(f"/tasks/{task['id']}/assignees", json={"people": ["me"]})
    assert again.json()["assignees"] == [task["creator_id"]]


async def test_a_name_that_is_nobodys_is_404(http: httpx.AsyncClient) -> None:
    task = (await http.post("/tasks", json={"title": "review"})).json()
    answer = await http.put(f"/tasks/{task['number']}/assignees", json={"people": ["nobody-here"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "person_unknown")


async def test_a_task_is_created_for_people_in_a_list_and_put_back_as_it_was_read(http: httpx.AsyncClient) -> None:
    made = await http.post("/tasks", json={"title": "review", "assignees": ["me"], "list": "Reading"})
    task = made.json()
    assert task["assignees"] == [task["creator_id"]]
    assert [one["title"] for one in (await http.get("/tasks", params={"list": "reading"})).json()["items"]] == [
        "review"
    ]
    put = await http.put(f"/tasks/{task['number']}", json={**task, "title": "review twice"})
    assert (put.status_code, put.json()["title"], put.json()["assignees"]) == (200, "review twice", task["assignees"])
    assert put.json()["list_id"] == task["list_id"]
    moved = await http.patch(f"/tasks/{task['number']}", json={"list": "inbox", "assignees": []})
    assert moved.json()["list_id"] != task["list_id"]
    assert moved.json()["assignees"] == []
    undone = await http.post("/chat", json={"text": "undo"})
    assert undone.status_code == 200
    back = (await http.get(f"/tasks/{task['number']}")).json()
    assert (back["list_id"], back["assignees"]) == (task["list_id"], task["assignees"])


async def test_a_person_who_is_nobody_makes_no_task(http: httpx.AsyncClient) -> None:
    answer = await http.post("/tasks", json={"title": "review", "assignees": ["nobody-here"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "person_unknown")
    assert (await http.get("/tasks")).json()["items"] == []


async def test_freeing_a_task_takes_the_caller_off(http: httpx.AsyncClient) -> None:
    task = (await http.post("/tasks", json={"title": "review", "assignees": ["me"]})).json()
    assert (await http.post(f"/tasks/{task['number']}/free")).json()["assignees"] == []
