"""How the fake Discord says no: JSON errors with Discord's codes, 429 with its headers, a closed line."""

from __future__ import annotations

from typing import Any

# code -> (HTTP status, what Discord says with it)
CODES: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (404, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160002: (403, "Cannot reply without permission to read message history"),
    160005: (403, "This thread is locked"),
}


class Refused(Exception):
    """Answered with a JSON error; `errors` is the nested part of 50035."""

    def __init__(self, code: int, *, status: int = 0, message: str = "", errors: dict[str, Any] | None = None) -> None:
        known = CODES.get(code, (400, f"error {code}"))
        super().__init__(f"{code} {message or known[1]}")
        self.code, self.status, self.message, self.errors = code, status or known[0], message or known[1], errors

    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return {"message": self.message, "code": self.code} | ({"errors": self.errors} if self.errors else {})


class Limited(Exception):
    """Answered 429. `scope` is user, global or shared; `code` goes into the body when there is one."""

    def __init__(self, retry_after: float, *, scope: str = "user", code: int = 0, message: str = "") -> None:
        super().__init__(f"limited for {retry_after}")
        self.retry_after, self.scope, self.code = round(max(retry_after, 0.001), 3), scope, code
        self.message = message or "You are being rate limited."

    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        body = {"message": self.message, "retry_after": self.retry_after, "global": self.scope == "global"}
        return body | ({"code": self.code} if self.code else {})


class Blocked(Exception):
    """Answered 429 by what stands before Discord: no Via header, no JSON."""

    def __init__(self, retry_after: float = 600) -> None:
        super().__init__("blocked")
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


def unknown_message() -> dict[str, Any]:
    """The nested error of a reply to what is not there."""
    return {"message_reference": {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}}
