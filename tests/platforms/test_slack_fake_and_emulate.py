"""What npm's emulate covers of Slack too (Web API and OAuth): it and our fake pass the same tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack import emulate
from tests.platforms.slack.client import FakeSlack
from tests.platforms.slack.echo import section
from tests.platforms.slack.emulate import HERE, Emulate
from tests.platforms.slack.tokens import first_token
from tests.services.obtain import MissingError

pytestmark = pytest.mark.services
HOME = {"type": "home", "blocks": [section("mine")]}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Edit"}, "blocks": [section("x")]}


class Posting(AsyncWebClient):
    """The client, but every call is a POST with JSON: emulate reads nothing else."""

    async def api_call(self, api_method: str, *, params: Any = None, json: Any = None, **more: Any) -> Any:
        more.pop("http_verb", None)
        body = {name: value for name, value in {**(params or {}), **(json or {})}.items() if value is not None}
        if more.get("data") is None:
            more["json"] = body
        return await super().api_call(api_method, http_verb="POST", **more)


@dataclass
class Peer:
    """One of the two."""

    process: Any
    web: Posting
    app: dict[str, str]

    async def ids(self) -> tuple[str, str]:
        """Of the channel and of ann."""
        channels = (await self.web.conversations_list())["channels"]
        people = (await self.web.users_list())["members"]
        channel = next(one["id"] for one in channels if one["name"] == "general")
        return channel, next(one["id"] for one in people if one["name"] == "ann")

    def come_back(self) -> dict[str, str]:
        """The query with which a browser returns from the page."""
        if isinstance(self.process, Emulate):
            location = self.process.authorize()
        else:
            query = {"client_id": self.app["client_id"], "scope": "chat:write", "redirect_uri": HERE, "state": "s1"}
            location = self.process.authorize(f"{self.process.url}/oauth/v2/authorize?{urlencode(query)}")
        assert location.startswith(HERE)
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


@pytest.fixture(scope="module", params=["fake", "emulate"])
def process(request, tmp_path_factory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp(request.param)
    try:
        made: Any = FakeSlack(folder, app={"redirects": [HERE]}) if request.param == "fake" else Emulate(folder)
    except MissingError as error:
        pytest.skip(f"MISSING emulate: {error}")
    if request.param == "fake":
        made.start()
    else:
        made.start(ready="/oauth/v2/authorize?client_id=111.222")
    yield made
    made.kill()


@pytest.fixture
async def peer(process) -> Peer:
    ours = isinstance(process, FakeSlack)
    token = first_token("acme") if ours else emulate.TOKEN
    return Peer(process, Posting(token, process.api, retry_handlers=[]), process.app if ours else emulate.APP)


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_token_says_whose_it_is(peer):
    mine = await peer.web.auth_test()
    assert (mine["team"], mine["user"], mine["bot_id"][0]) == ("acme", "todobot", "B")
    peer.web.token = None
    assert await error_of(peer.web.auth_test()) == "not_authed"


async def test_a_message_is_posted_found_answered_changed_and_deleted(peer):
    channel, _ = await peer.ids()
    metadata = {"event_type": "reminder", "event_payload": {"id": "1"}}
    posted = await peer.web.chat_postMessage(channel=channel, text="one", metadata=metadata)
    await peer.web.chat_postMessage(channel=channel, text="two", thread_ts=posted["ts"])
    history = await peer.web.conversations_history(channel=channel, include_all_metadata=True)
    assert (history["messages"][0]["text"], history["messages"][0]["metadata"]) == ("one", metadata)
    replies = await peer.web.conversations_replies(channel=channel, ts=posted["ts"])
    assert [one["text"] for one in replies["messages"]] == ["one", "two"]
    changed = await peer.web.chat_update(channel=channel, ts=posted["ts"], text="three")
    assert (changed["text"], "edited" in changed["message"]) == ("three", True)
    await peer.web.chat_delete(channel=channel, ts=posted["ts"])
    assert await error_of(peer.web.chat_delete(channel=channel, ts=posted["ts"])) == "message_not_found"


async def test_what_is_not_there_has_the_same_name(peer):
    channel, _ = await peer.ids()
    wrong = {
        "channel_not_found": peer.web.chat_postMessage(channel="CNOWHERE", text="x"),
        "no_text": peer.web.chat_postMessage(channel=channel, text=""),
        "message_not_found": peer.web.chat_update(channel=channel, ts="1.000001", text="x"),
        "user_not_found": peer.web.users_info(user="UNOBODY"),
        "invalid_trigger_id": peer.web.views_open(trigger_id="1.2.3", view=MODAL),
    }
    assert [await error_of(call) for call in wrong.values()] == list(wrong)


async def test_somebody_has_direct_messages_and_a_profile(peer):
    _, ann = await peer.ids()
    opened = (await peer.web.conversations_open(users=ann))["channel"]["id"]
    assert opened[0] == "D"
    assert (await peer.web.chat_postMessage(channel=opened, text="hi"))["channel"] == opened
    assert (await peer.web.users_info(user=ann))["user"]["real_name"] == "Ann"


async def test_a_reaction_is_added_once(peer):
    channel, _ = await peer.ids()
    ts = (await peer.web.chat_postMessage(channel=channel, text="x"))["ts"]
    await peer.web.reactions_add(channel=channel, timestamp=ts, name="eyes")
    assert await error_of(peer.web.reactions_add(channel=channel, timestamp=ts, name="eyes")) == "already_reacted"


async def test_a_home_has_a_hash_that_guards_it(peer):
    _, ann = await peer.ids()
    first = (await peer.web.views_publish(user_id=ann, view=HOME))["view"]
    await peer.web.views_publish(user_id=ann, view=HOME, hash=first["hash"])
    assert await error_of(peer.web.views_publish(user_id=ann, view=HOME, hash="0.OLD")) == "hash_conflict"


async def test_a_code_is_exchanged_once(peer):
    back = peer.come_back()
    assert back["state"] == "s1"
    mine = {"client_id": peer.app["client_id"], "client_secret": peer.app["client_secret"], "redirect_uri": HERE}
    made = await peer.web.oauth_v2_access(code=back["code"], **mine)
    assert (made["token_type"], made["access_token"][:5], made["team"]["name"]) == ("bot", "xoxb-", "acme")
    assert await error_of(peer.web.oauth_v2_access(code=back["code"], **mine)) in ("invalid_code", "code_already_used")
    assert await error_of(peer.web.oauth_v2_access(code="invented", **mine)) == "invalid_code"
