"""Discord: over its gateway and its REST interface."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.discord.answering import Answers
from bot.discord.budget import Budget
from bot.discord.doctor import doctor
from bot.discord.door import Pipe
from bot.discord.gateway import Gateway
from bot.discord.guilds import Guilds
from bot.discord.identify import Identifies
from bot.discord.invite import described
from bot.discord.notifier import DiscordNotifier
from bot.discord.people import People
from bot.discord.rest import Rest
from bot.discord.rights import Rights
from bot.discord.settings import PLATFORM, Settings
from bot.discord.sync import keep_syncing
from core.ports import Finding, Running, Surroundings


class RunningDiscord(Running):
    """The started platform. Its way out works in every process; its way in belongs to one of them at a time."""

    def __init__(self, surroundings: Surroundings, settings: Settings) -> None:
        self._rest = Rest(settings, Budget(surroundings.budgets, settings.name))
        self._rights = Rights(self._rest.call)
        self.notifier = DiscordNotifier(self._rest, self._rights)
        self._application = settings.application
        self._sessions = surroundings.sessions
        self._syncing: asyncio.Task[None] | None = None
        self._guilds = Guilds(surroundings.installations, self._rights, self._greeted)
        answers = Answers(surroundings.assistant, self._rest.call, self.notifier, surroundings.sessions)
        self._pipe = Pipe(
            surroundings.assistant,
            answers,
            surroundings.sessions,
            self._me,
            People(self._rest.call),
            hears_all=settings.message_content,
        )
        identifies = Identifies(surroundings.sessions, settings.name)
        self._gateway = Gateway(
            settings, self._rest, self._pipe, self._guilds, identifies, surroundings.ownership, settings.name
        )

    async def start(self) -> None:
        """Connect, or wait for the process that is connected."""
        await self._gateway.start()

    async def stop(self) -> None:
        """Finish what came in, then close."""
        await self._gateway.stop()
        if self._syncing is not None:
            self._syncing.cancel()
        await self._pipe.stop()
        await self._guilds.stop()
        await self.notifier.close()

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        """The channels and threads that the account sees there now. PermanentError when it is no member of the guild,
        TransientError while Discord does not answer."""
        return frozenset() if workspace.startswith("@") else await self._rights.channels(workspace, account)

    async def _me(self) -> int:
        return int((await self._rest.me())["id"])

    async def _greeted(self) -> None:
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(
                keep_syncing(self._rest, self._sessions, self._application), name="discord-commands"
            )

    def health(self) -> tuple[bool, str]:
        """Whether events arrive."""
        return self._gateway.health()


class Discord:
    """The platform as the entry point group `todobot.platforms` offers it."""

    name = PLATFORM

    def build(self, surroundings: Surroundings) -> RunningDiscord:
        """From the surroundings' environment; StartError says what is missing there."""
        return RunningDiscord(surroundings, Settings.of(surroundings.environ))

    def manifest(self, environ: Mapping[str, str], *, socket: bool, url: str, oauth: bool) -> str:
        """The link that invites the bot, and what has to be switched on; there is but one way for all servers."""
        return described(Settings.partial(environ))

    async def doctor(self, environ: Mapping[str, str], home: str) -> Sequence[Finding]:
        """Token, intents, sessions that are left, permissions."""
        return await doctor(Settings.partial(environ))


platform = Discord()
