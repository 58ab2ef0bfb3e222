"""Long lists of tasks over REST, what there is to choose from, and requests that are taken back."""

from __future__ import annotations

import httpx
import pytest


async def titles(http: httpx.AsyncClient, **params: object) -> list[str]:
    answer = await http.get("/tasks", params=params)
    assert answer.status_code == 200, answer.text
    return [task["title"] for task in answer.json()["items"]]


@pytest.mark.parametrize("sort", ["due", "-due", "priority", "-created", "-updated", "number", None])
async def test_each_page_of_a_long_list_is_reached_without_those_before_it(http: httpx.AsyncClient, sort) -> None:
    for n in range(11):
        due = None if n % 3 == 0 else f"2030-03-0{1 + n % 4}" + ("T17:00Z" if n % 2 else "")
        await http.post("/tasks", json={"title": f"t{n}", "due": due, "priority": 1 + n % 4})
    order = {"sort": sort} if sort else {}
    whole = (await http.get("/tasks", params={"limit": 200, **order})).json()["items"]
    pages = (await http.get("/tasks/pages", params={"limit": 3, **order})).json()
    assert (pages["count"], len(pages["items"])) == (11, 3)
    met = await titles(http, limit=3, **order)
    for place, start in enumerate(pages["items"]):
        assert start["due"] == whole[3 * place + 2]["due"]
        met += await titles(http, limit=3, after=start["after"], **order)
    assert met == [task["title"] for task in whole]


async def test_the_pages_of_what_fits_words_best_and_of_nothing(http: httpx.AsyncClient) -> None:
    for n in range(5):
        await http.post("/tasks", json={"title": f"buy milk {n}"})
    pages = (await http.get("/tasks/pages", params={"limit": 2, "q": "milk"})).json()
    assert pages["count"] == 5
    met = await titles(http, limit=2, q="milk")
    for start in pages["items"]:
        met += await titles(http, limit=2, q="milk", after=start["after"])
    assert sorted(met) == [f"buy milk {n}" for n in range(5)]
    assert (await http.get("/tasks/pages", params={"q": "zebra"})).json() == {"count": 0, "items": []}
    assert (await http.get("/tasks/pages", params={"limit": 5})).json() == {"count": 5, "items": []}


async def test_tasks_of_a_person_by_name_or_id_and_a_name_that_is_nobodys(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "mine", "assignees": ["me"]})
    await http.post("/tasks", json={"title": "nobody's"})
    [me] = (await http.get("/people")).json()["items"]
    assert me["me"] is True
    for name in ("me", me["id"], me["account"]):
        assert await titles(http, assigned=name) == ["mine"]
    answer = await http.get("/tasks", params={"assigned": "nobody-here"})
    assert (answer.status_code, answer.json()["code"]) == (404, "person_unknown")


async def test_lists_and_tags_to_choose_from(http: httpx.AsyncClient) -> None:
    task = (await http.post("/tasks", json={"title": "x", "tags": ["b", "a"], "list": "Reading"})).json()
    inbox = (await http.post("/tasks", json={"title": "y"})).json()
    assert (await http.get("/tags")).json() == {"items": ["a", "b"]}
    assert (await http.get("/lists")).json()["items"] == [
        {"id": inbox["list_id"], "name": "inbox", "kind": "inbox"},
        {"id": task["list_id"], "name": "reading", "kind": "named"},
    ]


async def test_what_a_request_did_is_taken_back_by_its_header(http: httpx.AsyncClient) -> None:
    number = (await http.post("/tasks", json={"title": "x", "due": "2030-03-09"})).json()["number"]
    for method, path, body in [
        ("DELETE", f"/tasks/{number}", None),
        ("POST", f"/tasks/{number}/complete", {}),
        ("PATCH", f"/tasks/{number}", {"due": None, "title": "y", "assignees": ["me"], "list": "reading"}),
        ("PUT", f"/tasks/{number}/assignees", {"people": ["me"]}),
    ]:
        before = (await http.get(f"/tasks/{number}")).json()
        done = await http.request(method, path, json=body)
        undone = await http.post("/undo", json={"change": done.headers["todobot-change"]})
        assert undone.json()["undone"] == done.headers["todobot-change"], (path, undone.text)
        assert f"#{number}" in undone.json()["text"]
        after = (await http.get(f"/tasks/{number}")).json()
        ours = ("updated_at", "version")
        assert {k: v for k, v in after.items() if k not in ours} == {k: v for k, v in before.items() if k not in ours}
    twice = await http.post("/undo", json={"change": done.headers["todobot-change"]})
    assert (twice.status_code, twice.json()["code"]) == (409, "undo_twice")
    same = await http.patch(f"/tasks/{number}", json={"title": "x"})
    assert "todobot-change" not in same.headers  # nothing was changed


async def test_the_reminders_of_a_task_also_those_that_ring_no_more(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "x"})
    rule = {"task": 1, "at": "2040-03-09T09:00", "rrule": ["FREQ=WEEKLY;BYDAY=FR"]}
    first = (await http.post("/reminders", json={"task": 1, "in": 3600})).json()
    second = (await http.post("/reminders", json=rule)).json()
    await http.post("/reminders", json={"text": "another thing", "in": 3600})
    await http.delete(f"/reminders/{first['number']}")
    shown = (await http.get("/tasks/1/reminders")).json()["items"]
    assert [(one["number"], one["status"]) for one in shown] == [
        (second["number"], "active"),
        (first["number"], "cancelled"),
    ]
    assert shown[0]["rrule"] == ["FREQ=WEEKLY;BYDAY=FR"]
    assert (await http.get("/tasks/99/reminders")).status_code == 404
