"""Nothing of another workspace, at any address of the interface: one that is new fails here until it has its case."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.scenarios.visitors import OURS, PUBLIC, Chat, said, signed_in

SECRET = "zirconium"
# What is asked at each operation: the path's {id} is filled with numbers and ids of the other tenant's things.
CASES: dict[str, dict[str, Any]] = {
    "GET /tasks": {"params": {"status": "all", "q": SECRET}},
    "GET /tasks/pages": {"params": {"status": "all", "limit": 1}},
    "GET /people": {},
    "GET /lists": {},
    "GET /tags": {},
    "POST /undo": {"json": {"change": "{id}"}},
    "POST /tasks": {"json": {"title": "mine"}},
    "POST /tasks/bulk": {"json": {"filter": {"which": "all"}, "action": "delete", "confirm": 1}},
    "GET /tasks/{id}": {},
    "PUT /tasks/{id}": {"json": {"title": "taken"}},
    "PATCH /tasks/{id}": {"json": {"title": "taken"}},
    "DELETE /tasks/{id}": {},
    "POST /tasks/{id}/complete": {},
    "POST /tasks/{id}/reopen": {},
    "PUT /tasks/{id}/assignees": {"json": {"people": ["me"]}},
    "POST /tasks/{id}/claim": {},
    "POST /tasks/{id}/free": {},
    "GET /tasks/{id}/history": {},
    "GET /tasks/{id}/reminders": {},
    "GET /reminders": {"params": {"status": "past"}},
    "POST /reminders": {"json": {"task": "{id}", "in": 3600}},
    "GET /reminders/{id}": {},
    "PATCH /reminders/{id}": {"json": {"in": 3600}},
    "DELETE /reminders/{id}": {},
    "POST /reminders/{id}/skip": {},
    "POST /reminders/{id}/snooze": {"json": {"in": 3600}},
    "GET /reminders/{id}/occurrences": {},
    "GET /deliveries": {},
    "GET /deliveries/summary": {},
    "GET /settings": {},
    "PATCH /settings": {"json": {"morning": "08:00"}},
    "GET /settings/workspace": {},
    "PATCH /settings/workspace": {"json": {"zone": "Asia/Tokyo"}},
    "GET /export.json": {},
    "GET /export.csv": {},
    "POST /chat": {"json": {"text": f"search {SECRET}"}},
    "GET /chat/history": {},
    "GET /chat/cards": {"params": {"id": "{id}"}},
    "POST /chat/explain": {"json": {"text": "done 1"}},
    "GET /chat/suggest": {"params": {"kind": "task", "text": SECRET}},
    "GET /chat/stream": {"params": {"after": 0}},
    "GET /live": {"params": {"after": 0}},
    "GET /me": {},
    "POST /session": {"json": {"token": "x"}},
    "DELETE /session": {},
    "GET /health": {},
    "GET /health/live": {},
    "GET /health/ready": {},
    "GET /metrics": {},
}
ENDLESS = {"GET /live", "GET /chat/stream"}


@pytest.fixture
async def public(open_door):
    door = await open_door(public_url=PUBLIC, api_tokens="eve:eves-token")
    door.services.running["slack"] = Chat()
    return door


async def asked(http: httpx.AsyncClient, method: str, path: str, more: dict[str, Any]) -> tuple[int, str]:
    """Status and text; of what does not end, the beginning."""
    async with http.stream(method, path, **more) as answer:
        if f"{method} {path.partition('?')[0]}" not in ENDLESS:
            return answer.status_code, (await answer.aread()).decode()
        text = ""
        try:
            async with asyncio.timeout(1.0):
                async for part in answer.aiter_text():
                    text += part
        except TimeoutError:
            pass
        return answer.status_code, text


def _filled(operation: str, more: dict[str, Any], name: str, deed: str) -> dict[str, Any]:
    """What of a body names another tenant's things."""
    if operation == "GET /chat/cards":
        return {"params": {"id": name}}
    named = {"POST /reminders": {"task": name}, "POST /undo": {"change": deed}}.get(operation)
    return {"json": {**more["json"], **named}} if named else {}


async def test_every_address_of_the_interface_has_its_case(public) -> None:
    eve = await signed_in(public, "T2", "U2")
    document = (await eve.get("/openapi.json")).json()
    operations = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert operations == set(CASES)


async def test_no_address_tells_or_changes_anything_of_another_workspace(public) -> None:
    ann = await signed_in(public, "T1", "U1")
    made = await ann.post("/tasks", json={"title": f"secret {SECRET}", "list": SECRET, "tags": [SECRET]})
    task, deed = made.json(), made.headers["todobot-change"]
    rule = {"text": f"again {SECRET}", "at": "2040-01-01T09:00", "rrule": ["FREQ=DAILY"]}
    reminder = (await ann.post("/reminders", json=rule)).json()
    here = (await ann.get("/me")).json()["workspace"]["id"]

    async def state() -> list[str]:
        paths = ("/tasks/1", "/reminders/2", "/tasks/1/history", "/settings", "/settings/workspace")
        return [(await ann.get(path)).text for path in paths]

    before = await state()
    eve = await signed_in(public, "T2", "U2")
    await said(public, "T2", "U2", "add own")
    by_token = public.client(Authorization="Bearer eves-token", Host="todo.example")
    secrets = (SECRET, task["id"], reminder["id"], here)
    for operation, more in CASES.items():
        if operation == "DELETE /session":
            continue  # at the end: it would sign Eve out
        method, path = operation.split(" ")
        ids = (task["id"], reminder["id"], "1", "2") if "{id}" in operation or "{id}" in str(more) else ("",)
        for name in ids:
            at = path.replace("{id}", name)
            body = more | _filled(operation, more, name, deed)
            for http in (eve, by_token):
                status, text = await asked(http, method, at, body)
                echoed = text.replace(f"search {SECRET}", "").replace(f"“{SECRET}”", "").replace(name or "\0", "")
                assert not any(secret in echoed for secret in secrets), (operation, text)
                if len(name) > 30:
                    assert status in (404, 422) or text == '{"items":[]}', (operation, status, text)
                chosen = body | {"params": {**body.get("params", {}), "workspace": here}}
                status, text = await asked(http, method, at, chosen)
                open_to_all = path.startswith("/health/") or operation == "POST /session"
                assert status == 404 or open_to_all, (operation, status, text)
                assert SECRET not in text
    assert await state() == before
    assert (await eve.delete("/session")).status_code == 204
    assert OURS["Origin"] == PUBLIC
