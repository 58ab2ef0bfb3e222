"""Talking over HTTP: answers, buttons, forms, history."""

from __future__ import annotations

import asyncio

import httpx


async def say(http: httpx.AsyncClient, text: str, **more: object) -> dict:
    answer = await http.post("/chat", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_is_said_becomes_a_task_with_a_card_and_buttons(http: httpx.AsyncClient) -> None:
    reply = await say(http, "add buy milk")
    assert reply["conversation"] == "main"
    assert reply["text"] == "Created #1: buy milk"
    assert reply["parts"] == ["Created #1: buy milk"]
    assert (reply["kind"], reply["code"], reply["author"]) == ("answer", "task_created", "bot")
    (card,) = reply["cards"]
    assert (card["number"], card["title"], card["status"]) == (1, "buy milk", "open")
    assert [button["label"] for button in reply["buttons"]] == ["Undo", "Edit"]


async def test_times_are_shown_in_the_persons_zone_with_its_name(http: httpx.AsyncClient) -> None:
    reply = await say(http, "remind me to call Bob on 9 March 2030 at 9:00", zone="Europe/Berlin")
    assert "Sat 9 Mar 2030 09:00 (Europe/Berlin)" in reply["text"]
    (instant,) = [part for part in reply["parts"] if isinstance(part, dict)]
    assert instant["at"].startswith("2030-03-09T08:00") or instant["at"].startswith("2030-03-09T09:00:00+01:00")
    assert instant["zone"] == "Europe/Berlin"


async def test_buttons_and_forms_come_back_as_actions(http: httpx.AsyncClient) -> None:
    reply = await say(http, "add buy milk")
    undo, edit = reply["buttons"]
    form = (await http.post("/chat", json={"action": edit["action"]})).json()["form"]
    values = {field["name"]: field["value"] for field in form["fields"]} | {"title": "buy oat milk"}
    changed = (await http.post("/chat", json={"action": form["action"], "form": values})).json()
    assert changed["text"] == "Changed #1: buy oat milk"
    conflict = (await http.post("/chat", json={"action": undo["action"]})).json()
    assert conflict["kind"] == "refusal"
    done = (await http.post("/chat", json={"action": reply["cards"][0]["buttons"][0]["action"]})).json()
    assert done["text"] == "Done: #1 buy oat milk"


async def test_nonsense_is_answered_with_what_to_type(http: httpx.AsyncClient) -> None:
    for text in ("", "   ", "\n", "qwertz uiop", "\x00\x01", "remind me yesterday", "remind me to pay on 30 February"):
        reply = await say(http, text, zone="Europe/Berlin")
        assert reply["text"], text
        assert "Traceback" not in reply["text"]
    assert (await http.post("/chat", json={"action": "rubbish"})).json()["code"] == "action_stale"


async def test_the_same_key_is_answered_once(http: httpx.AsyncClient) -> None:
    first = await say(http, "add buy milk", key="k")
    assert await say(http, "add buy milk", key="k") == first
    headers = {"Idempotency-Key": "k"}
    assert (await http.post("/chat", json={"text": "add buy milk"}, headers=headers)).json() == first
    together = await asyncio.gather(*(say(http, "add bread", key="k2") for _ in range(6)))
    assert len({reply["text"] for reply in together}) == 1
    other = await say(http, "add buy milk", key="k", conversation="other")
    assert other["text"] == "Created #3: buy milk"


async def test_history_tells_who_said_what_in_order(http: httpx.AsyncClient) -> None:
    await say(http, "add buy milk")
    await say(http, "add bread")
    await say(http, "list", conversation="other")
    page = (await http.get("/chat/history")).json()
    assert [(one["id"], one["author"], one["text"]) for one in page["items"]] == [
        (1, "person", "add buy milk"),
        (2, "bot", "Created #1: buy milk"),
        (3, "person", "add bread"),
        (4, "bot", "Created #2: bread"),
    ]
    assert page["next"] is None
    page = (await http.get("/chat/history", params={"after": 1, "limit": 2})).json()
    assert ([one["id"] for one in page["items"]], page["next"]) == ([2, 3], 3)


async def test_two_persons_see_nothing_of_each_other(door) -> None:
    ann, bob = door.person("ann"), door.person("bob")
    await say(ann, "add buy milk")
    secret = (await ann.post("/reminders", json={"text": "secret", "in": 600})).json()
    assert (await bob.get("/tasks", params={"status": "all"})).json()["items"] == []
    assert (await bob.get("/reminders")).json()["items"] == []
    assert (await bob.get("/chat/history")).json()["items"] == []
    task = (await ann.get("/tasks/1")).json()
    for name in (task["id"], "1"):
        assert (await bob.get(f"/tasks/{name}")).status_code == 404
        assert (await bob.patch(f"/tasks/{name}", json={"title": "x"})).status_code == 404
        assert (await bob.delete(f"/tasks/{name}")).status_code == 404
        assert (await bob.post("/reminders", json={"task": name, "in": 60})).status_code == 404
    for method in (bob.get, bob.delete):
        assert (await method(f"/reminders/{secret['id']}")).status_code == 404
    complete = await bob.post("/chat", json={"action": f"1:complete_task:{task['id'].replace('-', '')}"})
    assert complete.json()["kind"] == "refusal"
    assert (await ann.get("/tasks/1")).json() == task


async def test_the_same_key_of_two_persons_is_two_wishes(door) -> None:
    for name in ("ann", "bob"):
        assert (await say(door.person(name), "add buy milk", key="k"))["text"] == "Created #1: buy milk"
