"""Errors with their outward face: what the person reads, the HTTP status, and whether a retry can help."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID


class TodobotError(Exception):
    """The root of every error that this project raises on purpose."""


class UserError(TodobotError):
    """A wish that cannot be granted; it rolls back what the command did.

    `code` names a sentence in core/replies, which `params` fill: it says what was wrong and what to type instead.
    `status` is the HTTP status that a REST caller gets.
    """

    status = 422

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotFoundError(UserError):
    """There is no such thing, or none that this person may see: both sound alike."""

    status = 404


class ConflictError(UserError):
    """The thing has changed since, so the wish no longer fits."""

    status = 409


class ForbiddenError(UserError):
    """The person may see it but not do this to it."""

    status = 403


class UnavailableError(TodobotError):
    """A part that we need (the database) does not answer now; nothing was done, a retry with the same key is safe."""


class StartError(TodobotError):
    """The program cannot start as configured; the text says what is wrong and what to set."""


class ScopeError(TodobotError):
    """SQL that is not bound to the transaction's workspace: a defect, refused before it runs."""


class RefusedError(TodobotError):
    """Events that the bus can never carry, by id with the reason; everything else that was handed over is safe."""

    def __init__(self, reasons: Mapping[UUID, str]) -> None:
        super().__init__(f"{len(reasons)} refused")
        self.reasons = dict(reasons)


class TransientError(TodobotError):
    """A notifier's post was not accepted now; trying again after `retry_after` seconds can help."""

    def __init__(self, reason: str, *, retry_after: float | None = None, unknown: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        # True when the platform may have accepted the post (time-out, connection lost after sending).
        self.unknown = unknown


class PermanentError(TodobotError):
    """A notifier's post will never be accepted; `reason` is shown to the owner.

    `gone`: nothing else will be accepted at this address either (channel gone, bot removed), so nothing is tried there
    for a while.
    """

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
