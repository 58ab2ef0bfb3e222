"""Forms as modals: what is opened for who has clicked, and what they had filled in when they sent it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.slack.blocks import aside
from bot.slack.calls import Calls
from bot.slack.text import escape, label
from core.cutting import width
from core.errors import PermanentError
from core.messages import Field, Form

TITLE, LABEL, VALUE, CARRIED, OPTION, OPTIONS = 24, 150, 3_000, 3_000, 150, 100
CALLBACK = "form"
SEND, LEAVE = "Save", "Cancel"
TOO_LONG = "{label} is too long to be edited here and stays as it is."

_ACCOUNT = re.compile(r"<@!?([^>|]+)")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Where each kind of field keeps what was chosen.
_CHOSEN = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation")


async def open_form(calls: Calls, workspace: str, trigger_id: str, form: Form, carried: str) -> None:
    """Open it for who has just clicked; `carried` comes back with the submit, as the view's private_metadata.

    TransientError or PermanentError: a trigger is good for three seconds, and once.
    """
    view = form_view(form, carried)
    await calls.call(workspace, "views.open", trigger_id=trigger_id, view=view)


def form_view(form: Form, carried: str = "") -> dict[str, Any]:
    """The modal of a form. A field's block_id and action_id are its name. PermanentError when `carried` is too long."""
    if len(carried) > CARRIED:
        raise PermanentError("form_too_large")
    blocks = [block.to_dict() for field in form.fields for block in _blocks(field)]
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text=label(form.title, TITLE)),
        submit=PlainTextObject(text=SEND),
        close=PlainTextObject(text=LEAVE),
        private_metadata=carried,
        blocks=blocks,
    )
    return view.to_dict() | {"blocks": blocks}


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a submitted view, by the fields' names; a field that is empty or was cleared is ""."""
    state = (view.get("state") or {}).get("values") or {}
    found = {}
    for block in view.get("blocks") or ():
        if block.get("type") == "input":
            known = state.get(block["block_id"]) or {}
            found[block["block_id"]] = _value(known.get(block["element"].get("action_id")) or {})
    return found


def errors(view: Mapping[str, Any], text: str, name: str = "") -> dict[str, Any]:
    """The answer to a submit that keeps the form open and says at the field of this name, else at the first, why."""
    names = [block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"]
    place = name if name in names else next(iter(names), name)
    return {"response_action": "errors", "errors": {place: label(text, VALUE)}}


def _value(known: Mapping[str, Any]) -> str:
    if "selected_option" in known:
        return str((known["selected_option"] or {}).get("value") or "")
    if "selected_users" in known:
        return " ".join(f"<@{account}>" for account in known["selected_users"] or ())
    return str(next((known[name] for name in _CHOSEN if known.get(name) is not None), ""))


def _blocks(field: Field) -> Iterator[Block]:
    element = _element(field)
    if element is None:
        # Cut to what fits it would be saved without its end.
        yield aside(escape(TOO_LONG.format(label=label(field.label, LABEL))))
        return
    said = PlainTextObject(text=label(field.label, LABEL))
    yield InputBlock(block_id=field.name, label=said, element=element, optional=not field.required)


Element = InputInteractiveElement | StaticSelectElement | ExternalDataSelectElement | UserMultiSelectElement


def _element(field: Field) -> Element | None:
    name, value = field.name, field.value
    if field.kind == "date":
        return DatePickerElement(action_id=name, initial_date=value if _is_date(value) else None)
    if field.kind == "time":
        return TimePickerElement(action_id=name, initial_time=value if _TIME.fullmatch(value) else None)
    if field.kind == "people":
        return UserMultiSelectElement(action_id=name, initial_users=_ACCOUNT.findall(value) or None)
    if field.kind == "suggest":
        known = _option(value) if value else None
        return ExternalDataSelectElement(action_id=f"{name}:{field.source}", initial_option=known, min_query_length=1)
    if field.kind == "choice" and any(field.choices):
        options = {choice[:OPTION]: _option(choice) for choice in field.choices if choice}
        options = dict(list(options.items())[:OPTIONS])
        chosen = options.get(value[:OPTION])
        return StaticSelectElement(action_id=name, options=list(options.values()), initial_option=chosen)
    if width(value) > VALUE:
        return None
    return PlainTextInputElement(action_id=name, initial_value=value or None, multiline=field.kind == "multiline")


def _option(choice: str) -> Option:
    return Option(text=PlainTextObject(text=label(choice)), value=choice[:OPTION])


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
