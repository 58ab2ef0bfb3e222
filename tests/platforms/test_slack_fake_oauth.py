"""The fake Slack's OAuth: a code is good once and for one address, a refresh token once, a rotating token 12 hours."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.client import FakeSlack

HERE = "https://todo.example/slack/oauth_redirect"


@pytest.fixture
def slack(tmp_path) -> Iterator[FakeSlack]:
    fake = FakeSlack(tmp_path, app={"installed": False, "rotation": True, "redirects": [HERE]})
    fake.start()
    yield fake
    fake.kill()


@pytest.fixture
def web(slack) -> AsyncWebClient:
    return AsyncWebClient(base_url=slack.api, retry_handlers=[])


def page(slack: FakeSlack, **more: str) -> str:
    query = {"client_id": slack.app["client_id"], "scope": "chat:write,users:read", "redirect_uri": HERE, "state": "s1"}
    return f"{slack.url}/oauth/v2/authorize?{urlencode(query | more)}"


def come_back(slack: FakeSlack, workspace: str = "acme", account: str = "ann", **more: str) -> dict[str, str]:
    location = slack.authorize(page(slack, **more), workspace=workspace, account=account)
    assert location.startswith(HERE)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def exchange(slack: FakeSlack, web: AsyncWebClient, **more: str):
    mine = {"client_id": slack.app["client_id"], "client_secret": slack.app["client_secret"]}
    return (await web.oauth_v2_access(**(mine | more))).data


async def test_a_code_becomes_a_token_of_the_workspace_that_allowed_it(slack, web):
    back = come_back(slack, "globex", "dan")
    assert back["state"] == "s1"
    made = await exchange(slack, web, code=back["code"], redirect_uri=HERE)
    assert (made["team"]["id"], made["authed_user"]["id"], made["scope"]) == (
        "TGLOBEX",
        "UGLOBEXDAN",
        "chat:write,users:read",
    )
    assert (await web.auth_test(token=made["access_token"]))["team_id"] == "TGLOBEX"


async def test_a_code_is_good_once_for_its_address_and_with_the_secret(slack, web):
    code = come_back(slack)["code"]
    for wrong, error in (
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"code": "invented"}, "invalid_code"),
    ):
        with pytest.raises(SlackApiError, match=error):
            await exchange(slack, web, **({"code": code, "redirect_uri": HERE} | wrong))
    await exchange(slack, web, code=code, redirect_uri=HERE)
    with pytest.raises(SlackApiError, match="code_already_used"):
        await exchange(slack, web, code=code, redirect_uri=HERE)


async def test_the_page_sends_nobody_to_an_address_that_is_not_the_apps(slack):
    with pytest.raises(AssertionError, match="bad_redirect_uri"):
        come_back(slack, redirect_uri="https://evil.example/")
    assert come_back(slack, deny="1") == {"error": "access_denied", "state": "s1"}


async def test_a_refresh_token_works_once_and_its_token_for_twelve_hours(slack, web):
    made = await exchange(slack, web, code=come_back(slack)["code"], redirect_uri=HERE)
    assert made["expires_in"] == 43_200
    slack.change(expire=True)
    with pytest.raises(SlackApiError, match="token_expired"):
        await web.auth_test(token=made["access_token"])
    spent = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"]}
    fresh = await exchange(slack, web, **spent)
    assert (await web.auth_test(token=fresh["access_token"]))["team_id"] == "TACME"
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await exchange(slack, web, **spent)
    assert fresh["refresh_token"] != made["refresh_token"]


async def test_a_token_that_was_given_back_is_revoked(slack, web):
    made = await exchange(slack, web, code=come_back(slack)["code"], redirect_uri=HERE)
    assert (await web.auth_revoke(token=made["access_token"]))["revoked"] is True
    with pytest.raises(SlackApiError, match="token_revoked"):
        await web.auth_test(token=made["access_token"])
