"""All that the fake Discord knows, in one place: world, log, limits, faults, gateway, commands, interactions."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.faults import Faults
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.pace import Pace
from tests.platforms.discord.refusals import Refused
from tests.platforms.discord.world import EPOCH_MS, Message, World
from tests.platforms.slack.journal import Journal

FIRST_S, TOKEN_S, NONCE_S = 3.0, 900.0, 300.0
OLD_EDITS = 5  # edits an hour of a message older than an hour; Discord does not say how many


@dataclass
class Interaction:
    """Something that a person did with the bot's widgets or commands, and what the bot has said to it so far."""

    id: str
    token: str
    kind: int
    payload: dict[str, Any]
    channel: str
    person: str
    at: float = field(default_factory=time.time)
    answer: dict[str, Any] | None = None  # the first answer, as it came
    deferred: bool = False  # the original is yet to be filled
    ephemeral: bool = False
    original: str = ""  # the id of its message
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # set by the first answer
    messages: list[str] = field(default_factory=list)


class Discord:
    """The state. Everything that changes it runs without an await, so two requests never interleave."""

    def __init__(self, world: World, journal: Journal, base: str) -> None:
        self.world, self.journal, self.base, self.app = world, journal, base, world.app
        self.pace, self.faults = Pace(), Faults()
        self.gateway = Gateway(world, journal, base.replace("http", "ws", 1) + "/gateway")
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[str, list[dict[str, Any]]] = {}  # "" or a guild's id -> commands
        self.created: list[tuple[float, str]] = []  # creations of commands, for the daily limit
        self.nonces: dict[tuple[str, str], tuple[float, Message]] = {}
        self.modals: dict[str, dict[str, Any]] = {}  # by account: what is open before them
        self.calls: list[dict[str, Any]] = []
        self.first_seconds, self.old_edits = FIRST_S, OLD_EDITS
        self._last = 0

    def fresh(self) -> str:
        """A snowflake: no two are the same, and they only grow."""
        self._last = max(self._last + 1, (int(time.time() * 1000) - EPOCH_MS) << 22)
        return str(self._last)

    def digest(self, token: str) -> str:
        """A token as the log shows it."""
        return hashlib.sha256(token.encode()).hexdigest()[:8] if token else ""

    def answering(self, token: str) -> Interaction:
        """The interaction of a webhook's token, while it lives."""
        for one in self.interactions.values():
            if one.token == token:
                if one.at + TOKEN_S < time.time():
                    raise Refused(50027)
                if one.answer is None:
                    raise Refused(10015)
                return one
        raise Refused(10015)
