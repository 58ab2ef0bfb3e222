"""The terminal platform: conversations that are kept here and reach people through `todobot chat`."""

from __future__ import annotations

from bot.terminal.adapter import RunningTerminal
from bot.terminal.notifier import notifier
from core.ports import Surroundings


class Terminal:
    """What the entry point names."""

    name = "terminal"

    def build(self, surroundings: Surroundings) -> RunningTerminal:
        """It needs no settings and no network."""
        return RunningTerminal(notifier(surroundings))


platform = Terminal()
