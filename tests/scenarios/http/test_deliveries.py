"""What was due and what came of it, over REST: deliveries, sums, firings and their tries, and a task's history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import httpx


async def weekly(http: httpx.AsyncClient) -> int:
    at = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    body = {"text": "stretch", "at": at.isoformat(), "rrule": ["FREQ=DAILY"], "zone": "UTC"}
    return (await http.post("/reminders", json=body)).json()["number"]


async def test_what_was_due_is_listed_with_what_came_of_it(http: httpx.AsyncClient, fired) -> None:
    number = await weekly(http)
    fired(number, 10, timedelta(hours=3), "sent", timedelta(seconds=2))
    fired(number, 11, timedelta(hours=2), "sent", timedelta(seconds=90))
    fired(number, 12, timedelta(hours=1), "failed", None, "channel_gone")
    items = (await http.get("/deliveries")).json()["items"]
    assert [one["sequence"] for one in items] == [12, 11, 10]
    assert [(one["state"], one["late"], one["lateness_s"]) for one in items] == [
        ("failed", False, None), ("sent", True, 90.0), ("sent", False, 2.0),
    ]  # fmt: skip
    assert items[0]["error"] == items[0]["reason"] == "channel_gone"
    assert items[0]["reminder"]["text"] == "stretch"
    assert items[0]["place"]["platform"] == "web"
    assert [one["sequence"] for one in (await http.get("/deliveries?late=true")).json()["items"]] == [11]
    assert [one["sequence"] for one in (await http.get("/deliveries?state=failed")).json()["items"]] == [12]
    since = (datetime.now(UTC) - timedelta(minutes=150)).isoformat()
    assert [one["sequence"] for one in (await http.get("/deliveries", params={"from": since})).json()["items"]] == [
        12,
        11,
    ]
    assert [one["sequence"] for one in (await http.get("/deliveries", params={"to": since})).json()["items"]] == [10]


async def test_deliveries_are_paged(http: httpx.AsyncClient, fired) -> None:
    number = await weekly(http)
    for sequence in range(10, 17):
        fired(number, sequence, timedelta(minutes=20 - sequence), "sent", timedelta(0))
    found, after = [], None
    for _ in range(4):
        page = (await http.get("/deliveries", params={"limit": 3} | ({"after": after} if after else {}))).json()
        found += [one["sequence"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == [16, 15, 14, 13, 12, 11, 10]
    for wrong in ("x", "W10", "WyJkZWxpdmVyaWVzIiwgImluZmluaXR5IiwgImEiXQ"):
        assert (await http.get("/deliveries", params={"after": wrong})).status_code == 422
    assert (await http.get("/deliveries", params={"state": "lost"})).status_code == 422


async def test_the_summary_counts_by_hour_and_by_day(http: httpx.AsyncClient, fired) -> None:
    number = await weekly(http)
    fired(number, 10, timedelta(minutes=30), "sent", timedelta(seconds=4))
    fired(number, 11, timedelta(minutes=30), "sent", timedelta(seconds=100))
    fired(number, 12, timedelta(hours=5, minutes=30), "failed")
    fired(number, 13, timedelta(minutes=10), "due")
    shown = (await http.get("/deliveries/summary", params={"hours": 24})).json()
    assert (len(shown["items"]), shown["step_s"]) == (24, 3600)
    total = {"due": 4, "sent": 2, "late": 2, "failed": 1, "waiting": 1, "median_s": 52.0}
    assert shown["total"] | total == shown["total"]
    assert shown["items"][-1]["due"] == 3
    assert shown["items"][-6]["failed"] == 1
    assert shown["items"][0] | {"due": 0, "median_s": None, "worst_s": None} == shown["items"][0]
    days = (await http.get("/deliveries/summary", params={"hours": 720})).json()
    assert (len(days["items"]), days["step_s"], days["items"][-1]["due"]) == (30, 86400, 4)


async def test_a_reminder_tells_every_firing_every_try_and_the_next_five(http: httpx.AsyncClient, fired) -> None:
    number = await weekly(http)
    fired(number, 10, timedelta(hours=3), "failed")
    shown = (await http.get(f"/reminders/{number}/occurrences")).json()
    assert [one["state"] for one in shown["items"]] == ["scheduled", "failed"]
    (tried,) = shown["items"][1]["attempts"]
    assert (tried["number"], tried["state"], tried["error"]) == (1, "failed", "channel_gone")
    ahead = [datetime.fromisoformat(one) for one in shown["upcoming"]]
    assert len(ahead) == 5
    assert {later - earlier for earlier, later in pairwise(ahead)} == {timedelta(days=1)}
    assert (await http.get("/reminders/99/occurrences")).status_code == 404


async def test_a_task_tells_what_happened_to_it_and_to_its_reminders(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "one"})
    await http.patch("/tasks/1", json={"priority": 1})
    await http.post("/reminders", json={"task": 1, "in": 3600})
    await http.post("/tasks/1/complete")
    items = (await http.get("/tasks/1/history")).json()["items"]
    kinds = [one["type"] for one in items]
    assert kinds[-2:] == ["task-updated", "task-created"]
    assert {"task-completed", "reminder-scheduled"} <= set(kinds)
    assert (items[-2]["before"], items[-2]["after"]) == ({"priority": 4}, {"priority": 1})
    assert items[-1]["by"]["name"]
    assert next(one for one in items if one["type"] == "reminder-scheduled")["reminder"]["number"] == 2
    page = (await http.get("/tasks/1/history?limit=1")).json()
    rest = (await http.get("/tasks/1/history", params={"after": page["next"]})).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [one["id"] for one in items]
    assert (await http.get("/tasks/99/history")).status_code == 404


async def test_reminders_that_are_paused_and_that_are_over_are_found(http: httpx.AsyncClient) -> None:
    first, second, third = [await weekly(http) for _ in range(3)]
    await http.patch(f"/reminders/{second}", json={"paused": True})
    await http.delete(f"/reminders/{third}")

    async def numbers(status: str) -> list[int]:
        answer = await http.get("/reminders", params={"status": status})
        return [one["number"] for one in answer.json()["items"]]

    assert await numbers("ahead") == [first, second]
    assert await numbers("paused") == [second]
    assert await numbers("past") == [third]


async def test_zone_and_language_are_settings_too(http: httpx.AsyncClient) -> None:
    body = {"zone": "Asia/Tokyo", "language": "de", "morning": "08:00"}
    shown = (await http.patch("/settings", json=body, headers={"Idempotency-Key": "k"})).json()
    assert shown | body == shown == (await http.get("/settings")).json()
    again = (await http.patch("/settings", json=body, headers={"Idempotency-Key": "k"})).json()
    assert again == shown
    shown = (await http.patch("/settings", json={"zone": None, "language": None})).json()
    assert (shown["zone"], shown["language"], shown["morning"]) == (None, None, "08:00")
    assert (await http.patch("/settings", json={"zone": "Mars/Base"})).status_code == 422
    assert (await http.post("/chat", json={"text": "undo"})).status_code == 200


async def test_what_nobody_can_tell_any_more_grows_no_later(http: httpx.AsyncClient, fired) -> None:
    number = await weekly(http)
    fired(number, 10, timedelta(hours=3), "unknown", None, "unknown twice")
    fired(number, 11, timedelta(hours=2), "due")
    given_up, waiting = reversed((await http.get("/deliveries")).json()["items"])
    assert (given_up["lateness_s"], given_up["late"]) == (None, False)
    assert (round(waiting["lateness_s"], -2), waiting["late"]) == (7200, True)
