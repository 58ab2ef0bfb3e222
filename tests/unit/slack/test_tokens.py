"""Each workspace's token is its own, is refreshed by one process alone, and ends when the workspace says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.slack.calls import Calls
from bot.slack.settings import Settings
from bot.slack.tokens import Tokens
from bot.slack.web import Web
from core.db.engine import Database
from core.db.installations import KEYS, StoredInstallations, new_key
from core.errors import PermanentError, TransientError
from core.ports import Installation
from core.secrets.env import EnvironmentSecrets
from tests.platforms.slack.client import FakeSlack
from tests.unit.slack.peer import ACME, GENERAL, GLOBEX, Nobody, slack_in

HOME = "https://todobot.example"
BACK = f"{HOME}/slack/oauth"


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[FakeSlack]:
    with slack_in(tmp_path / "slack", app={"installed": False, "rotation": True}, burst=1_000) as fake:
        yield fake


@pytest.fixture
async def store(db: Database) -> StoredInstallations:
    return StoredInstallations(db, EnvironmentSecrets({KEYS: new_key()}, file=None))


@pytest.fixture
async def web(slack: FakeSlack) -> AsyncIterator[Web]:
    made = Web(slack.api)
    yield made
    await made.close()


@pytest.fixture
async def calls(slack: FakeSlack, store: StoredInstallations, web: Web) -> Calls:
    return process_of(slack, store, web)


def process_of(slack: FakeSlack, store: StoredInstallations, web: Web, **more: Any) -> Calls:
    """What one process holds in its memory."""
    return Calls(web, Tokens(Settings.of(slack.for_oauth(HOME), HOME), web, store, **more))


async def install(slack: FakeSlack, store: StoredInstallations, web: Web, workspace: str, **change: Any) -> str:
    """Somebody installs the app; its first token."""
    query = {"client_id": slack.app["client_id"], "scope": "chat:write,users:read", "redirect_uri": BACK, "state": "s"}
    url = f"{slack.url}/oauth/v2/authorize?{urlencode(query)}"
    account = "ann" if workspace == "acme" else "dan"
    there = await asyncio.to_thread(slack.authorize, url, workspace=workspace, account=account)
    [code] = parse_qs(urlsplit(there).query)["code"]
    given = await web.access(slack.app["client_id"], slack.app["client_secret"], code=code, redirect_uri=BACK)
    made = Installation(
        platform="slack",
        workspace=given["team"]["id"],
        name=workspace,
        secrets={"bot_token": given["access_token"], "refresh_token": given["refresh_token"]},
        details={"bot_user": given["bot_user_id"]},
        expires_at=datetime.now(UTC) + timedelta(seconds=given["expires_in"]),
    )
    await store.put(replace(made, **change))
    return str(given["access_token"])


def exchanges(slack: FakeSlack) -> int:
    return sum(one["method"] == "oauth.v2.access" for one in slack.noted()["calls"])


async def ending(calls: Calls, workspace: str = ACME) -> str:
    with pytest.raises(PermanentError) as caught:
        await calls.call(workspace, "chat.postMessage", channel=GENERAL, text="hello")
    assert caught.value.gone
    return caught.value.reason


async def test_two_workspaces_speak_with_their_own_tokens(
    slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls
) -> None:
    first, second = [await install(slack, store, web, name) for name in ("acme", "globex")]
    assert (await calls.tokens.of(ACME)).token == first
    assert (await calls.tokens.of(GLOBEX)).token == second
    assert (await calls.tokens.of(ACME)).bot_user == "UACMEBOT"
    await calls.call(ACME, "chat.postMessage", channel=GENERAL, text="for acme")
    assert [one["team"] for one in slack.log("post")] == [ACME]
    with pytest.raises(PermanentError, match="channel_not_found"):
        await calls.call(GLOBEX, "chat.postMessage", channel=GENERAL, text="for acme, too")


async def test_a_token_is_not_shown(slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls) -> None:
    token = await install(slack, store, web, "acme")
    assert token not in repr(await calls.tokens.of(ACME))


async def test_who_has_not_let_us_in_is_told_apart(calls: Calls) -> None:
    assert await ending(calls) == "not_installed"


async def test_one_of_many_refreshes_before_the_end(slack: FakeSlack, store: StoredInstallations, web: Web) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    old = await install(slack, store, web, "acme", expires_at=soon)
    before = exchanges(slack)
    processes = [process_of(slack, store, web) for _ in range(4)]
    tokens = await asyncio.gather(*(one.tokens.of(ACME) for one in processes for _ in range(3)))
    assert len({one.token for one in tokens}) == 1 and tokens[0].token != old
    assert exchanges(slack) == before + 1
    kept = await store.get("slack", ACME)
    assert kept is not None and kept.expires_at is not None and kept.expires_at > soon + timedelta(hours=10)


async def test_a_token_that_has_expired_is_exchanged_and_the_call_made(
    slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls
) -> None:
    await install(slack, store, web, "acme")
    await calls.tokens.of(ACME)
    slack.change(workspace="acme", expire=True)
    said = [calls.call(ACME, "chat.postMessage", channel=GENERAL, text=f"{n}") for n in range(5)]
    assert all(answer["ok"] for answer in await asyncio.gather(*said))
    assert len(slack.log("post")) == 5
    assert exchanges(slack) == 2, "the installation and one refresh"


async def test_a_refresh_that_fails_now_leaves_a_token_that_is_good_for_a_while(
    slack: FakeSlack, store: StoredInstallations, web: Web
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    old = await install(slack, store, web, "acme", expires_at=soon)
    slack.kill()
    here = process_of(slack, store, web)
    assert (await here.tokens.of(ACME)).token == old
    late = process_of(slack, store, web, clock=lambda: soon + timedelta(minutes=1))
    with pytest.raises(TransientError):
        await late.tokens.of(ACME)


async def test_a_revoked_workspace_is_asked_no_more_and_others_go_on(
    slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls
) -> None:
    for name in ("acme", "globex"):
        await install(slack, store, web, name)
    slack.change(workspace="acme", revoke=True, silent=True)
    assert await ending(calls) == "token_revoked"
    before = len(slack.noted()["calls"])
    assert await ending(calls) == "token_revoked"
    assert await ending(process_of(slack, store, web)) == "token_revoked", "every process knows"
    assert len(slack.noted()["calls"]) == before, "nothing more was sent for it"
    assert (await calls.call(GLOBEX, "auth.test"))["ok"]
    kept = await store.get("slack", ACME)
    assert kept is not None and kept.ended == "token_revoked"


async def test_the_end_that_an_event_tells_is_the_end_until_it_is_installed_again(
    slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls
) -> None:
    await install(slack, store, web, "acme")
    await calls.tokens.of(ACME)
    await calls.tokens.ended(ACME, "app_uninstalled")
    assert await ending(calls) == "token_revoked"
    fresh = await install(slack, store, web, "acme")
    assert (await calls.tokens.of(ACME)).token == fresh


async def test_a_token_that_another_process_has_replaced_is_not_the_end(
    slack: FakeSlack, store: StoredInstallations, web: Web, calls: Calls
) -> None:
    await install(slack, store, web, "acme")
    await calls.tokens.of(ACME)
    slack.change(workspace="acme", revoke=True, silent=True)
    await install(slack, store, web, "acme")
    assert (await calls.call(ACME, "auth.test"))["ok"]


async def test_a_lone_token_is_asked_once_whose_it_is(slack: FakeSlack, web: Web) -> None:
    slack.kill()
    fake = FakeSlack(slack.folder / "lone")
    fake.start()
    try:
        lone = Web(fake.api)
        tokens = Tokens(Settings.of(fake.for_bot()), lone, Nobody())
        known = await asyncio.gather(*(tokens.of(ACME) for _ in range(5)))
        assert {one.bot_user for one in known} == {"UACMEBOT"} and known[0].name == "acme"
        assert [one["method"] for one in fake.noted()["calls"]] == ["auth.test"]
        with pytest.raises(PermanentError, match="not_installed"):
            await tokens.of(GLOBEX)
        fake.change(workspace="acme", revoke=True, silent=True)
        assert await ending(Calls(lone, tokens)) == "token_revoked"
        with pytest.raises(PermanentError, match="token_revoked"):
            await tokens.of(ACME)
        await lone.close()
    finally:
        fake.kill()
