"""What goes wrong on order: rules that make the fake platform refuse, stall or hang up on posts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from fakechat.world import Refused

KINDS = ("rate", "500", "503", "refuse", "gone", "delay", "drop")
AFTER = ("delay", "drop")  # these strike when the post is already in the log


@dataclass
class Rule:
    """One fault. `times` counts the posts that it strikes (None: until cleared); the other fields narrow it down.

    rate: 429 with Retry-After for `seconds` from the first post on; gone: 410; refuse: the connection is closed with
    nothing accepted; delay: accepted, answered `seconds` later; drop: accepted, the connection is closed unanswered.
    `marked` True strikes posts of occurrences alone, False all others.
    """

    fault: str
    workspace: str | None = None
    channel: str | None = None
    dm: str | None = None
    marked: bool | None = None
    seconds: float = 0.0
    times: int | None = None
    struck: int = 0
    opened: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.fault not in KINDS:
            raise Refused(400, "unknown_fault")

    def fits(self, body: dict[str, Any]) -> bool:
        """Whether the rule is about this post and not used up."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.marked is not None and self.marked != bool(body.get("marker")):
            return False
        wanted = {"workspace": self.workspace, "channel": self.channel, "dm": self.dm}
        return all(value is None or body.get(name) == value for name, value in wanted.items())


class Faults:
    """The rules in force."""

    def __init__(self, *, nonces: bool = True) -> None:
        self.nonces = nonces
        self.rules: list[Rule] = []

    def control(self, body: dict[str, Any]) -> None:
        """Change what is in force: `clear` drops all rules, `nonces` switches them, `add` appends one or several."""
        if body.get("clear"):
            self.rules.clear()
        if "nonces" in body:
            self.nonces = bool(body["nonces"])
        added = body.get("add", [])
        for rule in [added] if isinstance(added, dict) else added:
            self.rules.append(Rule(**rule))

    def before(self, body: dict[str, Any]) -> str | None:
        """Raise Refused when a rule forbids acceptance, return "refuse" when the connection is to be closed."""
        for rule in self.rules:
            if rule.fault in AFTER or not rule.fits(body):
                continue
            if rule.fault == "rate":
                self._pace(rule, body)
                continue
            rule.struck += 1
            if rule.fault == "refuse":
                return "refuse"
            status, code = {"500": (500, "internal_error"), "503": (503, "unavailable"), "gone": (410, "channel_gone")}[
                rule.fault
            ]
            raise Refused(status, code)
        return None

    def _pace(self, rule: Rule, body: dict[str, Any]) -> None:
        # The window is per channel and opens with the first post; who comes too early again is refused again.
        place = f"{body.get('workspace')}/{body.get('channel') or body.get('dm')}"
        left = rule.opened.setdefault(place, time.monotonic() + rule.seconds) - time.monotonic()
        if left > 0:
            raise Refused(429, "rate_limited", retry_after=left)

    def after(self, body: dict[str, Any]) -> Rule | None:
        """The rule that strikes a post which was accepted a moment ago."""
        for rule in self.rules:
            if rule.fault in AFTER and rule.fits(body):
                rule.struck += 1
                return rule
        return None
