"""The way out: what the bot says is stored in the conversation, and `todobot chat` shows it."""

from __future__ import annotations

from core.errors import PermanentError, TransientError, UnavailableError
from core.ports import Post, Posted, Transcript


class TerminalNotifier:
    """Implements core.ports.Notifier: the commit of the stored line is the acceptance."""

    nonces = True  # a line is unique per occurrence, so a second post of the same one changes nothing

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    async def post(self, post: Post) -> Posted:
        """Store it. TransientError while the database is away, PermanentError when there is no such conversation."""
        try:
            return await self._transcript.append(post)
        except UnavailableError as error:
            raise TransientError("the database does not answer") from error
        except LookupError as error:
            raise PermanentError("there is no such conversation") from error

    async def close(self) -> None:
        """Nothing is open."""
