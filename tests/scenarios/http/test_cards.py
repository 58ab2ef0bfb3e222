"""Cards of earlier answers, as they are now: what the page shows of a conversation that was had long ago."""

from __future__ import annotations

from uuid import uuid4

import httpx


async def card_of(http: httpx.AsyncClient, text: str) -> dict:
    reply = (await http.post("/chat", json={"text": text, "zone": "Europe/Berlin"})).json()
    return reply["cards"][0]


async def now(http: httpx.AsyncClient, *ids: str) -> list[dict]:
    answer = await http.get("/chat/cards", params={"id": list(ids)})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_card_says_what_became_of_its_task(http: httpx.AsyncClient) -> None:
    task = await card_of(http, "add buy milk")
    assert await now(http, task["id"]) == [task]
    await http.patch("/tasks/1", json={"title": "buy oat milk", "priority": 1})
    await http.post("/tasks/1/complete")
    (done,) = await now(http, task["id"])
    assert (done["title"], done["priority"], done["status"]) == ("buy oat milk", 1, "done")
    assert [button["label"] for button in done["buttons"]] == ["Reopen"]
    await http.delete("/tasks/1")
    (gone,) = await now(http, task["id"])
    assert (gone["status"], gone["buttons"]) == ("deleted", [])
    await http.post("/chat", json={"text": "undo"})
    assert (await now(http, task["id"]))[0]["status"] == "done"


async def test_a_reminders_card_goes_on_with_its_next_firing_and_ends(http: httpx.AsyncClient) -> None:
    ring = await card_of(http, "remind me every monday at 9 to plan")
    assert await now(http, ring["id"]) == [ring]
    await http.post("/reminders/1/skip")
    (later,) = await now(http, ring["id"])
    assert later["due"] > ring["due"]
    await http.post("/chat", json={"text": "pause reminder 1"})
    (paused,) = await now(http, ring["id"])
    assert "paused" in paused["detail"]
    assert paused["due"] == later["due"]
    await http.delete("/reminders/1")
    (over,) = await now(http, ring["id"])
    assert (over["status"], over["buttons"]) == ("cancelled", [])


async def test_what_is_not_to_be_seen_is_left_out(door, http: httpx.AsyncClient) -> None:
    hers = await card_of(door.person("ann"), "add a secret")
    ring = await card_of(door.person("ann"), "remind me to whisper tomorrow at 9")
    mine = await card_of(http, "add mine")
    assert await now(http, hers["id"], ring["id"], str(uuid4()), mine["id"]) == [mine]
    assert (await http.get("/chat/cards", params={"id": ["x"]})).status_code == 422
    assert (await http.get("/chat/cards")).status_code == 422
    assert (await http.get("/chat/cards", params={"id": [str(uuid4())] * 101})).status_code == 422
