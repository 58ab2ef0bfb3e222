"""Socket Mode: envelopes are acknowledged, connections replaced before they are lost, and made again when they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from bot.slack import door, line, sockets
from bot.slack.settings import Settings
from bot.slack.sockets import Sockets, open_url
from core.errors import PermanentError, TransientError

GENEROUS_S = 20.0


@dataclass
class Slack:
    """A server that greets, keeps what it is told, and does to connections as it is asked."""

    url: str = ""
    open: list[web.WebSocketResponse] = field(default_factory=list)
    most: int = 0
    opened: int = 0
    asked: int = 0
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)  # what apps.connections.open says next: an error, or None
    silent: bool = False  # half-open: reads nothing, not even pings
    greets: bool = True

    async def ask(self, settings: Settings) -> str:
        """apps.connections.open."""
        self.asked += 1
        error = self.answers.pop(0) if self.answers else None
        if error is not None:
            raise error
        return self.url

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.open.append(socket)
        self.opened += 1
        self.most = max(self.most, len(self.open))
        try:
            if self.greets:
                await socket.send_json({"type": "hello", "num_connections": len(self.open)})
            while not socket.closed:
                if self.silent and socket is self.open[0]:
                    await asyncio.sleep(0.02)
                    continue
                message = await socket.receive()
                if message.type == WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.TEXT:
                    self.acknowledged.append(message.json())
                elif message.type != WSMsgType.PONG:
                    break
        finally:
            self.open.remove(socket)
        return socket

    async def send(self, document: dict[str, Any], number: int = 0) -> None:
        """To one connection."""
        await self.open[number].send_json(document)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """On a free port."""
    fake = Slack()
    app = web.Application()
    app.router.add_get("/link", fake.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/link"
    yield fake
    await runner.cleanup()


@pytest.fixture
async def connected(house: Any, slack: Slack) -> AsyncIterator[Sockets]:
    """Two sockets, up."""
    both = Sockets(Settings(app_token="xapp-1"), house.pipe, house.interactivity, slack.ask)
    await both.start()
    await until(lambda: both.up == 2)
    yield both
    await both.stop()


async def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    ends = time.monotonic() + GENEROUS_S
    while not true():
        assert time.monotonic() < ends, "it never came to that"
        await asyncio.sleep(0.01)


def event() -> dict[str, Any]:
    """A direct message, in its envelope."""
    told = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "17.5", "text": "list"}
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    payload = {"type": "event_callback", "event_id": "Ev1", "event": told, "authorizations": authorizations}
    return {"envelope_id": "e1", "type": "events_api", "payload": payload, "accepts_response_payload": False}


async def test_an_event_is_acknowledged_when_it_is_done(house: Any, slack: Slack, connected: Sockets) -> None:
    await slack.send(event())
    await until(lambda: bool(slack.acknowledged))
    assert slack.acknowledged == [{"envelope_id": "e1"}]
    assert len(house.assistant.heard) == 1
    assert connected.health() == (True, "Slack is connected through 2 of 2 sockets.")


async def test_an_event_that_was_not_done_is_not_acknowledged_and_comes_again_elsewhere(
    house: Any, slack: Slack, connected: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "ANSWER_S", 0.05)
    house.assistant.delay = 0.4
    await slack.send(event())
    await until(lambda: bool(house.assistant.heard))
    await house.quiet()
    assert slack.acknowledged == []
    await slack.send(event() | {"envelope_id": "e2", "retry_attempt": 1}, 1)
    await until(lambda: bool(slack.acknowledged))
    assert slack.acknowledged == [{"envelope_id": "e2"}] and len(house.assistant.heard) == 1


async def test_commands_and_clicks_are_acknowledged_at_once_and_menus_with_their_body(
    house: Any, slack: Slack, connected: Sockets
) -> None:
    house.assistant.delay, house.assistant.found = 0.3, []
    command = {"command": "/todo", "text": "list", "team_id": "T1", "user_id": "U1", "trigger_id": "1"}
    await slack.send({"envelope_id": "c1", "type": "slash_commands", "payload": command})
    await until(lambda: bool(slack.acknowledged))
    assert house.out.said == []
    menu = {"type": "block_suggestion", "action_id": "suggest:task", "value": "", "user": {"id": "U1"}}
    await slack.send({"envelope_id": "m1", "type": "interactive", "payload": menu | {"team": {"id": "T1"}}})
    await until(lambda: len(slack.acknowledged) == 2)
    assert slack.acknowledged == [{"envelope_id": "c1"}, {"envelope_id": "m1", "payload": {"options": []}}]
    await house.quiet()
    assert house.texts() == ["done"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_is_replaced_before_it_is_left(slack: Slack, connected: Sockets, reason: str) -> None:
    leaving = slack.open[0]
    await slack.send({"type": "disconnect", "reason": reason})
    await until(lambda: leaving.closed and len(slack.open) == 2)
    assert (slack.most, slack.opened) == (3, 3), "the third was up before the first was closed"
    await until(lambda: connected.up == 2)


async def test_what_a_leaving_connection_brought_is_still_acknowledged(
    house: Any, slack: Slack, connected: Sockets
) -> None:
    house.assistant.delay = 0.3
    await slack.send(event())
    await slack.send({"type": "disconnect", "reason": "refresh_requested"})
    await until(lambda: slack.acknowledged == [{"envelope_id": "e1"}])


async def test_lost_connections_are_made_again(slack: Slack, connected: Sockets) -> None:
    for socket in list(slack.open):
        transport = socket._req.transport if socket._req else None
        assert transport is not None
        transport.abort()
    await until(lambda: slack.opened == 4 and connected.up == 2)


async def test_silence_is_noticed(house: Any, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "BEAT_S", 0.4)
    both = Sockets(Settings(app_token="xapp-1"), house.pipe, house.interactivity, slack.ask)
    await both.start()
    await until(lambda: both.up == 2)
    slack.silent = True
    await until(lambda: slack.opened >= 3)
    await both.stop()


async def test_a_connection_without_a_greeting_is_none(
    house: Any, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "HELLO_S", 0.1)
    slack.greets = False
    one = Sockets(Settings(app_token="xapp-1", sockets=1), house.pipe, house.interactivity, slack.ask)
    await one.start()
    await until(lambda: slack.opened >= 2)
    assert not one.health()[0]
    await one.stop()


async def test_a_process_that_does_not_keep_the_sockets_is_none_the_worse(house: Any, slack: Slack) -> None:
    one = Sockets(Settings(app_token="xapp-1"), house.pipe, house.interactivity, slack.ask)
    assert one.health() == (True, "Slack's sockets are another process's to keep.")


async def test_slack_is_asked_again_after_the_time_that_it_names(house: Any, slack: Slack) -> None:
    slack.answers = [TransientError("ratelimited", retry_after=0.3), TransientError("internal_error")]
    one = Sockets(Settings(app_token="xapp-1", sockets=1), house.pipe, house.interactivity, slack.ask)
    began = time.monotonic()
    await one.start()
    await until(lambda: one.up == 1)
    assert slack.asked == 3 and time.monotonic() - began >= 0.24
    await one.stop()


async def test_a_token_that_is_refused_is_said_and_not_hammered(
    house: Any, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.answers = [PermanentError("invalid_auth")] * 2
    one = Sockets(Settings(app_token="xapp-1", sockets=1), house.pipe, house.interactivity, slack.ask)
    await one.start()
    await until(lambda: slack.asked == 1 and one.trouble == "invalid_auth")
    assert one.health() == (False, "Slack is not connected: invalid_auth.")
    await one.stop()
    assert slack.asked == 1


async def test_one_connection_too_many_is_left_alone_for_a_while(
    house: Any, slack: Slack, connected: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "HOPELESS_S", 0.2)
    await slack.send({"type": "disconnect", "reason": "too_many_websockets"})
    await slack.open[0].close()
    await until(lambda: connected.trouble == "too_many_websockets" or slack.opened == 3)
    await until(lambda: connected.up == 2)


async def test_where_slack_is_not_reached_the_error_is_one_that_may_pass() -> None:
    with pytest.raises(TransientError):
        await open_url(Settings(app_token="xapp-1", api_url="http://127.0.0.1:9/api/"))
