"""Slack's Web API in the name of a workspace, with the token that it has now."""

from __future__ import annotations

from typing import Any

from bot.slack.tokens import Tokens
from bot.slack.web import NO_TOKEN, Web
from core.errors import PermanentError


class Calls:
    """Calls methods, each once. What comes of one is Slack's answer, TransientError or PermanentError.

    A token that Slack refuses is replaced where that can be; the call, which did nothing, is then made with the new
    one. Where it cannot be, the installation has ended.
    """

    def __init__(self, web: Web, tokens: Tokens) -> None:
        self.web, self.tokens = web, tokens

    async def call(self, workspace: str, method: str, **params: Any) -> dict[str, Any]:
        """Slack's answer; a parameter that is None is left out."""
        token = await self.tokens.of(workspace)
        try:
            return await self.web.call(method, token.token, **params)
        except PermanentError as error:
            if error.reason not in NO_TOKEN:
                raise
            refused = error.reason
        fresh = await self.tokens.instead(token, refused)
        return await self.web.call(method, fresh.token, **params)
