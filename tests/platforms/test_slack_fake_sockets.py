"""The fake Slack's Socket Mode, driven by slack_sdk's own client: envelopes, acknowledgements, and lines that fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.client import FakeSlack
from tests.platforms.slack.tokens import first_token


class App:
    """An app over Socket Mode: it keeps what it gets and acknowledges unless told otherwise."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.got: list[SocketModeRequest] = []
        self.frames: list[dict[str, Any]] = []
        self.silent = 0
        self.answer: Any = None
        self.clients: list[SocketModeClient] = []

    async def connect(self, **more: Any) -> SocketModeClient:
        """One more connection."""
        web = AsyncWebClient(base_url=self.fake.api, retry_handlers=[])
        client = SocketModeClient(app_token=self.fake.app["app_token"], web_client=web, **more)
        client.socket_mode_request_listeners.append(self._take)
        client.on_message_listeners.append(self._note)
        self.clients.append(client)
        await client.connect()
        return client

    async def _note(self, message: aiohttp.WSMessage) -> None:
        self.frames.append(json.loads(message.data))

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        self.got.append(request)
        if self.silent:
            self.silent -= 1
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))

    async def until(self, look: Any, what: str) -> None:
        """Wait for it."""
        try:
            async with asyncio.timeout(20):
                while not look():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}") from None

    async def do(self, deed: str, **body: Any) -> Any:
        """A deed in a thread."""
        return await asyncio.to_thread(self.fake.do, deed, **body)

    def lines(self) -> list[dict[str, Any]]:
        """Who is connected."""
        return self.fake.noted()["sockets"]["lines"]


@pytest.fixture
async def app(tmp_path) -> AsyncIterator[App]:
    fake = FakeSlack(tmp_path, retry_delays=(0, 0.1, 0.2), ping_seconds=0.2)
    fake.start()
    fake.settings(over_sockets=True)
    made = App(fake)
    yield made
    for client in made.clients:
        await client.close()
    fake.kill()


async def test_events_commands_and_clicks_come_as_envelopes_and_are_acknowledged(app):
    await app.connect()
    assert (await app.do("type", text="hi", channel="general", mention=True))["tries"][0]["status"] == 200
    app.answer = {"text": "working on it"}
    await app.do("command", command="/todo", text="buy milk", channel="general")
    assert [one.type for one in app.got] == ["events_api", "events_api", "slash_commands"]
    assert (app.got[0].payload["event"]["type"], app.got[0].retry_attempt) == ("app_mention", 0)
    assert app.got[2].payload["text"] == "buy milk"
    assert (await app.do("see", channel="general"))["messages"][-1]["lines"] == ["working on it"]
    hello = next(one for one in app.frames if one["type"] == "hello")
    assert hello["debug_info"]["approximate_connection_time"] == 18_060


async def test_an_answer_to_a_click_travels_in_the_acknowledgement(app):
    await app.connect()
    web = AsyncWebClient(token=first_token("acme"), base_url=app.fake.api, retry_handlers=[])
    menu = {"type": "external_select", "action_id": "l", "placeholder": {"type": "plain_text", "text": "List"}}
    await web.chat_postMessage(channel="UACMEANN", text="x", blocks=[{"type": "actions", "elements": [menu]}])
    app.answer = {"options": [{"text": {"type": "plain_text", "text": "groceries"}, "value": "7"}]}
    assert (await app.do("suggest", label="List", value="g"))["options"][0]["value"] == "7"


async def test_an_envelope_that_is_not_acknowledged_comes_again(app):
    await app.connect()
    app.silent = 1
    await app.do("type", text="hi")
    await app.until(lambda: len(app.got) == 2, "the second delivery")
    assert (app.got[1].retry_attempt, app.got[1].retry_reason) == (1, "http_timeout")
    assert app.got[0].payload["event_id"] == app.got[1].payload["event_id"]
    assert app.got[0].envelope_id != app.got[1].envelope_id


async def test_any_one_of_several_lines_gets_an_envelope_and_the_eleventh_line_is_refused(app):
    for _ in range(10):
        await app.connect(auto_reconnect_enabled=False)
    await app.until(lambda: len(app.lines()) == 10, "ten lines")
    for _ in range(12):
        await app.do("type", text="hi")
    assert len(app.got) == 12
    used = {one["line"] for one in app.fake.noted()["tries"]}
    assert len(used) > 1
    url = (await app.clients[0].web_client.apps_connections_open(app_token=app.fake.app["app_token"]))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as eleventh:
        assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
        assert (await eleventh.receive()).type == aiohttp.WSMsgType.CLOSE
    assert len(app.lines()) == 10


async def test_a_line_is_asked_to_refresh_and_then_closed(app):
    await app.connect(ping_interval=0.2)
    app.fake.sockets("warning")
    app.fake.sockets("refresh_requested", seconds=0.3)
    await app.until(lambda: [one["line"] for one in app.lines()] not in ([], [1]), "another line")
    reasons = [one["reason"] for one in app.frames if one["type"] == "disconnect"]
    assert reasons[:2] == ["warning", "refresh_requested"]


async def test_all_lines_may_be_dropped_and_events_come_again_when_one_is_back(app):
    await app.connect(ping_interval=0.3)
    await app.do("settings", delays=[0.5] * 40)
    app.fake.sockets("drop")
    await app.until(lambda: app.lines() == [] or app.lines()[0]["line"] > 1, "the drop")
    await app.do("type", text="hi")
    await app.until(lambda: app.got, "the event")


async def test_a_half_open_line_looks_open_and_swallows_everything(app):
    await app.connect(auto_reconnect_enabled=False, ping_interval=0.2)
    await app.until(lambda: app.lines()[0]["pings"] > 0, "pings to be answered")
    app.fake.sockets("half_open")
    assert (await app.do("type", text="hi", retry=False))["tries"][0]["reason"] == "http_timeout"
    assert (app.got, len(app.lines())) == ([], 1)


async def test_a_line_needs_the_apps_own_token_and_a_fresh_ticket(app):
    web = AsyncWebClient(base_url=app.fake.api, retry_handlers=[])
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await web.apps_connections_open(app_token=first_token("acme"))
    url = (await web.apps_connections_open(app_token=app.fake.app["app_token"]))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as line:
            assert (await line.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
