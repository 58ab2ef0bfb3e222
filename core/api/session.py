"""Signing in to the page by a link, signing out, and who one is: in which workspaces, and in which one now."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response
from starlette.types import Scope

from core.api.problems import Denied, Problem
from core.api.turn import answer, caller_of, incoming, place_of, services_of
from core.api.who import Caller, Rules
from core.bootstrap import Services
from core.commands.follow import Follow
from core.commands.set_profile import SetProfile
from core.db.visits import SESSION, TOKEN_MAX, Space, Visits
from core.errors import PermanentError

router = APIRouter(tags=["session"])


class TokenIn(BaseModel):
    """What stands behind the `#token=` of a sign-in link."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"token": "kQ3v0b-the-rest-of-it"}]})

    token: Annotated[str, StringConstraints(min_length=1, max_length=TOKEN_MAX)]


class SessionOut(BaseModel):
    """The browser is signed in; a cookie that scripts cannot read says so."""

    expires_at: str


class SpaceOut(BaseModel):
    """A workspace in which the person is known."""

    id: UUID
    name: str = Field(examples=["Acme"])
    platform: str = Field(examples=["slack", "discord", "local"])


class MeOut(BaseModel):
    """Who asks. `position` is where `/live?after=` goes on from what is read after this."""

    name: str
    account: str
    platform: str
    local: bool = Field(description="Signed in by sitting at this machine.")
    signed_in: bool = Field(description="Signed in by a link: DELETE /session signs out.")
    admin: bool
    zone: str = Field(description="What times are meant in.")
    zone_set: bool
    language: str | None
    workspace: SpaceOut
    workspaces: list[SpaceOut] = Field(description="Ask in one of them by `?workspace=` and its id, anywhere.")
    position: int


class Guests:
    """Implements core.api.who.Guests on the stored sessions."""

    def __init__(self, services: Services) -> None:
        self._services, self._visits = services, Visits(services.db)

    async def of_session(self, token: str, scope: Scope) -> Caller | None:
        """The person of this session, in the workspace that was asked for; None when it is over."""
        lives, space = await self._visits.of_session(token, _chosen(scope))
        if not lives:
            return None
        return await self._seen(space, session=True)

    async def into(self, caller: Caller, scope: Scope) -> Caller:
        """The same person in the workspace that was asked for."""
        chosen = _chosen(scope)
        if chosen is None:
            return caller
        space = await self._visits.of_account(caller.account, chosen)
        if space is not None and not space.tenant and space.account == caller.account:
            return caller
        return await self._seen(space, session=False)

    async def _seen(self, space: Space | None, *, session: bool) -> Caller:
        if space is None:
            raise UNKNOWN
        running = self._services.running.get(space.platform)
        if running is not None and not space.external.startswith("@"):
            try:
                await running.channels_of(space.external, space.account)  # from memory, mostly
            except PermanentError as error:  # they have left
                raise UNKNOWN from error
        return Caller(space.account, tenant=space.tenant, session=session)


UNKNOWN = Denied(404, "workspace_unknown", "There is no such workspace of yours. GET /me lists those that there are.")


def _chosen(scope: Scope) -> UUID | None:
    """The workspace of the address, by its id."""
    named = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("workspace")
    if not named:
        return None
    try:
        return UUID(named[-1])
    except ValueError as error:
        raise UNKNOWN from error


@router.post("/session", status_code=201, responses={201: {"model": SessionOut}, 403: {"model": Problem}})
async def sign_in(request: Request, body: TokenIn) -> Response:
    """Spend the token of a sign-in link. It works once, within ten minutes; `/todo web` sends another."""
    services = services_of(request)
    begun = await Visits(services.db).begin(body.token)
    if begun is None:
        raise Denied(403, "link_spent", "This link was used already, or is too old. Ask for another one: /todo web")
    token, ends = begun
    shown = answer({"expires_at": ends.isoformat()}, 201, {"Cache-Control": "no-store"})
    shown.set_cookie(_cookie(services), token, max_age=int(SESSION.total_seconds()), **_kept(services))
    return shown


@router.delete("/session", status_code=204)
async def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    services = services_of(request)
    token = request.cookies.get(_cookie(services))
    if token:
        await Visits(services.db).end(token)
    shown = Response(status_code=204)
    shown.delete_cookie(_cookie(services), **_kept(services))
    return shown


@router.get("/me", responses={200: {"model": MeOut}, 401: {"model": Problem}})
async def me(request: Request) -> Response:
    """Who asks, in which workspace, and in which others they are known."""
    services, caller = services_of(request), caller_of(request)
    turn = incoming(request)
    known = await services.directory.identify(*place_of(request))
    spaces = await Visits(services.db).spaces(known.person_id)
    here = next(one for one in spaces if one.id == known.workspace_id)
    profile: Any = (await services.assistant.look(SetProfile(), turn)).data
    position: Any = (await services.assistant.look(Follow(), turn)).data
    shown = {
        "name": profile["name"],
        "account": caller.account,
        "platform": here.platform,
        "local": caller.local,
        "signed_in": caller.session,
        "admin": profile["admin"],
        "zone": profile["zone_now"],
        "zone_set": profile["zone"] is not None,
        "language": profile["language"],
        "workspace": _shown(here),
        "workspaces": [_shown(one) for one in spaces],
        "position": position["position"],
    }
    return answer(shown, headers={"Cache-Control": "no-store"})


def _shown(space: Space) -> dict[str, str]:
    return {"id": str(space.id), "name": space.name, "platform": space.platform}


def session_of(request: Request) -> str | None:
    """The token of the session by which the caller is signed in; None: in another way."""
    return request.cookies.get(_cookie(services_of(request))) if caller_of(request).session else None


def _cookie(services: Services) -> str:
    return Rules(services.settings).cookie


def _kept(services: Services) -> dict[str, Any]:
    """How a browser keeps it: out of reach of scripts and of other sites, and on https never sent in the clear."""
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": services.settings.https}
