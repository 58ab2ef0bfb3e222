"""Forms as Discord's modals: at most five fields each, and what a submit needs to know again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.discord.adapter import Names
from bot.discord.plain import placed
from bot.discord.text import called, label
from bot.discord.words import word
from core.messages import Field, Form, Reference, Reply
from core.ports import Sessions

# What the custom_ids of ours begin with.
FORM, PART, SAY, REPEAT = "form:", "part:", "assign:", "repeat:"
REPEATING = "repeat"  # the part that is no field of the form
CUSTOM, FIELDS, TITLE, LABEL, VALUE, OPTIONS = 100, 5, 45, 45, 4_000, 25
OPEN_S = 86_400  # a form that was left open for a day is forgotten
PARTS = {"text": ("title", "description", "tags"), "due": ("date", "time", "priority"), "people": ("people", "list")}
_LABEL, _INPUT, _SELECT, _PEOPLE, _ROW = 18, 4, 3, 5, 1
_CHANGE = "1:update_task"
_OPENERS = {_CHANGE: "1:edit_task", "1:create_task": "1:new_task"}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form's submit is about. The message that was pointed at is kept in a session, named in the custom_id."""

    action: str
    private: bool = True
    kept: str = ""
    reference: Reference | None = None

    async def written(self, sessions: Sessions) -> str:
        """As a custom_id of at most 100 characters; ValueError when the action is too long for one."""
        kept = ""
        if self.reference is not None:
            about = self.reference
            kept = secrets.token_urlsafe(12)
            value = {"about": [about.message_id, about.text[:4_000], about.link]}
            await sessions.put(f"discord:form:{kept}", value, ttl_s=OPEN_S)
        name = f"{FORM}{'h' if self.private else 'p'}{kept}:{self.action}"
        if len(name) > CUSTOM:
            raise ValueError(f"a form's action is too long: {self.action}")
        return name

    @classmethod
    async def read(cls, name: str, sessions: Sessions) -> Carried:
        """What `written` wrote; the message that it was about is gone after a day."""
        head, _, action = name.removeprefix(FORM).partition(":")
        carried = cls(action, head[:1] == "h", head[1:])
        stored = await sessions.get(f"discord:form:{carried.kept}") if carried.kept else None
        return carried if stored is None else replace(carried, reference=Reference(*stored.value["about"]))


def modal(form: Form, name: str, names: Names | None = None, language: str = "") -> dict[str, Any]:
    """The body of a modal with the form's first five fields; `name` is its custom_id."""
    things = [_labelled(_shown(field, names), language) for field in form.fields[:FIELDS]]
    return {"custom_id": name, "title": label(form.title, TITLE), "components": things}


def _shown(field: Field, names: Names | None) -> Field:
    """With the names of channels and people in a text, since a field draws no references."""
    if field.kind not in ("text", "multiline"):
        return field
    return replace(field, value=called(placed(field.value, names) if names else field.value))


def part_of(form: Form, part: str) -> Form:
    """The form with the fields of one part alone; of an unknown one the first five."""
    wanted = PARTS.get(part)
    fields = tuple(field for field in form.fields if wanted is None or field.name in wanted)
    return replace(form, fields=fields[:FIELDS])


def chooser(form: Form, opened_by: str, language: str) -> list[dict[str, Any]]:
    """A menu of the form's parts, for one that has more fields than fit."""
    opener, _, rest = form.action.rpartition(":") if form.action.count(":") > 1 else (form.action, "", "")
    again = ":".join(filter(None, (_OPENERS.get(opener, ""), rest))) if opener in _OPENERS else opened_by
    there = {field.name for field in form.fields}
    parts = [part for part, names in PARTS.items() if there & set(names)]
    if form.action.startswith(_CHANGE):
        parts.append(REPEATING)
    options = [{"label": word(f"part_{part}", language), "value": part} for part in parts]
    menu = {
        "type": _SELECT,
        "custom_id": f"{PART}{again}",
        "placeholder": word("change", language),
        "options": options,
    }
    return [{"type": _ROW, "components": [menu]}]


def repeating(reply: Reply) -> Form:
    """The form that asks how the task of this reply shall come again; its submit is said in words."""
    card = reply.cards[0]
    field = Field("words", word("repeat", reply.language), required=True)
    return Form(word(f"part_{REPEATING}", reply.language), f"{REPEAT}{card.workspace or ''}#{card.number}", (field,))


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a submitted modal, by the fields' names; of people, their mentions."""
    found: dict[str, str] = {}
    for thing in _things(data.get("components") or ()):
        values = thing.get("values")
        if thing.get("type") == _PEOPLE:
            found[str(thing["custom_id"])] = " ".join(f"<@{one}>" for one in values or ())
        elif values is not None:
            found[str(thing["custom_id"])] = str(values[0]) if values else ""
        else:
            found[str(thing["custom_id"])] = str(thing.get("value") or "")
    return found


def _things(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What holds values: inside of labels, and of rows, as older clients send them."""
    found: list[Mapping[str, Any]] = []
    for one in components:
        if "component" in one:
            found.append(one["component"])
        elif "components" in one:
            found += one["components"]
    return found


def _labelled(field: Field, language: str) -> dict[str, Any]:
    return {"type": _LABEL, "label": label(field.label, LABEL), "component": _component(field, language)}


def _component(field: Field, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {"custom_id": field.name, "required": field.required}
    if field.kind == "people":
        people = [one.strip("<@!>").partition("|")[0] for one in field.value.split()]
        chosen = [{"id": one, "type": "user"} for one in people if one.isdigit()]
        return made | {"type": _PEOPLE, "min_values": 0, "max_values": OPTIONS, "default_values": chosen[:OPTIONS]}
    if field.kind == "choice" and any(field.choices):
        options = [
            {"label": label(one, 100), "value": one[:100], "default": one == field.value}
            for one in dict.fromkeys(field.choices)
            if one
        ]
        least = 1 if field.required else 0
        return made | {"type": _SELECT, "options": options[:OPTIONS], "min_values": least, "max_values": 1}
    style = 2 if field.kind == "multiline" else 1
    made |= {"type": _INPUT, "style": style, "max_length": VALUE}
    if field.value:
        made["value"] = field.value[:VALUE]
    if field.kind in ("date", "time"):
        made["placeholder"] = word(field.kind, language)
    return made
