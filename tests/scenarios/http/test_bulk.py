"""Many tasks at once over REST: first the count, then with the count."""

from __future__ import annotations

import httpx

from core.db.uow import Scope
from core.domain import Task

NAMES = ", ".join(Task.model_fields)


async def test_it_is_done_only_with_the_right_count(http: httpx.AsyncClient) -> None:
    for title in ("one", "two", "three"):
        await http.post("/tasks", json={"title": title, "tags": ["old"] if title != "three" else []})
    wish = {"filter": {"tags": ["#Old"]}, "action": "delete"}
    counted = await http.post("/tasks/bulk", json=wish)
    assert (counted.status_code, counted.json()) == (200, {"count": 2, "numbers": [1, 2], "done": False})
    wrong = await http.post("/tasks/bulk", json=wish | {"confirm": 3})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "bulk_changed")
    done = await http.post("/tasks/bulk", json=wish | {"confirm": 2})
    assert done.json() == {"count": 2, "numbers": [1, 2], "done": True}
    assert [one["title"] for one in (await http.get("/tasks")).json()["items"]] == ["three"]


async def test_five_hundred_are_the_most_at_once(http: httpx.AsyncClient, door) -> None:
    async with door.services.db.transaction(Scope.system("test")) as tx:
        await http.post("/tasks", json={"title": "first"})
        await tx.write(
            f"INSERT INTO tasks ({NAMES}) SELECT {NAMES} FROM (SELECT (jsonb_populate_record(t, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', t.number + n))).* FROM tasks t, generate_series(1, 519) n) copies"
        )
    wish = {"filter": {}, "action": "complete"}
    assert (await http.post("/tasks/bulk", json=wish)).json()["count"] == 500
    assert (await http.post("/tasks/bulk", json=wish | {"confirm": 500})).json()["done"]
    assert (await http.post("/tasks/bulk", json=wish)).json()["count"] == 20
    undone = await http.post("/chat", json={"text": "undo"})
    assert undone.json()["code"] == "undone_many"
    assert (await http.post("/tasks/bulk", json=wish)).json()["count"] == 500
