"""What the fake Slack sends is taken by slack_bolt, which knows nothing of it: its listeners hear it all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.client import FakeSlack, validate
from tests.platforms.slack.echo import plain, section
from tests.platforms.slack.tokens import first_token

MODAL = {
    "type": "modal",
    "callback_id": "edit",
    "title": plain("Edit"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "t",
            "label": plain("Title"),
            "element": {"type": "plain_text_input", "action_id": "t"},
        },
        {
            "type": "input",
            "block_id": "l",
            "label": plain("List"),
            "element": {"type": "external_select", "action_id": "lists", "min_query_length": 0},
        },
    ],
}
BUTTON = {"type": "button", "action_id": "done", "text": plain("Done"), "value": "1"}


class Bolt:
    """An app with one listener of each kind; `heard` is what they were told."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        client = AsyncWebClient(token=first_token("acme"), base_url=fake.api, retry_handlers=[])
        self.app = AsyncApp(signing_secret=fake.app["signing_secret"], client=client)
        self.heard: list[tuple[str, Any]] = []
        self.app.event("app_mention")(self._mention)
        self.app.event("message")(self._message)
        self.app.event("reaction_added")(self._reaction)
        self.app.event("app_home_opened")(self._home)
        self.app.command("/todo")(self._command)
        self.app.action("done")(self._done)
        self.app.shortcut("new")(self._new)
        self.app.shortcut("add")(self._add)
        self.app.options("lists")(self._lists)
        self.app.view("edit")(self._saved)

    async def _mention(self, event, say) -> None:
        self.heard.append(("app_mention", event["text"]))
        await say("heard", thread_ts=event["ts"], blocks=[section("heard"), {"type": "actions", "elements": [BUTTON]}])

    async def _message(self, event) -> None:
        self.heard.append(("message", event["text"]))

    async def _reaction(self, event) -> None:
        self.heard.append(("reaction_added", event["reaction"]))

    async def _home(self, event, client) -> None:
        home = {"type": "home", "blocks": [section("at home")]}
        await client.views_publish(user_id=event["user"], view=home)
        self.heard.append(("home", event["tab"]))

    async def _command(self, ack, command, respond) -> None:
        await ack()
        self.heard.append(("command", command["text"]))
        await respond("answered")

    async def _done(self, ack, body, respond) -> None:
        await ack()
        self.heard.append(("done", body["actions"][0]["value"]))
        await respond("was done", replace_original=True)

    async def _new(self, ack, shortcut, client) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=MODAL)

    async def _add(self, ack, shortcut) -> None:
        await ack()
        self.heard.append(("add", shortcut["message"]["text"]))

    async def _lists(self, ack, payload) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": "7"}])

    async def _saved(self, ack, view) -> None:
        values = view["state"]["values"]
        self.heard.append(("saved", (values["t"]["t"]["value"], values["l"]["lists"]["selected_option"]["value"])))
        await ack()

    async def do(self, deed: str, **body: Any) -> Any:
        """A deed in a thread."""
        return await asyncio.to_thread(self.fake.do, deed, **body)

    async def until(self, kind: str) -> Any:
        """What a listener was told, once it was."""
        async with asyncio.timeout(20):
            while not (found := [what for one, what in self.heard if one == kind]):
                await asyncio.sleep(0.02)
        return found[0]


@pytest.fixture
async def bolt(tmp_path) -> AsyncIterator[Bolt]:
    fake = FakeSlack(tmp_path)
    fake.start()
    made = Bolt(fake)
    runner = web.AppRunner(made.app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await asyncio.to_thread(fake.webhook, f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield made
    await runner.cleanup()
    fake.kill()


async def test_words_reactions_and_the_home_are_heard(bolt):
    ts = (await bolt.do("type", text="list", channel="general", mention=True))["ts"]
    assert await bolt.until("app_mention") == "<@UACMEBOT> list"
    await bolt.do("type", text="hello")
    assert await bolt.until("message") in ("<@UACMEBOT> list", "hello")
    await bolt.do("react", ts=ts, channel="general", name="eyes")
    assert await bolt.until("reaction_added") == "eyes"
    await bolt.do("home")
    assert await bolt.until("home") == "home"
    assert (await bolt.do("see"))["home"]["lines"] == ["at home"]


async def test_commands_and_buttons_are_heard_and_answered(bolt):
    done = await bolt.do("command", command="/todo", text="list", channel="closed")
    assert (await bolt.until("command"), done["answer"]["status"]) == ("list", 200)
    await asyncio.to_thread(bolt.fake.wait, "respond", text="answered")
    await bolt.do("type", text="x", channel="general", mention=True)
    (posted,) = await asyncio.to_thread(bolt.fake.wait, "post", text="heard")
    validate(posted)
    await bolt.do("click", label="Done", channel="general")
    assert await bolt.until("done") == "1"
    await asyncio.to_thread(bolt.fake.wait, "update", text="was done")


async def test_shortcuts_menus_and_modals_are_heard(bolt):
    ts = (await bolt.do("type", text="buy milk", channel="general"))["ts"]
    await bolt.do("shortcut", callback_id="add", ts=ts, channel="general")
    assert await bolt.until("add") == "buy milk"
    await bolt.do("shortcut", callback_id="new")
    (view,) = await asyncio.to_thread(bolt.fake.wait, "view")
    validate(view)
    await bolt.do("submit", values={"Title": "milk", "List": "groceries"})
    assert await bolt.until("saved") == ("milk", "7")
    assert (await bolt.do("see"))["modal"] is None


async def test_what_is_forged_is_refused(bolt):
    for forge in ("signature", "body", "stale", "future", "missing"):
        tries = (await bolt.do("type", text="x", forge=forge))["tries"]
        assert [one["status"] for one in tries] == [401]
    assert bolt.heard == []
