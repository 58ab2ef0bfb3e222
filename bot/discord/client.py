"""One shard's discord.py client: it hands on what it hears and does nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

import discord
from discord.http import HTTPClient

from bot.discord.adapter import parent_of
from bot.discord.settings import Settings
from core import log

HELLO_S = 15.0  # for the first words of a connection
STALE = frozenset({
    "guild_update", "guild_role_create", "guild_role_delete", "guild_role_update", "guild_channel_create",
    "guild_channel_delete", "guild_channel_update", "thread_create", "thread_update", "raw_thread_delete",
    "member_update", "raw_member_remove", "member_join", "guild_join", "guild_remove",
})  # fmt: skip
_log = log.get(__name__)


class Ways(Protocol):
    """Who is told of what people do. `moment` is the session's id and the event's number in it: "<session>:<seq>";
    `parent` is the channel of a thread."""

    async def message(self, message: discord.Message) -> None: ...
    async def interaction(self, interaction: discord.Interaction) -> None: ...
    async def reaction(
        self, payload: discord.RawReactionActionEvent, added: bool, moment: str, parent: int | None
    ) -> None: ...


class Watch(Protocol):
    """Who is told of guilds."""

    def here(self, client: Client) -> None:
        """A session has begun, with these guilds."""

    def joined(self, guild: discord.Guild) -> None:
        """We were invited, or Discord can reach it again."""

    def left(self, guild: discord.Guild) -> None:
        """We were removed; not: Discord cannot reach it now."""

    def stale(self, guild: str) -> None:
        """Something about who may do what has changed there."""


def intents_of(settings: Settings) -> discord.Intents:
    """What we hear. Without message_content: words in direct messages, in mentions, and in replies to us."""
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    intents.guild_reactions = intents.dm_reactions = True
    intents.message_content, intents.members = settings.message_content, settings.members
    return intents


class Client(discord.Client):
    """Remembers guilds, channels and roles, but neither messages nor members."""

    def __init__(self, http: HTTPClient, settings: Settings, ways: Ways, watch: Watch, shard: int, shards: int) -> None:
        super().__init__(
            intents=intents_of(settings),
            shard_id=shard,
            shard_count=shards,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=HELLO_S,
        )
        self.http = self._connection.http = http
        self._ways, self._watch = ways, watch
        self._doing: set[asyncio.Task[None]] = set()
        self.greeted = False
        self.identifying: Callable[[], Awaitable[None]] = _nothing

    @property
    def moment(self) -> str:
        """Which event of which session this is."""
        return f"{self.ws.session_id}:{self.ws.sequence}"

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Called by the library for each event, before it reads the next one."""
        if event in ("connect", "resumed"):
            self.greeted = True
        if event in ("message", "interaction"):
            self._do(getattr(self._ways, event)(args[0]))
        elif event in ("raw_reaction_add", "raw_reaction_remove"):
            parent = parent_of(self.get_channel(args[0].channel_id))
            self._do(self._ways.reaction(args[0], event == "raw_reaction_add", self.moment, parent))
        self._guilds(event, args)
        super().dispatch(event, *args, **kwargs)

    def _guilds(self, event: str, args: tuple[Any, ...]) -> None:
        if event in STALE:
            about = args[-1]
            guild = about if isinstance(about, discord.Guild) else getattr(about, "guild", None)
            self._watch.stale(str(guild.id if guild is not None else getattr(about, "guild_id", "")))
        if event == "connect":
            self._watch.here(self)
        elif event in ("guild_join", "guild_available", "guild_update"):
            self._watch.joined(args[-1])
        elif event == "guild_remove":
            self._watch.left(args[0])

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._done(work))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _done(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 (one event that cannot be dealt with stops no other)
            _log.exception("event.failed")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Who connects has waited already; this is the moment that counts."""
        await self.identifying()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Into our log."""
        _log.exception("event.failed", event=event_method)

    async def drained(self, seconds: float) -> None:
        """Returns when what came in is dealt with, or after so long."""
        if self._doing:
            await asyncio.wait(self._doing, timeout=seconds)


async def _nothing() -> None:
    """Nobody counts."""
