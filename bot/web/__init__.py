"""The web platform: conversations that are kept here and reach people through HTTP."""

from __future__ import annotations

from bot.web.adapter import RunningWeb
from bot.web.notifier import notifier
from core.ports import Surroundings


class Web:
    """What the entry point names."""

    name = "web"

    def build(self, surroundings: Surroundings) -> RunningWeb:
        """It needs no settings and no network."""
        return RunningWeb(notifier(surroundings))


platform = Web()
