"""Forms as modals of at most five fields, and what their submits know again."""

from __future__ import annotations

import uuid

import pytest

from bot.discord.forms import Carried, chooser, modal, part_of, values_of
from core.messages import Field, Form, Reference

TASK = uuid.UUID(int=7).hex
EDIT = Form(
    "Edit task",
    f"1:update_task:{TASK}",
    tuple(
        Field(name, name.title(), kind=kind)
        for name, kind in (
            ("title", "text"),
            ("description", "multiline"),
            ("date", "date"),
            ("time", "time"),
            ("priority", "choice"),
            ("tags", "text"),
            ("list", "text"),
            ("people", "people"),
        )
    ),
)


class Sessions:
    """In memory."""

    def __init__(self):
        self.kept = {}

    async def put(self, key, value, *, ttl_s, etag=None):
        self.kept[key] = value
        return ""

    async def get(self, key):
        value = self.kept.get(key)
        return None if value is None else type("Stored", (), {"value": value})


async def test_what_a_form_is_about_is_known_again_after_a_restart():
    sessions = Sessions()
    about = Reference("99", "the roof leaks", "https://discord.com/channels/1/2/99")
    name = await Carried("1:remind_message", private=False, reference=about).written(sessions)
    assert len(name) <= 100
    read = await Carried.read(name, sessions)
    assert (read.action, read.private, read.reference) == ("1:remind_message", False, about)
    assert (await Carried.read(name, Sessions())).reference is None


async def test_the_longest_action_of_a_form_fits():
    name = await Carried(EDIT.action, reference=Reference("9")).written(Sessions())
    assert len(name) <= 100
    with pytest.raises(ValueError, match="too long"):
        await Carried("1:" + "x" * 99).written(Sessions())


def test_a_large_form_is_asked_for_in_parts():
    (row,) = chooser(EDIT, "1:whatever", "de")
    (menu,) = row["components"]
    assert menu["custom_id"] == f"part:1:edit_task:{TASK}"
    assert [one["value"] for one in menu["options"]] == ["text", "due", "people", "repeat"]
    assert [field.name for field in part_of(EDIT, "due").fields] == ["date", "time", "priority"]
    assert len(part_of(EDIT, "unknown").fields) == 5
    assert chooser(EDIT, "", "xx")[0]["components"][0]["options"][0]["label"] == "Text"


def test_fields_become_what_discord_draws_and_come_back_as_text():
    form = Form(
        "t" * 60,
        "1:x",
        (
            Field("title", "Title", "milk", required=True),
            Field("people", "For", "<@7> <@8|Ben>", "people"),
            Field("priority", "Priority", "p1", "choice", ("p1", "p2")),
        ),
    )
    body = modal(form, "form:h:1:x")
    assert len(body["title"]) <= 45
    title, people, priority = (one["component"] for one in body["components"])
    assert (title["value"], title["required"]) == ("milk", True)
    assert [one["id"] for one in people["default_values"]] == ["7", "8"]
    assert [one["default"] for one in priority["options"]] == [True, False]
    sent = [
        {"type": 18, "component": {"type": 4, "custom_id": "title", "value": "oat milk"}},
        {"type": 18, "component": {"type": 5, "custom_id": "people", "values": ["7"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "priority", "values": []}},
        {"type": 1, "components": [{"type": 4, "custom_id": "tags", "value": ""}]},
    ]
    assert values_of({"components": sent}) == {"title": "oat milk", "people": "<@7>", "priority": "", "tags": ""}
