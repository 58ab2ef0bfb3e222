"""Over HTTP only Slack is listened to, and it is answered within its three seconds."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.slack import door
from bot.slack.http import PATH, Http

SECRET = "shh"


def signed(
    body: bytes, *, secret: str = SECRET, at: float | None = None, kind: str = "application/json"
) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


def event(**change: Any) -> bytes:
    """A direct message."""
    told = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "17.5", "text": "list"}
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    envelope = {"type": "event_callback", "event_id": "Ev1", "event": told, "authorizations": authorizations}
    return json.dumps(envelope | change).encode()


def client(house: Any) -> httpx.AsyncClient:
    """A client of the route."""
    app = Starlette(routes=Http(house.pipe, house.interactivity, SECRET).routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_an_event_is_acknowledged_when_it_is_done(house: Any) -> None:
    async with client(house) as http:
        body = event()
        answers = await asyncio.gather(*(http.post(PATH, content=body, headers=signed(body)) for _ in range(4)))
    assert [one.status_code for one in answers] == [200] * 4
    await house.quiet()
    assert len(house.assistant.heard) == 1 and house.texts() == ["done"]


async def test_with_the_database_stalled_the_answer_is_503_within_three_seconds_and_the_effect_is_one(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "ANSWER_S", 0.2)
    house.assistant.delay = 0.7
    async with client(house) as http:
        body = event()
        first = await http.post(PATH, content=body, headers=signed(body))
        await house.quiet()
        again = await http.post(PATH, content=body, headers=signed(body) | {"X-Slack-Retry-Num": "1"})
    assert (first.status_code, again.status_code) == (503, 200)
    await house.quiet()
    assert len(house.assistant.heard) == len(house.out.said) == 1


async def test_a_command_is_acknowledged_before_it_is_done(house: Any) -> None:
    house.assistant.delay = 0.3
    body = urlencode(
        {"command": "/todo", "text": "list", "team_id": "T1", "user_id": "U1", "trigger_id": "1.2"}
    ).encode()
    async with client(house) as http:
        answer = await http.post(PATH, content=body, headers=signed(body, kind="application/x-www-form-urlencoded"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert house.out.said == []
    await house.quiet()
    assert house.texts() == ["done"]


async def test_a_click_arrives_as_a_form_with_a_payload(house: Any) -> None:
    payload = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "3"}
    payload["actions"] = [{"type": "button", "value": "1:undo"}]  # type: ignore[assignment]
    body = urlencode({"payload": json.dumps(payload)}).encode()
    async with client(house) as http:
        answer = await http.post(PATH, content=body, headers=signed(body, kind="application/x-www-form-urlencoded"))
    assert answer.status_code == 200
    await house.quiet()
    assert house.assistant.heard[0].action == "1:undo"


async def test_slack_may_ask_whose_address_this_is(house: Any) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    form = b"ssl_check=1&token=x"
    async with client(house) as http:
        asked = await http.post(PATH, content=body, headers=signed(body))
        checked = await http.post(PATH, content=form, headers=signed(form, kind="application/x-www-form-urlencoded"))
    assert asked.text == "abc" and checked.status_code == 200


FORGERIES: dict[str, dict[str, str]] = {
    "another secret": signed(event(), secret="other"),
    "another body": signed(event(event_id="Ev2")),
    "too old": signed(event(), at=time.time() - 86_400),
    "from the future": signed(event(), at=time.time() + 86_400),
    "no signature": {"X-Slack-Request-Timestamp": str(int(time.time()))},
    "no time": {"X-Slack-Signature": "v0=00"},
    "a time that is none": signed(event()) | {"X-Slack-Request-Timestamp": "soon"},
    "a time in other digits": signed(event()) | {"X-Slack-Request-Timestamp": "٣".encode().decode("latin-1")},
    "an endless time": signed(event()) | {"X-Slack-Request-Timestamp": "9" * 5_000},
    "another version": signed(event()) | {"X-Slack-Signature": "v1=00"},
    "no ASCII": signed(event()) | {"X-Slack-Signature": "v0=\xfc"},
}


@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES)
async def test_what_slack_did_not_sign_is_refused_and_does_nothing(house: Any, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    async with client(house) as http:
        answer = await http.post(PATH, content=event(), headers=raw)
    assert answer.status_code == 401
    await house.quiet()
    assert house.assistant.heard == [] and house.api.calls == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"type":"event_callback"}', '{"type": "ü"}'.encode("latin-1"), b"\xff\xfe"],
)
async def test_what_slack_never_sends_is_answered_400(house: Any, body: bytes) -> None:
    async with client(house) as http:
        answer = await http.post(PATH, content=body, headers=signed(body))
    assert answer.status_code == 400
    form = b"payload=%7B%7D"
    async with client(house) as http:
        answer = await http.post(PATH, content=form, headers=signed(form, kind="application/x-www-form-urlencoded"))
    assert answer.status_code == 400


async def test_a_workspace_over_its_limit_is_only_noted(house: Any) -> None:
    body = json.dumps({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}).encode()
    async with client(house) as http:
        assert (await http.post(PATH, content=body, headers=signed(body))).status_code == 200
