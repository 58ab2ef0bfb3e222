"""How the fake Slack says no: Slack's own error words, 429 with Retry-After, a status without words, a closed line."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Answered 200 with ok=false, the error's name and what belongs to it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


class Limited(Exception):
    """Answered 429 ratelimited with Retry-After in whole seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Broken(Exception):
    """Answered with an HTTP status of a server that fails."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Hangup(Exception):
    """Not answered: the connection is closed."""


class Misuse(Exception):
    """A test asks for what cannot be; answered 400, so that the test fails with the reason."""
