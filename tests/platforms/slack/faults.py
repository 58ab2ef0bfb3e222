"""What goes wrong on order, and the pace that Slack allows: rules and buckets before and behind every call."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.refusals import Broken, Hangup, Limited, Misuse, Refused

KINDS = ("rate", "status", "refuse", "error", "delay", "drop", "slow")
AFTER = ("delay", "drop")  # these strike when the call has been accepted
POSTS = ("chat.postMessage", "chat.postEphemeral", "respond")


@dataclass
class Rule:
    """One fault. `times` counts the calls that it strikes (None: until cleared); the other fields narrow it down.

    rate: 429 with Retry-After for `seconds` from the first call on; status: this HTTP `status`; refuse: closed with
    nothing accepted; error: ok=false with `error`; slow: accepted `seconds` later; delay: accepted, answered `seconds`
    later; drop: accepted and closed unanswered. `method` "" means all that posts; "respond" is a response_url.
    `marked` True strikes calls with metadata alone, False all others.
    """

    fault: str
    method: str = ""
    team: str | None = None
    channel: str | None = None
    marked: bool | None = None
    seconds: float = 0.0
    status: int = 500
    error: str = "internal_error"
    times: int | None = None
    struck: int = 0
    opened: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.fault not in KINDS:
            raise Misuse(f"unknown fault {self.fault}")

    def fits(self, method: str, team: str, args: dict[str, Any]) -> bool:
        """Whether the rule is about this call and not used up."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.method not in (method, "*") and not (self.method == "" and method in POSTS):
            return False
        if self.marked is not None and self.marked != bool(args.get("metadata")):
            return False
        return self.team in (None, team) and self.channel in (None, args.get("channel"))


@dataclass
class Bucket:
    """So many at once, and then so many a second."""

    size: float
    rate: float
    level: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def take(self) -> float:
        """0 when it is allowed, else the seconds until it is."""
        now = time.monotonic()
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        if self.level + 1 > self.size + 1e-9:
            return (self.level + 1 - self.size) / self.rate
        self.level += 1
        return 0.0


class Faults:
    """The rules in force, the buckets, and how often a channel was told to slow down."""

    def __init__(self, burst: int = 4, per_second: float = 1.0) -> None:
        self.burst, self.per_second = burst, per_second
        self.tiers: dict[str, float] = {}  # method -> calls a minute and workspace; none are counted unless set
        self.rules: list[Rule] = []
        self.limited: Counter[str] = Counter()  # channel (or method) -> answers with 429
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def control(self, body: dict[str, Any]) -> None:
        """`clear` drops all rules; `add` appends one or several; `burst`, `per_second` and `tiers` set the pace."""
        if body.get("clear"):
            self.rules.clear()
        for name in ("burst", "per_second", "tiers"):
            if name in body:
                setattr(self, name, body[name])
                self._buckets.clear()
        added = body.get("add", [])
        self.rules += [Rule(**rule) for rule in ([added] if isinstance(added, dict) else added)]

    def pace(self, method: str, team: str, channel: str = "") -> None:
        """Refuses what comes too fast: posts by channel, and a method that has a tier by workspace."""
        if channel:
            self._take((team, channel), self.burst, self.per_second, channel)
        elif method in self.tiers:
            per_minute = self.tiers[method]
            self._take((team, method), per_minute, per_minute / 60, method)

    def _take(self, key: tuple[str, str], size: float, rate: float, name: str) -> None:
        left = self._buckets.setdefault(key, Bucket(size, rate)).take()
        if left > 0:
            self.limited[name] += 1
            raise Limited(math.ceil(left))

    def before(self, method: str, team: str, args: dict[str, Any]) -> float:
        """Raises what a rule orders before acceptance; returns the seconds to wait before it."""
        for rule in self.rules:
            if rule.fault in AFTER or not rule.fits(method, team, args):
                continue
            if rule.fault == "rate":
                self._hold(rule, f"{team}/{args.get('channel', '')}", str(args.get("channel", method)))
                continue
            rule.struck += 1
            if rule.fault == "slow":
                return rule.seconds
            if rule.fault == "refuse":
                raise Hangup
            raise Broken(rule.status) if rule.fault == "status" else Refused(rule.error)
        return 0.0

    def _hold(self, rule: Rule, place: str, channel: str) -> None:
        # The window is per channel and opens with the first call; who comes too early again is refused again.
        left = rule.opened.setdefault(place, time.monotonic() + rule.seconds) - time.monotonic()
        if left > 0:
            rule.struck += 1
            self.limited[channel] += 1
            raise Limited(math.ceil(left))

    def after(self, method: str, team: str, args: dict[str, Any]) -> float:
        """What strikes a call that was accepted a moment ago: seconds to wait with the answer, or a Hangup."""
        for rule in self.rules:
            if rule.fault in AFTER and rule.fits(method, team, args):
                rule.struck += 1
                if rule.fault == "drop":
                    raise Hangup
                return rule.seconds
        return 0.0
