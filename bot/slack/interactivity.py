"""Clicks, forms, shortcuts and completions as they arrive: each is acknowledged at once, some with a body."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot.slack import interactions
from bot.slack.adapter import Ask
from bot.slack.door import Pipe
from bot.slack.text import named, spoken
from core import log
from core.messages import Day, Field, Form, Instant, Mention, Reply

SUBMIT_S = 1.5  # how long a form stays open to show what is wrong with it; Slack waits for 3 s
ERROR_TEXT = 500
OPTIONS, OPTION_LABEL, OPTION_VALUE = 100, 75, 150
Values = Callable[[Mapping[str, Any]], dict[str, str]]

NEW_FORM = Form(
    "New task or reminder",
    interactions.SAY,
    (Field("text", "In your own words", kind="multiline", required=True),),
)

_log = log.get(__name__)


class Interactivity:
    """What people do to what we have shown. `values_of` reads a submitted view's fields."""

    def __init__(self, pipe: Pipe, commands: tuple[str, ...], values_of: Values) -> None:
        self._pipe, self._commands, self._values_of = pipe, commands, values_of

    def command(self, form: Mapping[str, str]) -> None:
        """A slash command; KeyError when it is none."""
        self._pipe.respond(interactions.read_command(form, self._commands))

    async def interaction(self, payload: Mapping[str, Any]) -> dict[str, Any] | None:
        """The body of the acknowledgement; None: none. KeyError, ValueError or TypeError for what Slack never sends."""
        kind = payload["type"]
        if kind == "view_submission":
            return await self._submitted(payload)
        if kind == "block_suggestion":
            return await self._suggested(payload)
        if kind == "shortcut":
            ask = interactions.read_global(payload)
            if ask is not None:
                self._pipe.answers.later(ask, Reply(form=NEW_FORM))
            return None
        readers = {"block_actions": interactions.read_click, "message_action": interactions.read_shortcut}
        ask = readers[kind](payload) if kind in readers else None
        if ask is not None:
            self._pipe.respond(ask, interactions.of_another_team(payload))
        return None

    async def _submitted(self, payload: Mapping[str, Any]) -> dict[str, Any] | None:
        view = payload["view"]
        ask = interactions.read_submit(payload, self._values_of(view))
        task = asyncio.ensure_future(self._pipe.reply(ask, interactions.of_another_team(payload)))
        await asyncio.wait({task}, timeout=SUBMIT_S)
        if not task.done():
            self._pipe.answers.start(self._late(task))
            return None
        known, reply = task.result()
        block = _wrong(view)
        if reply.kind == "refusal" and block:
            return {"response_action": "errors", "errors": {block: in_words(reply)[:ERROR_TEXT]}}
        self._pipe.answers.later(known, reply)
        return None

    async def _late(self, task: asyncio.Task[tuple[Ask, Reply]]) -> None:
        known, reply = await task
        await self._pipe.answers.give(known, reply)

    async def _suggested(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        found = await self._pipe.suggest(*interactions.read_suggestion(payload))
        options = [
            {"text": {"type": "plain_text", "text": label[:OPTION_LABEL] or "…"}, "value": value}
            for label, value in found[:OPTIONS]
            if value and len(value) <= OPTION_VALUE
        ]
        return {"options": options}


def in_words(reply: Reply) -> str:
    """A reply as text alone, for a place that shows no widgets."""
    return "".join(_words(part) for part in reply.parts).strip() or "That cannot be."


def _words(part: str | Instant | Day | Mention) -> str:
    if isinstance(part, Instant):
        return spoken(part)
    if isinstance(part, Day):
        return named(part.on)
    return f"@{part.name}" if isinstance(part, Mention) else part


def _wrong(view: Mapping[str, Any]) -> str:
    """The field under which to say what is wrong: the time's, where there is one, else the first."""
    fields = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    timed = [block for block in fields if block.rpartition(":")[2] in ("when", "date", "time")]
    return str((timed or fields or [""])[0])
