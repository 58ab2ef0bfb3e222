"""Who a token is: bot tokens per workspace with their scopes, refresh tokens that work once, OAuth codes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.refusals import Misuse, Refused
from tests.platforms.slack.world import Workspace, World, ident

HOURS_12 = 43_200.0
CODE_SECONDS = 600.0
GONE = {"revoked": "token_revoked", "inactive": "account_inactive"}


@dataclass
class Token:
    """One bot token; `state` is live, revoked or inactive."""

    text: str
    team: str
    scopes: set[str]
    expires: float | None = None
    state: str = "live"


@dataclass
class Code:
    """What the authorize page gave out: good once, for one redirect address."""

    team: str
    person: str
    redirect: str
    scopes: set[str]
    until: float = field(default_factory=lambda: time.time() + CODE_SECONDS)
    used: bool = False


class Tokens:
    """All tokens. Each workspace of the world has one from the start, unless it is to be installed through OAuth."""

    def __init__(self, world: World, app: dict[str, Any]) -> None:
        self._world, self.app = world, app
        self.rotating = bool(app.get("rotation", False))
        self.known: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self._refreshing: dict[str, tuple[str, bool]] = {}  # refresh token -> (team, spent)
        for team in world.workspaces.values():
            if app.get("installed", True):
                self.known[first_token(team.name)] = Token(first_token(team.name), team.id, set(team.scopes))

    def check(self, text: str) -> Token:
        """The live token of this text; refuses as Slack does."""
        if not text:
            raise Refused("not_authed")
        token = self.known.get(text)
        if token is None:
            raise Refused("invalid_auth")
        if token.state != "live":
            raise Refused(GONE[token.state])
        if token.expires is not None and token.expires <= time.time():
            raise Refused("token_expired")
        return token

    def live(self, team: str) -> list[Token]:
        """A workspace's tokens that work."""
        now = time.time()
        mine = (one for one in self.known.values() if one.team == team and one.state == "live")
        return [one for one in mine if one.expires is None or one.expires > now]

    def end(self, team: str, state: str) -> None:
        """All of a workspace's tokens stop working, and nothing can be refreshed."""
        if state not in GONE:
            raise Misuse(f"no such end of a token: {state}")
        for one in self.known.values():
            if one.team == team and one.state == "live":
                one.state = state
        self._refreshing = {text: (owner, spent or owner == team) for text, (owner, spent) in self._refreshing.items()}

    def expire(self, team: str) -> None:
        """Twelve hours have passed for a workspace's rotating tokens."""
        for one in self.live(team):
            one.expires = time.time() if one.expires is not None else None

    def authorize(self, team: Workspace, person: str, redirect: str, scopes: str) -> str:
        """The code that goes back to the app with the browser."""
        code = f"code-{secrets.token_hex(12)}"
        self.codes[code] = Code(team.id, person, redirect, {one for one in scopes.split(",") if one})
        return code

    def exchange(self, args: dict[str, Any], client: tuple[str, str]) -> dict[str, Any]:
        """oauth.v2.access: a code or a refresh token for a token."""
        if client[0] != self.app["client_id"]:
            raise Refused("invalid_client_id")
        if not secrets.compare_digest(client[1], self.app["client_secret"]):
            raise Refused("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            return self._refresh(str(args.get("refresh_token", "")))
        code = self.codes.get(str(args.get("code", "")))
        if code is None or code.until <= time.time():
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if args.get("redirect_uri", "") != code.redirect:
            raise Refused("bad_redirect_uri")
        code.used = True
        return self._issue(code.team, code.scopes) | {"authed_user": {"id": code.person}}

    def _refresh(self, text: str) -> dict[str, Any]:
        team, spent = self._refreshing.get(text, ("", True))
        if spent:
            raise Refused("invalid_refresh_token")
        self._refreshing[text] = (team, True)
        old = self.live(team) or [one for one in self.known.values() if one.team == team]
        return self._issue(team, old[-1].scopes)

    def _issue(self, team: str, scopes: set[str]) -> dict[str, Any]:
        owner = self._world.workspaces[team]
        answer: dict[str, Any] = {
            "ok": True,
            "app_id": self.app["id"],
            "scope": ",".join(sorted(scopes)),
            "token_type": "bot",
            "bot_user_id": owner.bot.id,
            "team": {"id": team, "name": owner.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        text, expires = f"xoxb-{ident('', owner.name)}-{secrets.token_hex(12)}", None
        if self.rotating:
            text, refresh, expires = f"xoxe.{text}", f"xoxe-1-{secrets.token_hex(16)}", time.time() + HOURS_12
            self._refreshing[refresh] = (team, False)
            answer |= {"refresh_token": refresh, "expires_in": int(HOURS_12)}
        self.known[text] = Token(text, team, set(scopes), expires)
        return answer | {"access_token": text}


def first_token(workspace: str) -> str:
    """The token that a workspace has from the start; it reads like a canary in logs."""
    return f"xoxb-{ident('', workspace)}-token-canary"
