"""What goes wrong on order: rules that strike requests before or after they had their effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.platforms.discord.refusals import Blocked, Broken, Hangup, Limited, Misuse, Refused

KINDS = ("rate", "global", "shared", "cloudflare", "status", "error", "refuse", "slow", "delay", "drop")
AFTER = ("delay", "drop")  # these strike when the request had its effect
POST = "POST /channels/{channel}/messages"


@dataclass
class Rule:
    """One fault. `times` counts the requests that it strikes (None: until cleared); the other fields narrow it down.

    rate, global, shared: 429 with `seconds`; cloudflare: 429 without Via; status: this HTTP `status`; error: JSON
    error `code` (with `status` when given); refuse: closed with nothing done; slow: done `seconds` later; delay: done,
    answered `seconds` later; drop: done and closed unanswered. `route` "" means posting messages, "*" everything, else
    e.g. "PATCH /channels/{channel}/messages/{message}". `marked` True strikes bodies with a nonce alone.
    """

    fault: str
    route: str = ""
    channel: str | None = None
    marked: bool | None = None
    seconds: float = 1.0
    status: int = 0
    code: int = 0
    times: int | None = None
    struck: int = 0

    def __post_init__(self) -> None:
        if self.fault not in KINDS:
            raise Misuse(f"unknown fault {self.fault}")

    def fits(self, route: str, args: dict[str, str], body: Any) -> bool:
        """Whether the rule is about this request and not used up."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.route not in ("*", route) and not (self.route == "" and route == POST):
            return False
        if self.marked is not None and self.marked != (isinstance(body, dict) and bool(body.get("nonce"))):
            return False
        return self.channel in (None, args.get("channel"))

    def strike(self) -> float:
        """Raises what is ordered, or the seconds to wait."""
        self.struck += 1
        if self.fault in ("rate", "global", "shared"):
            raise Limited(self.seconds, scope="user" if self.fault == "rate" else self.fault)
        if self.fault == "cloudflare":
            raise Blocked(self.seconds)
        if self.fault == "status":
            raise Broken(self.status or 500)
        if self.fault == "error":
            raise Refused(self.code, status=self.status)
        if self.fault in ("refuse", "drop"):
            raise Hangup
        return self.seconds


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def control(self, body: dict[str, Any]) -> None:
        """`clear` drops all rules; `add` appends one or several."""
        if body.get("clear"):
            self.rules.clear()
        added = body.get("add", [])
        self.rules += [Rule(**rule) for rule in ([added] if isinstance(added, dict) else added)]

    def before(self, route: str, args: dict[str, str], body: Any) -> float:
        """Raises what a rule orders before the effect; the seconds to wait before it."""
        return self._first(route, args, body, after=False)

    def after(self, route: str, args: dict[str, str], body: Any) -> float:
        """Raises what strikes a request that was done a moment ago; seconds to wait with its answer."""
        return self._first(route, args, body, after=True)

    def _first(self, route: str, args: dict[str, str], body: Any, *, after: bool) -> float:
        for rule in self.rules:
            if (rule.fault in AFTER) == after and rule.fits(route, args, body):
                return rule.strike()
        return 0.0
