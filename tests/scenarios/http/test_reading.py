"""While somebody types: a preview without an effect, completions, and older lines of the conversation."""

from __future__ import annotations

import httpx


async def test_a_text_is_explained_and_nothing_is_done(http: httpx.AsyncClient) -> None:
    shown = (await http.post("/chat/explain", json={"text": "add buy milk tomorrow p1 #home", "zone": "UTC"})).json()
    assert shown["command"]["command"] == "create_task"
    (reading,) = shown["readings"]
    assert (reading["intent"], reading["firings"]) == ("create_task", [])
    where = {slot["name"]: slot["spans"] for slot in reading["slots"]}
    assert where == {"title": [[4, 12]], "due": [[13, 21]], "priority": [[22, 24]], "tags": [[25, 30]]}
    assert (await http.get("/tasks")).json()["items"] == []
    assert (await http.get("/chat/history")).json()["items"] == []


async def test_tasks_are_suggested(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "renew passport"})
    (found,) = (await http.get("/chat/suggest", params={"kind": "task", "text": "pass"})).json()["items"]
    assert "renew passport" in found["label"]
    assert (await http.get("/chat/suggest", params={"kind": "person"})).status_code == 422


async def test_older_lines_are_read_backwards(http: httpx.AsyncClient) -> None:
    for word in ("one", "two", "three"):
        await http.post("/chat", json={"text": f"add {word}"})
    page = (await http.get("/chat/history", params={"limit": 4})).json()
    assert ([one["id"] for one in page["items"]], page["previous"]) == ([3, 4, 5, 6], 3)
    page = (await http.get("/chat/history", params={"limit": 4, "before": 3})).json()
    assert ([one["id"] for one in page["items"]], page["previous"]) == ([1, 2], None)
    assert (await http.get("/chat/history", params={"after": 1, "before": 3})).status_code == 422
