"""A person's settings over REST."""

from __future__ import annotations

import httpx


async def test_what_is_patched_is_kept_and_counts(http: httpx.AsyncClient) -> None:
    usual = (await http.get("/settings")).json()
    assert (usual["morning"], usual["week_start"], usual["due_ring"], usual["day_first"]) == (
        "09:00",
        "monday",
        "0",
        None,
    )
    changed = await http.patch("/settings", json={"morning": "08:30", "due_ring": "60"})
    assert (changed.status_code, changed.json()) == (
        200,
        usual | {"morning": "08:30", "due_ring": "60", "chosen": ["morning", "due_ring"]},
    )
    await http.post("/tasks", json={"title": "call", "due": "2030-03-09T17:00Z"})
    assert [one["due_at"] for one in (await http.get("/reminders")).json()["items"]] == ["2030-03-09T16:00:00+00:00"]
    await http.patch("/tasks/1", json={"due": "2030-03-09T19:00Z"})
    assert [one["due_at"] for one in (await http.get("/reminders")).json()["items"]] == ["2030-03-09T18:00:00+00:00"]
    assert (await http.patch("/settings", json={"morning": None, "due_ring": None})).json() == usual


async def test_it_is_told_what_is_usual_and_what_was_chosen(http: httpx.AsyncClient) -> None:
    before = (await http.get("/settings")).json()
    assert before["chosen"] == []
    assert before["usual"] == {name: value for name, value in before.items() if name not in ("usual", "chosen")}
    await http.patch("/settings", json={"evening": "18:00", "day_first": "day", "language": "de"})
    after = (await http.get("/settings")).json()
    assert (after["evening"], after["usual"]["evening"], after["usual"]["day_first"]) == ("18:00", "19:00", None)
    assert after["chosen"] == ["evening", "day_first", "language"]
    back = await http.patch("/settings", json=dict.fromkeys(after["chosen"]))
    assert back.json() == before


async def test_what_cannot_be_is_refused(http: httpx.AsyncClient) -> None:
    for body in ({"morning": "25:00"}, {"week_start": "someday"}, {"colour": "red"}, {"due_ring": "7"}):
        assert (await http.patch("/settings", json=body)).status_code == 422


async def test_they_are_ones_own(door) -> None:
    await door.person("ann").patch("/settings", json={"morning": "07:00"})
    assert (await door.person("bob").get("/settings")).json()["morning"] == "09:00"
