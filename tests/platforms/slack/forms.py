"""What stands in the inputs of a view or message: their first values, and what a person enters, as Slack sends it."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.refusals import Misuse

WRITING = ("plain_text_input", "number_input", "url_text_input", "email_text_input")
# type -> (the state's field, the element's field with its first value)
FIELDS = {
    **dict.fromkeys(WRITING, ("value", "initial_value")),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
}


def first(element: dict[str, Any]) -> dict[str, Any]:
    """An input as it stands before anybody touched it."""
    name, initial = FIELDS[element["type"]]
    many = name.endswith("s") and name != "selected_date"
    return {"type": element["type"], name: element.get(initial, [] if many else None)}


def entered(element: dict[str, Any], given: Any, options: list[dict[str, Any]]) -> dict[str, Any]:
    """An input as a person leaves it: `given` is a text, a label of one of `options`, a list of labels, or an id."""
    name, _ = FIELDS[element["type"]]
    if name in ("selected_option", "selected_options"):
        if name == "selected_option":
            return {"type": element["type"], name: _option(options, given) if given else None}
        return {"type": element["type"], name: [_option(options, one) for one in given]}
    if element["type"] in WRITING:
        most, least = element.get("max_length", 3000), element.get("min_length", 0)
        if given and not least <= len(given) <= most:
            raise Misuse(f"the client takes {least} to {most} characters, not {len(given)}")
    return {"type": element["type"], name: given or None}


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """What can be chosen."""
    grouped = (one for group in element.get("option_groups", []) for one in group["options"])
    return [*element.get("options", []), *grouped]


def _option(options: list[dict[str, Any]], label: str) -> dict[str, Any]:
    for one in options:
        if label in (one["text"]["text"], one["value"]):
            return one
    raise Misuse(f"“{label}” cannot be chosen among {[one['text']['text'] for one in options]}")


def empty(entry: dict[str, Any]) -> bool:
    """Whether nothing stands in an input."""
    return not any(value for name, value in entry.items() if name != "type")


def readable(entry: dict[str, Any]) -> str:
    """What stands in an input, for readers."""
    (value,) = (value for name, value in entry.items() if name != "type")
    if isinstance(value, list):
        return ", ".join(one["text"]["text"] if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, dict):
        return str(value["text"]["text"])
    return "" if value is None else str(value)
