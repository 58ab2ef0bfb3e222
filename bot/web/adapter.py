"""The web platform as it runs: its way in is the HTTP interface of the core, so it brings no routes of its own."""

from __future__ import annotations

from pathlib import Path

from core.ports import Notifier, Running

PAGE = Path(__file__).with_name("page")  # where `make up` builds it


class RunningWeb(Running):
    """Open as soon as the server is; each conversation is its person's own, so there are no channels."""

    def __init__(self, notifier: Notifier) -> None:
        self.notifier = notifier

    def page(self) -> Path:
        """The page that is built from ui/."""
        return PAGE

    def health(self) -> tuple[bool, str]:
        """As well as the server that answers this."""
        return True, "The web door is open."
