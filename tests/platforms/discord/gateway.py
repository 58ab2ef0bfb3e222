"""The gateway: who is connected, what each is told, and what is kept for those who come back with RESUME."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from typing import Any

from tests.platforms.discord.lines import Line, Session
from tests.platforms.discord.world import Guild, World
from tests.platforms.slack.journal import Journal

GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
MESSAGES, REACTIONS, DIRECT, DIRECT_REACTIONS, CONTENT = 1 << 9, 1 << 10, 1 << 12, 1 << 13, 1 << 15
PRIVILEGED = {"members": MEMBERS, "presences": PRESENCES, "content": CONTENT}
HEARTBEAT_MS = 41_250
IDENTIFIES, IDENTIFY_S = 1000, 5.0


class Gateway:
    """Sessions outlive their lines; events reach every session whose shard and intents they are for."""

    def __init__(self, world: World, journal: Journal, url: str) -> None:
        self.world, self.journal, self.url = world, journal, url
        self.sessions: dict[str, Session] = {}
        self.lines: list[Line] = []
        self.heartbeat_ms, self.identify_seconds = HEARTBEAT_MS, IDENTIFY_S
        self.total = self.remaining = IDENTIFIES
        self.concurrency, self.shards = 1, 1
        self.identified: list[tuple[float, int]] = []  # when, and which shard
        self.orders: list[dict[str, Any]] = []  # faults for connections to come

    def emit(self, event: str, data: dict[str, Any], intent: int = 0, guild: str = "") -> list[int]:
        """Tell; without a guild it is shard 0's. The sequence numbers under which sessions got it."""
        told = []
        for session in self.sessions.values():
            if session.over or (intent and not session.intents & intent):
                continue
            if session.shard == (int(guild or 0) >> 22) % session.shards:
                told.append(session.tell(event, self._gated(event, data, session)))
        return told

    def _gated(self, event: str, data: dict[str, Any], session: Session) -> dict[str, Any]:
        """A message without its words for who may not read them."""
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or session.intents & CONTENT or not data.get("guild_id"):
            return data
        shown = self._blank(data)
        if shown.get("referenced_message"):
            shown = shown | {"referenced_message": self._blank(shown["referenced_message"])}
        return shown

    def _blank(self, message: dict[str, Any]) -> dict[str, Any]:
        me = self.world.me.id
        called = any(one["id"] == me for one in message.get("mentions", ()))
        answered = message.get("referenced_message") or {}
        # A reply pings whom it answers, but an interaction's answer is not an ordinary message of the bot.
        by_reply = called and f"<@{me}>" not in message.get("content", "")
        if message["author"]["id"] == me or (called and not (by_reply and answered.get("interaction_metadata"))):
            return message
        return message | {"content": "", "embeds": [], "attachments": [], "components": []}

    def mine(self, session: Session) -> Iterable[Guild]:
        """The guilds of a session's shard."""
        for guild in self.world.guilds.values():
            if guild.present and (int(guild.id) >> 22) % session.shards == session.shard:
                yield guild

    def open(self, session: Session) -> None:
        """READY and the guilds."""
        guilds = list(self.mine(session))
        ready = {"v": 10, "user": self.world.me.shown() | {"verified": True, "mfa_enabled": False, "flags": 0}}
        ready |= {"guilds": [{"id": one.id, "unavailable": True} for one in guilds], "session_id": session.id}
        ready |= {"resume_gateway_url": self.url, "shard": [session.shard, session.shards], "session_type": "normal"}
        ready |= {"application": {"id": self.world.app["id"], "flags": self.world.app.get("flags", 0)}}
        session.tell("READY", ready | {"private_channels": [], "presences": [], "relationships": []})
        for guild in guilds:
            session.tell("GUILD_CREATE", self.whole(guild, session.intents))

    def whole(self, guild: Guild, intents: int) -> dict[str, Any]:
        """A guild as GUILD_CREATE shows it; out of reach it is only named."""
        if not guild.available:
            return {"id": guild.id, "unavailable": True}
        me = self.world.me.id
        seen = [one for one in guild.channels.values() if self.world.may(one, me, "view_channel")]
        members = guild.members.values() if intents & MEMBERS and intents & PRESENCES else [guild.members[me]]
        more = {"channels": [one.shown(self.world) for one in seen if not one.thread], "unavailable": False}
        more |= {"threads": [one.shown(self.world) for one in seen if one.thread and not one.archived]}
        more |= {"members": [one.shown() for one in members], "member_count": len(guild.members), "large": False}
        more |= {"joined_at": "2024-01-01T00:00:00+00:00", "voice_states": [], "presences": [], "stage_instances": []}
        return guild.shown() | more | {"guild_scheduled_events": [], "soundboard_sounds": []}

    def session(self, line: Line, shard: list[int] | None, intents: int) -> Session:
        """A new one for an IDENTIFY that was accepted."""
        number, count = shard or [0, 1]
        made = Session(secrets.token_hex(16), number, count, intents, line)
        self.sessions[made.id] = line.session = made
        self.open(made)
        return made

    def early(self, shard: int) -> bool:
        """Counts an IDENTIFY; whether one more of its group came less than five seconds before."""
        now, group = time.time(), shard % self.concurrency
        before = [at for at, other in self.identified if other % self.concurrency == group]
        self.identified.append((now, shard))
        self.remaining -= 1
        return bool(before) and now - before[-1] < self.identify_seconds

    def start_limit(self) -> dict[str, Any]:
        """As GET /gateway/bot tells it."""
        limit = {"total": self.total, "remaining": max(0, self.remaining), "reset_after": 86_400_000}
        return limit | {"max_concurrency": self.concurrency}
