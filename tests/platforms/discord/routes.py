"""The table of the REST API's routes: method, template, the function behind, and whether it takes the token."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.refusals import Refused
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Guild


@dataclass
class Call:
    """One request."""

    discord: Discord
    args: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[dict[str, Any]] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """The body as an object."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise Refused(50035)
        return self.body

    def guild(self) -> Guild:
        """The guild of the path; 10004 when the bot is not in it."""
        found = self.discord.world.guilds.get(self.args["guild"])
        if found is None or not found.present:
            raise Refused(10004 if found is None else 50001)
        if not found.available:
            raise Refused(0, status=503, message="guild unavailable")
        return found

    def channel(self) -> Channel:
        """The channel of the path; 50001 when the bot does not see it."""
        world = self.discord.world
        found = world.channel(self.args["channel"])
        if not world.may(found, world.me.id, "view_channel"):
            raise Refused(50001)
        return found


@dataclass(frozen=True)
class Route:
    """One row of the table."""

    method: str
    template: str
    pattern: re.Pattern[str]
    function: Callable[[Call], Any]
    token: bool

    @property
    def name(self) -> str:
        """As faults and limits call it."""
        return f"{self.method} {self.template}"


ROUTES: list[Route] = []
MAJOR = ("channel", "guild", "application", "token")


def route(
    method: str, template: str, *, token: bool = True
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Enters a function in the table. `token` False: the path itself says who may, and no global limit counts."""
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")

    def enter(function: Callable[[Call], Any]) -> Callable[[Call], Any]:
        ROUTES.append(Route(method, template, pattern, function, token))
        return function

    return enter


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The row for a request, exact words before placeholders."""
    hits = [(one, hit) for one in ROUTES if one.method == method and (hit := one.pattern.match(path))]
    if not hits:
        return None
    best, hit = min(hits, key=lambda pair: pair[0].template.count("{"))
    return best, hit.groupdict()


def major(args: dict[str, str]) -> str:
    """The part of a path that has a bucket of its own."""
    return "/".join(args[name] for name in MAJOR if name in args)
