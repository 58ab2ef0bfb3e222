"""Slack: over HTTP and over Socket Mode, for one workspace or for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.slack.adapter import PLATFORM
from bot.slack.answering import Answers
from bot.slack.calls import Calls
from bot.slack.doctor import doctor
from bot.slack.door import Pipe
from bot.slack.http import Http
from bot.slack.interactivity import Interactivity
from bot.slack.links import Links
from bot.slack.manifest import manifest
from bot.slack.modals import open_form, values_of
from bot.slack.notifier import SlackNotifier
from bot.slack.oauth import OAuth
from bot.slack.people import People
from bot.slack.settings import Settings
from bot.slack.sockets import Sockets
from bot.slack.tokens import Tokens
from bot.slack.unfurl import unfurled
from bot.slack.web import Web
from core.ports import Finding, Running, Surroundings


class RunningSlack(Running):
    """The started platform. Where there is an app-level token events come through sockets; a signing secret opens the
    address for them as well, and a client's secret the pages on which other workspaces install the app."""

    def __init__(self, surroundings: Surroundings, settings: Settings) -> None:
        assistant, sessions = surroundings.assistant, surroundings.sessions
        self._settings, self._installations = settings, surroundings.installations
        web = Web(settings.api_url)
        tokens = Tokens(settings, web, surroundings.installations)
        calls = Calls(web, tokens)
        self.notifier = SlackNotifier(calls)
        self._people = People(calls.call)
        answers = Answers(assistant, self.notifier, partial(open_form, calls))
        links = Links(assistant, calls.call, unfurled, settings.home)
        self._pipe = Pipe(assistant, answers, self._people, tokens, self.notifier, sessions, links)
        interactivity = Interactivity(self._pipe, settings.commands, values_of)
        self._http = Http(self._pipe, interactivity, settings.signing_secret) if settings.signing_secret else None
        self._oauth = OAuth(settings, surroundings.installations, sessions) if settings.oauth else None
        self._sockets = Sockets(settings, self._pipe, interactivity) if settings.app_token else None

    async def start(self) -> None:
        """Connect. StartError when the tokens of workspaces could not be read or kept."""
        if self._oauth is not None:
            await self._installations.check()
            await self._installations.all(PLATFORM)
        if self._sockets is not None:
            await self._sockets.start()

    async def stop(self) -> None:
        """Finish what came in, then close."""
        if self._sockets is not None:
            await self._sockets.stop()
        await self._pipe.stop()
        await self.notifier.close()

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        """The channels that the account is in, of those that we know of; TransientError while Slack is away."""
        return await self._people.channels(workspace, account)

    def routes(self) -> list[Any]:
        """The signed address, and the pages of an installation."""
        return [*(self._http.routes() if self._http else ()), *(self._oauth.routes() if self._oauth else ())]

    def health(self) -> tuple[bool, str]:
        """Whether events can arrive."""
        if self._sockets is not None:
            return self._sockets.health()
        return True, "Slack's events are taken over HTTP."


class Slack:
    """The platform as the entry point group `todobot.platforms` offers it."""

    name = PLATFORM

    def build(self, surroundings: Surroundings) -> RunningSlack:
        """From the surroundings' environment; StartError says what is missing there."""
        return RunningSlack(surroundings, Settings.of(surroundings.environ, surroundings.home))

    def manifest(self, environ: Mapping[str, str], *, socket: bool, url: str, oauth: bool) -> str:
        """What creates the app in one paste; the environment names its commands."""
        return manifest(Settings.partial(environ), socket=socket, url=url, oauth=oauth)

    async def doctor(self, environ: Mapping[str, str], home: str) -> Sequence[Finding]:
        """Tokens, scopes and addresses."""
        return await doctor(Settings.partial(environ, home))


platform = Slack()
