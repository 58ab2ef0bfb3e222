"""An installation belongs to the browser that began it, happens once, and is whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from aiohttp import web
from starlette.applications import Starlette

from bot.slack.oauth import COOKIE, INSTALL, RETURN, STATE_S, OAuth, installation_of
from bot.slack.scopes import SCOPES
from bot.slack.settings import Settings
from core.ports import Installation


@dataclass
class Slack:
    """Gives a token for the code that it knows, once, to the address that began."""

    url: str = ""
    codes: set[str] = field(default_factory=lambda: {"good"})
    asked: list[dict[str, Any]] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)

    async def access(self, request: web.Request) -> web.Response:
        """oauth.v2.access."""
        form = dict(await request.post())
        self.asked.append(form)
        if form.get("redirect_uri") != f"https://todo.example.com{RETURN}":
            return web.json_response({"ok": False, "error": "bad_redirect_uri"})
        if form.get("code") not in self.codes:
            return web.json_response({"ok": False, "error": "invalid_code"})
        self.codes.discard(str(form["code"]))
        given = {"ok": True, "access_token": "xoxe.xoxb-1", "refresh_token": "xoxe-1", "expires_in": 43_200}
        given |= {"token_type": "bot", "scope": "chat:write", "bot_user_id": "UBOT", "app_id": "A1"}
        given |= {"team": {"id": "T1", "name": "Acme <b>"}, "authed_user": {"id": "U1"}}
        return web.json_response(given | self.change)

    async def test(self, request: web.Request) -> web.Response:
        """auth.test."""
        return web.json_response({"ok": True, "bot_id": "B1", "url": "https://acme.slack.com/"})


@dataclass
class Kept:
    """Installations."""

    there: list[Installation] = field(default_factory=list)

    async def put(self, installation: Installation) -> None:
        """Keep it."""
        self.there.append(installation)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """On a free port."""
    fake = Slack()
    app = web.Application()
    app.router.add_post("/api/oauth.v2.access", fake.access)
    app.router.add_post("/api/auth.test", fake.test)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield fake
    await runner.cleanup()


@dataclass
class Office:
    """The two addresses, and browsers to reach them."""

    app: Starlette
    kept: Kept
    slack: Slack

    def browser(self) -> httpx.AsyncClient:
        """One of its own."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="https://todo.example.com")


@pytest.fixture
def office(house: Any, slack: Slack) -> Office:
    """For many workspaces."""
    settings = Settings(client_id="1.2", client_secret="hush", api_url=slack.url, home="https://todo.example.com")
    kept = Kept()
    return Office(Starlette(routes=OAuth(settings, kept, house.sessions).routes()), kept, slack)  # type: ignore[arg-type]


async def begin(browser: httpx.AsyncClient) -> str:
    """The state with which a browser goes to Slack."""
    answer = await browser.get(INSTALL)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


async def test_a_workspace_is_kept_with_what_it_takes_to_speak_there(office: Office) -> None:
    async with office.browser() as browser:
        answer = await browser.get(INSTALL)
        there = urlsplit(answer.headers["location"])
        query = {name: values[0] for name, values in parse_qs(there.query).items()}
        assert there.path == "/oauth/v2/authorize" and query["client_id"] == "1.2"
        assert query["scope"].split(",") == list(SCOPES)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "Secure" in cookie and "samesite=lax" in cookie.lower()
        back = await browser.get(RETURN, params={"code": "good", "state": query["state"]})
    assert back.status_code == 200 and "Acme &lt;b&gt;" in back.text
    (one,) = office.kept.there
    assert (one.platform, one.workspace, one.ended) == ("slack", "T1", "")
    assert one.secrets == {"bot_token": "xoxe.xoxb-1", "refresh_token": "xoxe-1"}
    assert one.details["bot_user"] == "UBOT" and one.details["bot_id"] == "B1" and one.details["installer"] == "U1"
    assert one.expires_at is not None and "xoxe" not in repr(one)


async def test_a_state_is_good_once(office: Office) -> None:
    async with office.browser() as browser:
        state = await begin(browser)
        office.slack.codes |= {"again"}
        first = await browser.get(RETURN, params={"code": "good", "state": state})
        second = await browser.get(RETURN, params={"code": "again", "state": state})
        tries = await asyncio.gather(*(browser.get(RETURN, params={"code": "again", "state": state}) for _ in range(3)))
    assert (first.status_code, second.status_code) == (200, 400)
    assert [one.status_code for one in tries] == [400] * 3
    assert len(office.kept.there) == len(office.slack.asked) == 1


async def test_another_browser_cannot_finish_what_one_began(office: Office) -> None:
    async with office.browser() as one, office.browser() as other:
        state = await begin(one)
        without = await other.get(RETURN, params={"code": "good", "state": state})
        await begin(other)
        foreign = await other.get(RETURN, params={"code": "good", "state": state})
        forged = await other.get(RETURN, params={"code": "good", "state": "x" * 43})
        missing = await other.get(RETURN, params={"code": "good"})
    assert {answer.status_code for answer in (without, foreign, forged, missing)} == {400}
    assert office.kept.there == [] and office.slack.asked == []


async def test_two_tabs_of_one_browser_both_finish(office: Office) -> None:
    office.slack.codes |= {"other"}
    async with office.browser() as browser:
        states = [await begin(browser), await begin(browser)]
        for state, code in zip(states, ("good", "other"), strict=True):
            assert (await browser.get(RETURN, params={"code": code, "state": state})).status_code == 200


async def test_a_code_that_was_used_before_leaves_nothing(office: Office) -> None:
    async with office.browser() as browser:
        for code, status in (("good", 200), ("good", 400), ("", 400)):
            state = await begin(browser)
            assert (await browser.get(RETURN, params={"code": code, "state": state})).status_code == status
    assert len(office.kept.there) == 1


async def test_who_cancels_reads_so_and_the_state_is_used_up(office: Office) -> None:
    async with office.browser() as browser:
        state = await begin(browser)
        cancelled = await browser.get(RETURN, params={"error": "access_denied", "state": state})
        again = await browser.get(RETURN, params={"code": "good", "state": state})
    assert cancelled.status_code == again.status_code == 400
    assert "You cancelled it" in cancelled.text and office.kept.there == []


@pytest.mark.parametrize(
    "change",
    [{"is_enterprise_install": True}, {"team": None}, {"token_type": "user"}, {"access_token": ""}, {"ok": False}],
)
async def test_half_an_installation_is_none(office: Office, change: dict[str, Any]) -> None:
    office.slack.change = change
    async with office.browser() as browser:
        state = await begin(browser)
        assert (await browser.get(RETURN, params={"code": "good", "state": state})).status_code == 400
    assert office.kept.there == []


async def test_no_page_and_no_log_tells_a_secret(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    async with office.browser() as browser:
        state = await begin(browser)
        told = [await browser.get(RETURN, params={"code": "canary-code", "state": state})]
        state = await begin(browser)
        told.append(await browser.get(RETURN, params={"code": "good", "state": state}))
        cookie = browser.cookies[COOKIE]
    text = "".join(one.text for one in told) + "".join(capfd.readouterr())
    for secret in ("canary-code", "xoxe", "hush", state, cookie):
        assert secret not in text


def test_a_token_without_an_end_has_none() -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    given = {"access_token": "xoxb-1", "team": {"id": "T1"}}
    assert installation_of(given, "", "", now).expires_at is None
    assert installation_of(given | {"expires_in": 60}, "", "", now).expires_at == now + timedelta(minutes=1)
    assert STATE_S == 600
