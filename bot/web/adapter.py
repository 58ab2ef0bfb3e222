"""The web platform as it runs: its way in is the HTTP interface of the core, so it brings no routes of its own."""

from __future__ import annotations

from typing import Any

from bot.web.notifier import WebNotifier


class RunningWeb:
    """Implements core.ports.Running."""

    def __init__(self, notifier: WebNotifier) -> None:
        self.notifier = notifier

    async def start(self) -> None:
        """Nothing has to be opened: `POST /chat` and `GET /chat/stream` are there as soon as the server is."""

    async def stop(self) -> None:
        """Nothing is open."""

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        """There are none: each conversation is its person's own."""
        return frozenset()

    def routes(self) -> list[Any]:
        """None."""
        return []

    def health(self) -> tuple[bool, str]:
        """As well as the server that answers this."""
        return True, "The web door is open."
