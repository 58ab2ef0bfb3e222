"""The published limits of Block Kit as tables: what may stand in a message, a modal and a Home, and how long it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.platforms.slack.checks import (
    Check,
    Wrong,
    among,
    anything,
    by_type,
    flag,
    items,
    matches,
    number,
    plain,
    shape,
    string,
    text,
)
from tests.platforms.slack.mrkdwn import texts_of
from tests.platforms.slack.refusals import Refused

TOTAL = 13_200  # undocumented: beyond it Slack says msg_blocks_too_long

CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": among("primary", "danger")},
)
OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)})
CHOICE = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
GROUP = shape({"label": plain(75), "options": items(OPTION, 100)}, {})
ACTED = {"action_id": string(255), "confirm": CONFIRM, "focus_on_load": flag}
HINTED = {**ACTED, "placeholder": plain(150)}
MANY = {**HINTED, "max_selected_items": number(1, 100)}
WRITTEN = {**HINTED, "dispatch_action_config": anything}
CONVERSATIONS = {"default_to_current_conversation": flag, "response_url_enabled": flag, "filter": anything}


def _date(value: Any, where: str) -> None:
    try:
        ok = date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        ok = False
    if not ok:
        raise Wrong(where, "must be a date as YYYY-MM-DD")


def _chosen(inner: Check, name: str) -> Check:
    """What is chosen at the beginning is one of the options."""

    def check(value: Any, where: str) -> None:
        inner(value, where)
        initial = value.get(name) or []
        given = value.get("options") or [one for group in value.get("option_groups", []) for one in group["options"]]
        values = {option["value"] for option in given}
        for one in initial if isinstance(initial, list) else [initial]:
            if one["value"] not in values:
                raise Wrong(f"{where}/{name}", "is not among the options")
        if not given:
            raise Wrong(where, "must have options")

    return check


STATIC = {"options": items(OPTION, 100), "option_groups": items(GROUP, 100)}
ELEMENTS: dict[str, Check] = {
    "button": shape(
        {"text": plain(75)},
        {
            "action_id": string(255),
            "url": string(3000),
            "value": string(2000, 0),
            "style": among("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": _chosen(shape({}, {**HINTED, **STATIC, "initial_option": OPTION}), "initial_option"),
    "multi_static_select": _chosen(
        shape({}, {**MANY, **STATIC, "initial_options": items(OPTION, 100)}), "initial_options"
    ),
    "external_select": shape({}, {**HINTED, "initial_option": OPTION, "min_query_length": number(0, 255)}),
    "multi_external_select": shape(
        {}, {**MANY, "initial_options": items(OPTION, 100), "min_query_length": number(0, 255)}
    ),
    "users_select": shape({}, {**HINTED, "initial_user": string(20)}),
    "multi_users_select": shape({}, {**MANY, "initial_users": items(string(20), 100)}),
    "conversations_select": shape({}, {**HINTED, **CONVERSATIONS, "initial_conversation": string(20)}),
    "multi_conversations_select": shape({}, {**MANY, **CONVERSATIONS, "initial_conversations": items(string(20), 100)}),
    "channels_select": shape({}, {**HINTED, "initial_channel": string(20), "response_url_enabled": flag}),
    "multi_channels_select": shape({}, {**MANY, "initial_channels": items(string(20), 100)}),
    "overflow": shape({"options": items(OPTION, 5)}, {"action_id": string(255), "confirm": CONFIRM}),
    "datepicker": shape({}, {**HINTED, "initial_date": _date}),
    "timepicker": shape({}, {**HINTED, "initial_time": matches(r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(64)}),
    "datetimepicker": shape({}, {**ACTED, "initial_date_time": number(1_000_000_000, 9_999_999_999)}),
    "checkboxes": _chosen(
        shape({"options": items(CHOICE, 10)}, {**ACTED, "initial_options": items(CHOICE, 10)}), "initial_options"
    ),
    "radio_buttons": _chosen(
        shape({"options": items(CHOICE, 10)}, {**ACTED, "initial_option": CHOICE}), "initial_option"
    ),
    "plain_text_input": shape(
        {},
        {
            **WRITTEN,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
    ),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**WRITTEN, "initial_value": string(30), "min_value": string(30), "max_value": string(30)},
    ),
    "url_text_input": shape({}, {**WRITTEN, "initial_value": string(3000)}),
    "email_text_input": shape({}, {**WRITTEN, "initial_value": string(3000)}),
    "image": shape({"alt_text": string(2000)}, {"image_url": string(3000), "slack_file": anything}),
    "mrkdwn": text(3000),
    "plain_text": text(3000),
}
WRITING = ("plain_text_input", "number_input", "url_text_input", "email_text_input")
SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
CLICKABLE = ("button", "overflow", *SELECTS, *PICKERS)


def _some(*names: str) -> Check:
    return by_type({name: ELEMENTS[name] for name in names})


NAMED = {"block_id": string(255)}
BLOCKS: dict[str, Check] = {
    "section": shape(
        {},
        {
            **NAMED,
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": _some(*CLICKABLE, "image"),
            "expand": flag,
        },
        any_of=("text", "fields"),
    ),
    "actions": shape({"elements": items(_some(*CLICKABLE), 25)}, NAMED),
    "context": shape({"elements": items(_some("mrkdwn", "plain_text", "image"), 10)}, NAMED),
    "divider": shape({}, NAMED),
    "header": shape({"text": plain(150)}, NAMED),
    "image": shape(
        {"alt_text": string(2000)},
        {**NAMED, "image_url": string(3000), "slack_file": anything, "title": plain(2000)},
    ),
    "input": shape(
        {"label": plain(2000), "element": _some(*WRITING, *SELECTS, *PICKERS)},
        {**NAMED, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": shape({"elements": items(anything, 100)}, NAMED),
    "markdown": shape({"text": string(12_000)}, NAMED),
}
MESSAGE = items(by_type(BLOCKS), 50, 0)
VIEW_BLOCKS = items(by_type({name: check for name, check in BLOCKS.items() if name != "markdown"}), 100, 0)
VIEW = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL = shape(
    {"title": plain(24), "blocks": VIEW_BLOCKS},
    {
        **VIEW,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = shape({"blocks": VIEW_BLOCKS}, VIEW)


def message(blocks: Any) -> None:
    """Refuses what Slack would not post: invalid_blocks_format, invalid_blocks, msg_blocks_too_long."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    try:
        MESSAGE(blocks, "/blocks")
        _apart(blocks)
    except Wrong as wrong:
        raise Refused("invalid_blocks", errors=[str(wrong)], response_metadata={"messages": [str(wrong)]}) from wrong
    if sum(len(str(one.get("text", ""))) for one in texts_of(blocks)) > TOTAL:
        raise Refused("msg_blocks_too_long")


