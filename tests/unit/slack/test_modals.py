"""Any form becomes a modal that Slack takes, and what is sent of it is what was filled in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.calls import Calls
from bot.slack.modals import errors, form_view, open_form, values_of
from core.errors import PermanentError
from core.messages import Field, Form
from tests.platforms.slack import blocks
from tests.platforms.slack.client import FakeSlack
from tests.unit.slack.anyreply import TEXTS
from tests.unit.slack.peer import ACME, calls_of, slack_in

EDIT = Form(
    "Edit this task of yours, please",
    "1:update_task:1f",
    (
        Field("title", "Title", "buy milk", required=True),
        Field("description", "Description", "two\nlitres", "multiline"),
        Field("date", "Date", "2026-03-04", "date"),
        Field("time", "Time", "10:35", "time"),
        Field("priority", "Priority", "p4", "choice", ("p1", "p2", "p3", "p4")),
        Field("tags", "Tags"),
    ),
)
FILLED = {"title": "buy milk", "description": "two\nlitres", "date": "2026-03-04", "time": "10:35"}
FILLED |= {"priority": "p4", "tags": ""}
FIELDS = st.builds(
    Field,
    name=st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=20),
    label=TEXTS,
    value=st.one_of(TEXTS, st.sampled_from(["2026-02-29", "2026-03-04", "24:00", "10:35", "p1"])),
    kind=st.sampled_from(["text", "multiline", "date", "time", "choice"]),
    choices=st.lists(st.one_of(TEXTS, st.sampled_from(["p1", "x" * 160])), max_size=120).map(tuple),
    required=st.booleans(),
)
FORMS = st.builds(
    Form, TEXTS, st.just("1:x"), st.lists(FIELDS, min_size=1, max_size=8, unique_by=lambda one: one.name).map(tuple)
)


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_any_form_is_within_every_limit(form: Form) -> None:
    view = form_view(form, "x" * 3_000)
    blocks.view(view, "modal")
    assert set(values_of(view)) <= {field.name for field in form.fields}


def test_a_form_has_a_widget_for_each_kind_of_field() -> None:
    view = form_view(EDIT, "carried")
    assert view["title"]["text"] == "Edit this task of…" and view["private_metadata"] == "carried"
    kinds = [block["element"]["type"] for block in view["blocks"]]
    assert kinds == ["plain_text_input"] * 2 + ["datepicker", "timepicker", "static_select", "plain_text_input"]
    assert [block["optional"] for block in view["blocks"]] == [False] + [True] * 5
    assert view["blocks"][3]["element"]["initial_time"] == "10:35"
    assert view["blocks"][4]["element"]["initial_option"]["value"] == "p4"


def test_a_value_that_does_not_fit_is_left_alone_and_not_cut() -> None:
    long = Form("Edit", "1:x", (Field("title", "Title", "milk"), Field("description", "Text", "x" * 3_001)))
    view = form_view(long)
    assert [block["type"] for block in view["blocks"]] == ["input", "context"]
    assert values_of(view) == {"title": ""}
    with pytest.raises(PermanentError, match="form_too_large"):
        form_view(long, "x" * 3_001)


def test_what_is_wrong_is_said_at_its_field_or_at_the_first() -> None:
    view = form_view(EDIT)
    assert errors(view, "no such date", "date")["errors"] == {"date": "no such date"}
    assert errors(view, "no", "nowhere") == {"response_action": "errors", "errors": {"title": "no"}}


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[FakeSlack]:
    with slack_in(tmp_path / "slack") as fake:
        yield fake


@pytest.fixture
async def calls(slack: FakeSlack) -> AsyncIterator[Calls]:
    made = calls_of(slack)
    yield made
    await made.web.close()


class App:
    """Takes what Slack sends and keeps it."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    async def hear(self, request: web.Request) -> web.Response:
        """Acknowledge it."""
        self.heard.append(dict(await request.post()))
        return web.Response()


@pytest.fixture
async def app(slack: FakeSlack) -> AsyncIterator[App]:
    made, pages = App(), web.Application()
    pages.router.add_post("/slack/events", made.hear)
    server = TestServer(pages)
    await server.start_server()
    await asyncio.to_thread(slack.webhook, str(server.make_url("/")))
    yield made
    await server.close()


async def opened(slack: FakeSlack, calls: Calls, form: Form) -> Any:
    """Ann has a form before her; a way to do something as she."""
    done = await asyncio.to_thread(slack.do, "command", command="/todo", text="x", account="ann", channel="general")
    await open_form(calls, ACME, done["trigger_id"], form, "carried")
    return partial(asyncio.to_thread, slack.submit, account="ann")


def submitted(app: App) -> dict[str, str]:
    views = [json.loads(one["payload"])["view"] for one in app.heard if "payload" in one]
    assert views[-1]["private_metadata"] == "carried"
    return values_of(views[-1])


async def test_a_form_that_is_sent_as_it_is_says_what_it_said(slack: FakeSlack, calls: Calls, app: App) -> None:
    submit = await opened(slack, calls, EDIT)
    await submit({})
    assert submitted(app) == FILLED


async def test_fields_that_were_cleared_or_changed_say_so(slack: FakeSlack, calls: Calls, app: App) -> None:
    submit = await opened(slack, calls, EDIT)
    await submit({"Time": None, "Date": "2026-03-05", "Description": None, "Priority": "p1", "Tags": "home"})
    change = {"time": "", "date": "2026-03-05", "description": "", "priority": "p1", "tags": "home"}
    assert submitted(app) == FILLED | change


async def test_a_trigger_opens_one_form(slack: FakeSlack, calls: Calls, app: App) -> None:
    done = await asyncio.to_thread(slack.do, "command", command="/todo", text="x", account="ann", channel="general")
    await open_form(calls, ACME, done["trigger_id"], EDIT, "carried")
    with pytest.raises(PermanentError, match="exchanged_trigger_id"):
        await open_form(calls, ACME, done["trigger_id"], EDIT, "carried")


def test_people_are_chosen_and_what_is_completed_while_typing_is_asked_of_us() -> None:
    form = Form(
        "Edit",
        "1:update_task:x",
        (
            Field("people", "For", "<@U1> <@U2|zoe>", "people"),
            Field("zone", "Zone", "Asia/Tokyo", "suggest", source="zone"),
        ),
    )
    people, zone = form_view(form)["blocks"]
    assert people["element"]["type"] == "multi_users_select"
    assert people["element"]["initial_users"] == ["U1", "U2"]
    assert (zone["element"]["type"], zone["element"]["action_id"]) == ("external_select", "zone:zone")
    assert zone["element"]["initial_option"]["value"] == "Asia/Tokyo"
    state = {
        "people": {"people": {"type": "multi_users_select", "selected_users": ["U2", "U3"]}},
        "zone": {"zone:zone": {"type": "external_select", "selected_option": {"value": "Europe/Berlin"}}},
    }
    view = {"blocks": [people, zone], "state": {"values": state}}
    assert values_of(view) == {"people": "<@U2> <@U3>", "zone": "Europe/Berlin"}
    state["people"]["people"]["selected_users"] = []
    assert values_of(view)["people"] == ""
