"""The way out against a Slack that is a process of its own: what tests of calls, tokens and the notifier build on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.slack.calls import Calls
from bot.slack.settings import Settings
from bot.slack.tokens import Tokens
from bot.slack.web import Web
from core.ports import Exchange, Installation
from tests.platforms.slack.client import FakeSlack

ACME, GLOBEX = "TACME", "TGLOBEX"
ANN, BEN, GENERAL, RANDOM, SECRET = "UACMEANN", "UACMEBEN", "CACMEGENERAL", "CACMERANDOM", "CACMESECRET"


@contextmanager
def slack_in(folder: Path, **more: Any) -> Iterator[FakeSlack]:
    """A fake Slack that ends with the block."""
    fake = FakeSlack(folder, **more)
    fake.start()
    try:
        yield fake
    finally:
        fake.kill()


class Nobody:
    """No workspace was installed: one token is all there is."""

    async def get(self, platform: str, workspace: str) -> Installation | None:
        """None."""
        raise AssertionError("a lone token asks for no installation")

    async def check(self) -> None:
        """Nothing is encrypted here."""

    async def all(self, platform: str) -> list[Installation]:
        """None."""
        return []

    async def put(self, installation: Installation) -> None:
        """Never."""
        raise AssertionError("a lone token installs nothing")

    async def renew(self, platform: str, workspace: str, exchange: Exchange) -> Installation | None:
        """Never."""
        raise AssertionError("a lone token cannot be renewed")


def calls_of(fake: FakeSlack, workspace: str = "acme") -> Calls:
    """Calls with the token of one workspace."""
    settings = Settings.of(fake.for_bot(workspace=workspace))
    web = Web(settings.api_url)
    return Calls(web, Tokens(settings, web, Nobody()))