def view(content: Any, kind: str) -> None:
    """Refuses what is no view: invalid_arguments with the place, view_too_large."""
    try:
        if not isinstance(content, dict) or content.get("type") != kind:
            raise Wrong("/view/type", f"must be {kind}")
        (MODAL if kind == "modal" else HOME)(content, "/view")
        _apart(content["blocks"])
        inputs = [one for one in content["blocks"] if one["type"] == "input"]
        if kind == "modal" and inputs and not content.get("submit"):
            raise Wrong("/view/submit", "missing required field, as the view has inputs")
        if kind == "home" and any("datetimepicker" in str(one) for one in content["blocks"]):
            raise Wrong("/view/blocks", "unsupported element: datetimepicker")
    except Wrong as wrong:
        raise Refused("invalid_arguments", response_metadata={"messages": [str(wrong)]}) from wrong
    if len(str(content)) > 250_000:
        raise Refused("view_too_large")


def _apart(blocks: list[dict[str, Any]]) -> None:
    """No block_id twice, no action_id twice in a block, no two that want the focus."""
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        name = block.get("block_id")
        if name and name in seen:
            raise Wrong(f"/blocks/{place}/block_id", f'`block_id` "{name}" already exists for another block')
        seen.add(name or "")
        actions = [
            one["action_id"] for one in block.get("elements", []) if isinstance(one, dict) and "action_id" in one
        ]
        if len(actions) != len(set(actions)):
            raise Wrong(f"/blocks/{place}/elements", "`action_id` already exists for another element")


def named(blocks: list[dict[str, Any]], fresh: Any) -> list[dict[str, Any]]:
    """The blocks as Slack keeps them: each with a block_id, each thing to click with an action_id."""
    kept = []
    for given in blocks:
        block = {**given, "block_id": given.get("block_id") or fresh()}
        if "elements" in block and block["type"] == "actions":
            block["elements"] = [{**one, "action_id": one.get("action_id") or fresh()} for one in block["elements"]]
        for place in ("accessory", "element"):
            if place in block and block[place]["type"] != "image":
                block[place] = {**block[place], "action_id": block[place].get("action_id") or fresh()}
        kept.append(block)
    return kept
