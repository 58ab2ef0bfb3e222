"""The doctor finds what is wrong with a Slack app and says what to do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.slack.doctor import doctor
from bot.slack.scopes import SCOPES
from bot.slack.settings import Settings


@dataclass
class Slack:
    """Answers as it is told."""

    url: str = ""
    bot: dict[str, Any] = field(default_factory=lambda: {"ok": True, "user": "todobot", "team": "Acme", "bot_id": "B1"})
    app: dict[str, Any] = field(default_factory=lambda: {"ok": True, "url": "wss://x"})
    scopes: str | None = ",".join(SCOPES)

    async def test(self, request: web.Request) -> web.Response:
        """auth.test."""
        headers = {} if self.scopes is None else {"X-OAuth-Scopes": self.scopes}
        return web.json_response(self.bot, headers=headers)

    async def open(self, request: web.Request) -> web.Response:
        """apps.connections.open."""
        return web.json_response(self.app)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """On a free port."""
    fake = Slack()
    app = web.Application()
    app.router.add_post("/api/auth.test", fake.test)
    app.router.add_post("/api/apps.connections.open", fake.open)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield fake
    await runner.cleanup()


async def bad(slack: Slack, **change: Any) -> list[str]:
    """What is not well, each with its advice."""
    settings = {"bot_token": "xoxb-1", "app_token": "xapp-1", "api_url": slack.url} | change
    return [f"{one.text} {one.advice}" for one in await doctor(Settings(**settings)) if not one.well]


async def test_a_healthy_app_has_nothing_wrong(slack: Slack) -> None:
    assert await bad(slack) == []
    told = [one.text for one in await doctor(Settings(bot_token="xoxb-1", app_token="xapp-1", api_url=slack.url))]
    assert told[0].startswith("SLACK_BOT_TOKEN speaks as todobot in Acme") and "Socket Mode" in told[-1]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("invalid_auth", "Copy the token again"), ("token_revoked", "install it again"), ("token_expired", "rotation")],
)
async def test_a_refused_token_is_named_with_what_to_do(slack: Slack, reason: str, words: str) -> None:
    slack.bot = {"ok": False, "error": reason}
    (text,) = await bad(slack)
    assert f"SLACK_BOT_TOKEN: {reason}" in text and words in text
    slack.app = {"ok": False, "error": "missing_scope"}
    assert "connections:write" in (await bad(slack))[1]


async def test_missing_scopes_are_named_with_their_reasons(slack: Slack) -> None:
    slack.scopes = ",".join(scope for scope in SCOPES if scope != "im:write")
    (text,) = await bad(slack)
    assert "im:write (to remind people in private)" in text and "reinstall" in text
    slack.scopes = None
    assert await bad(slack) == []


async def test_a_persons_token_is_none_for_a_bot(slack: Slack) -> None:
    del slack.bot["bot_id"]
    assert "a person's" in (await bad(slack))[0]


async def test_without_a_way_in_it_says_which_there_are(slack: Slack) -> None:
    assert "Socket Mode" in (await bad(slack, app_token=""))[0]
    found = await bad(slack, app_token="", signing_secret="short")
    assert "32 characters" in found[0] and "PUBLIC_URL" in found[1]
    assert "SLACK_BOT_TOKEN" in (await bad(slack, bot_token=""))[0]


async def test_slack_that_is_not_reached_is_said() -> None:
    findings = await doctor(Settings(bot_token="xoxb-1", app_token="xapp-1", api_url="http://127.0.0.1:9/api/"))
    assert [one.well for one in findings] == [False, False] and "does not answer" in findings[0].text


async def test_no_finding_tells_a_secret(slack: Slack) -> None:
    slack.bot = {"ok": False, "error": "invalid_auth"}
    settings = Settings("xoxb-canary", "canary", "xapp-canary", "1", "canary", slack.url)
    assert "canary" not in str(await doctor(settings))
