"""What a person has before them: the messages of a conversation with what can be clicked, their Home, an open modal."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack import forms, mrkdwn
from tests.platforms.slack.refusals import Misuse
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import Channel, Message, Person, Workspace, sees


def visible(slack: Slack, channel: Channel, person: Person) -> list[Message]:
    """The messages of a conversation that this person reads, oldest first."""
    if not sees(channel, person.id):
        raise Misuse(f"{person.account} is not in {channel.name}")
    hidden = [one for one in slack.hidden.values() if one.channel == channel.id and one.only_for == person.id]
    return sorted([*channel.messages.values(), *hidden], key=lambda one: one.ts)


def found(slack: Slack, channel: Channel, person: Person, ts: str) -> Message:
    """One message that this person reads."""
    for one in visible(slack, channel, person):
        if one.ts == ts:
            return one
    raise Misuse(f"{person.account} sees no message {ts} in {channel.name}")


def message(slack: Slack, one: Message) -> dict[str, Any]:
    """A message as a reader sees it."""
    fields = mrkdwn.fields_of(one.body.get("blocks"))
    return {
        "ts": one.ts,
        "channel": one.channel,
        "thread": one.thread,
        "ours": one.ours,
        "by": slack.called(str(one.body.get("user", ""))),
        "text": mrkdwn.words(str(one.body.get("text") or ""), slack.called),
        "lines": slack.read(one.body),
        "blocks": one.body.get("blocks") or [],
        "buttons": labels(fields),
        "fields": fields,
        "only_for": slack.called(one.only_for) if one.only_for else "",
        "metadata": one.body.get("metadata"),
        "edited": "edited" in one.body,
        "unfurls": slack.unfurls.get((one.channel, one.ts), {}),
    }


def labels(fields: list[dict[str, Any]]) -> list[str]:
    """Everything that can be pressed, in reading order: buttons, and the entries of overflow menus."""
    found: list[str] = []
    for one in fields:
        if one["type"] == "button":
            found.append(one["text"]["text"])
        elif one["type"] == "overflow":
            found += [option["text"]["text"] for option in one["options"]]
    return found


def view(slack: Slack, content: dict[str, Any] | None) -> dict[str, Any] | None:
    """A view as its reader sees it; `inputs` is a list of label, value, type and what can be chosen."""
    if content is None:
        return None
    inputs = []
    for one in mrkdwn.fields_of(content["blocks"]):
        if one["type"] in forms.FIELDS and one["type"] != "overflow":
            choices = [option["text"]["text"] for option in forms.options_of(one)]
            inputs.append(
                {
                    "label": one["label"],
                    "value": forms.readable(value_of(content, one)),
                    "type": one["type"],
                    "choices": choices,
                }
            )
    title = (content.get("title") or {}).get("text", "")
    buttons = labels(mrkdwn.fields_of(content["blocks"]))
    lines = mrkdwn.lines_of(content["blocks"], slack.called)
    kept = {name: content[name] for name in ("id", "hash", "callback_id", "private_metadata", "blocks")}
    return {
        **kept,
        "title": title,
        "lines": lines,
        "buttons": buttons,
        "inputs": inputs,
        "errors": content.get("_errors", {}),
    }


def value_of(content: dict[str, Any], element: dict[str, Any]) -> dict[str, Any]:
    """What stands in an input of a view now."""
    entry: dict[str, Any] | None = content.get("_values", {}).get(element["block_id"], {}).get(element["action_id"])
    return entry if entry is not None else forms.first(element)


def modal(slack: Slack, team: Workspace, person: Person) -> dict[str, Any] | None:
    """The modal on top of a person's screen."""
    stack = slack.stacks.get((team.id, person.id), [])
    return slack.views[stack[-1]] if stack else None


def home(slack: Slack, team: Workspace, person: Person) -> dict[str, Any] | None:
    """A person's Home as it was published last."""
    number = slack.homes.get((team.id, person.id))
    return slack.views[number] if number else None
