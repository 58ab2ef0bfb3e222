"""The table of Web API methods, and what a call brings: its workspace, its token and its decoded arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.refusals import Refused
from tests.platforms.slack.state import Slack
from tests.platforms.slack.tokens import Token
from tests.platforms.slack.world import KINDS, Channel, Message, Workspace, sees


@dataclass(frozen=True)
class Call:
    """One call of a method by the app in one workspace."""

    slack: Slack
    team: Workspace
    token: Token
    args: dict[str, Any]

    def text(self, name: str) -> str:
        """An argument that must be there."""
        value = self.args.get(name)
        if value in (None, ""):
            raise Refused(
                "invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
            )
        return str(value)

    def flag(self, name: str) -> bool:
        """An argument that is true or false, in any of the spellings that clients send."""
        return str(self.args.get(name, "")).lower() in ("1", "true")

    def needs(self, *scopes: str) -> None:
        """One of these scopes."""
        if scopes and not set(scopes) & self.token.scopes:
            raise Refused("missing_scope", needed=scopes[0], provided=",".join(sorted(self.token.scopes)))

    def channel(self, action: str = "", *, inside: bool = False) -> Channel:
        """The channel that is meant; `action` is the scope's end (read, history), `inside` that the bot is a member."""
        channel = self.slack.world.channel(self.team, self.text("channel"))
        if action:
            self.needs(f"{KINDS[channel.kind]}:{action}")
        if channel.kind != "im" and not sees(channel, self.team.bot.id):
            if channel.kind == "group":
                raise Refused("channel_not_found")
            if inside:
                raise Refused("not_in_channel")
        return channel

    def mine(self, channel: Channel, ts: str, no: str) -> Message:
        """A message of the app's own."""
        found = channel.messages.get(ts)
        if found is None:
            raise Refused("message_not_found")
        if found.body.get("user") != self.team.bot.id:
            raise Refused(no)
        return found


Method = Callable[[Call], dict[str, Any]]
METHODS: dict[str, tuple[Method, tuple[str, ...]]] = {}


def method(name: str, *scopes: str) -> Callable[[Method], Method]:
    """Registers a method, which needs one of these scopes."""

    def register(function: Method) -> Method:
        METHODS[name] = (function, scopes)
        return function

    return register


def decoded(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments as values: what is an object or a list may come as JSON in a form field."""
    made = dict(args)
    for name in ("blocks", "attachments", "metadata", "view", "unfurls"):
        if isinstance(made.get(name), str):
            try:
                made[name] = json.loads(made[name])
            except ValueError:
                raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    return made


def page(call: Call, name: str, found: list[Any]) -> dict[str, Any]:
    """One page of a list, with the cursor of the next."""
    limit = int(call.args.get("limit") or 100)
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit")
    start = int(call.args.get("cursor") or 0)
    following = str(start + limit) if start + limit < len(found) else ""
    return {"ok": True, name: found[start : start + limit], "response_metadata": {"next_cursor": following}}
