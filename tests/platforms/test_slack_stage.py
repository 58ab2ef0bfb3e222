"""The stage of the scenarios reads the fake Slack as a person does: answers, cards, buttons, forms, what rings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.platforms.slack.echo import Both, plain, section, together
from tests.scenarios.script import Script
from tests.scenarios.slackstage import InSlack, read

SCRIPT = Script("mine", ("http",), {"ann": "Europe/Berlin", "ben": "America/New_York"}, ())


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path) as made:
        yield made


class Stage(InSlack):
    """Without a database: what the app marks with r is an occurrence."""

    def _occurs(self, mark: str) -> bool:
        return mark.startswith("r")

    def _breathe(self) -> None:
        """Nothing is due."""


def buttons(*labels: str) -> dict[str, Any]:
    elements = [{"type": "button", "text": plain(one), "action_id": one, "value": one} for one in labels]
    return {"type": "actions", "elements": elements}


async def stepped(both: Both, step: str, *arguments: Any, then: Any) -> Any:
    """A step of the stage, which blocks, while the app answers with `then`."""
    stage = Stage(SimpleNamespace(fake=both.fake), SCRIPT)  # type: ignore[arg-type]
    heard = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(getattr(stage, step)(*arguments))))
    await then()
    return await heard


async def test_what_was_typed_is_answered_in_direct_messages(both):
    async def then() -> None:
        await both.app.wait("message")
        blocks = [section("Created #1: milk"), section("☐ *#1 milk*"), buttons("Undo", "Edit")]
        await both.web.chat_postMessage(channel="UACMEANN", text="Created", blocks=blocks)

    heard = await stepped(both, "say", "ann", "", "add milk", then=then)
    assert (heard.text, heard.cards, heard.buttons) == ("Created #1: milk", ("☐ #1 milk",), ("Undo", "Edit"))


async def test_what_rings_meanwhile_is_no_answer_but_a_post(both):
    async def then() -> None:
        (told,) = await both.app.wait("app_mention")
        mark, answer = ({"event_type": "todobot_occurrence", "event_payload": {"id": one}} for one in "ra")
        await both.web.chat_postMessage(channel="CACMEGENERAL", text="⏰ <@UACMEANN>: vote", metadata=mark)
        thread = told["event"]["ts"]
        said = {"text": "Nothing is open.", "thread_ts": thread, "metadata": answer}
        await both.web.chat_postMessage(channel="CACMEGENERAL", **said)

    assert (await stepped(both, "say", "ann", "general", "list", then=then)).text == "Nothing is open."
    stage = Stage(SimpleNamespace(fake=both.fake), SCRIPT)  # type: ignore[arg-type]
    assert await stage.posts("ann", "general") == ["⏰ @ann: vote"]
    assert await stage.posts("ann", "general") == await stage.posts("ann", "") == []


async def test_a_command_is_answered_by_what_follows_the_word_that_it_takes_longer(both):
    both.app.answers["command"] = "Working on it …"

    async def then() -> None:
        (form,) = await both.app.wait("command")
        assert (form["command"], form["text"]) == ("/todo", "list <#CACMERANDOM|random>")
        await both.web.chat_postMessage(channel="CACMEGENERAL", text="a public card")
        await both.respond(form["response_url"], text="Nothing is open.")

    heard = await stepped(both, "say", "ann", "general", "/todo list <#random>", then=then)
    assert heard.text == "Nothing is open."


async def test_a_button_opens_a_form_that_is_filled_in_and_answered(both):
    modal = {"type": "modal", "title": plain("Edit"), "submit": plain("Save")}
    field = {"type": "plain_text_input", "action_id": "title", "initial_value": "milk"}
    modal["blocks"] = [{"type": "input", "label": plain("Title"), "block_id": "t", "element": field}]
    posted = await both.web.chat_postMessage(channel="UACMEANN", text="x", blocks=[buttons("Edit")])

    async def opened() -> None:
        (click,) = await both.app.wait("block_actions")
        await both.web.views_open(trigger_id=click["trigger_id"], view=modal)

    assert (await stepped(both, "click", "ann", "", "Edit", then=opened)).form == ("Title: milk",)

    async def changed() -> None:
        (sent,) = await both.app.wait("view_submission")
        title = sent["view"]["state"]["values"]["t"]["title"]["value"]
        await both.web.chat_update(channel=posted["channel"], ts=posted["ts"], text=f"Changed: {title}")

    heard = await stepped(both, "fill", "ann", "", {"Title": "oat milk"}, then=changed)
    assert heard.text == "Changed: oat milk"


def test_cards_have_rows_of_their_own():
    blocks = [section("Two are open"), section("☐ *#1 milk*"), {"type": "context", "elements": [plain("p1")]}]
    blocks += [buttons("Done"), section("☑ *#2 bread*"), buttons("Reopen"), buttons(*"abcde"), buttons("f")]
    heard = read({"blocks": blocks}, str)
    assert (heard.text, heard.cards) == ("Two are open", ("☐ #1 milk · p1", "☑ #2 bread · done"))
    assert heard.buttons == ("a", "b", "c", "d", "e", "f")
