"""What Discord's refusals mean for us, by its numbers (topics/opcodes-and-status-codes)."""

from __future__ import annotations

from typing import Any

import discord

from core.errors import PermanentError, TransientError

UNKNOWN_MESSAGE, UNKNOWN_INTERACTION, ANSWERED, OLD = 10008, 10062, 40060, 30046
NO_HISTORY, INVALID_FORM, INTERACTION_OVER = 160002, 50035, 50027
# Nothing else will be accepted there either.
GONE = frozenset({10003, 10004, 10013, 50001, 50007, 50013, 50083, 50278, 160005})
# Nothing was done; later it can be.
LATER = frozenset({20016, 20022, 20028, 20029, 40003, 40062, 130000})
LATER_S = 5.0


class Refused(PermanentError):
    """Discord said no, and `code` is its number for it; 0 where it gave none."""

    def __init__(self, code: int, text: str, *, gone: bool = False) -> None:
        known = f"({code})"
        super().__init__(
            f"{text} {known}" if text and code and known not in text else text or f"discord_{code}", gone=gone
        )
        self.code = code


def refusal(error: discord.HTTPException) -> TransientError | PermanentError:
    """What an answer means."""
    after = seconds(error.response.headers.get("Retry-After"))
    if error.status == 429 or error.code in LATER:
        return TransientError(f"ratelimited ({error.code})", retry_after=LATER_S if after is None else after)
    if error.status >= 500:
        # Discord does not say that nothing was done then.
        return TransientError(f"http_{error.status}", retry_after=after, unknown=True)
    if error.status == 401 and error.code != INTERACTION_OVER:
        return TransientError("unauthorized", retry_after=after)
    return Refused(error.code, error.text.splitlines()[0][:200] if error.text else "", gone=error.code in GONE)


def seconds(value: Any) -> float | None:
    """A header's number; None where there is none."""
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return None
