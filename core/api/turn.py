"""A request as the assistant sees it: who, in which conversation, under which key."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import to_json
from starlette.responses import Response

from core.api.problems import Denied
from core.api.who import Caller
from core.bootstrap import Services
from core.domain.wording import cleaned
from core.messages import Address, Author, Incoming, Outcome, is_zone

MAIN = "main"
KEY_MAX = 200
CHANGE = "Todobot-Change"  # names what a request changed; POST /undo takes it back by that
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("“zone” must be the name of a time zone such as Europe/Berlin.")
    return name


def _whole(text: str) -> str:
    if cleaned(text) != text:
        raise ValueError("Send texts without control characters and half characters.")
    return text


def _day(given: object) -> object:
    """Only a date as ISO 8601 writes it: a bare number would pass for seconds since 1970."""
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError(f"“{given[:40]}” is no date such as 2026-03-09.")
    return given


Plain = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_whole)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
Conversation = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\w .:@#+-]+$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=KEY_MAX)]


def services_of(request: Request) -> Services:
    """The running system."""
    services: Services = request.app.state.services
    return services


def caller_of(request: Request) -> Caller:
    """Who asks, as the sign-in found."""
    caller: Caller = request.state.caller
    return caller


def place_of(request: Request, conversation: str = MAIN) -> tuple[Address, Author]:
    """The caller's conversation, and the caller as its author."""
    caller = caller_of(request)
    address = Address(caller.platform, caller.tenant or caller.account, conversation, person=caller.account)
    # In a workspace of another platform it is that one which knows their name, and whether they rule there.
    return address, Author(caller.account, "" if caller.tenant else caller.account)


def incoming(
    request: Request, *, conversation: str = MAIN, zone: str | None = None, key: str | None = None, **rest: Any
) -> Incoming:
    """The request as one wish; without a key of the client's each request is a wish of its own."""
    address, author = place_of(request, conversation)
    if zone is None and caller_of(request).local:
        zone = request.app.state.machine_zone
    return Incoming(address, author, _key(request, conversation, key), zone_hint=zone, **rest)


def _key(request: Request, conversation: str, key: str | None) -> str:
    key = key or request.headers.get("idempotency-key")
    if key is None:
        return f"http:{uuid4().hex}"
    if not 0 < len(key) <= KEY_MAX:
        raise Denied(422, "invalid", f"Idempotency-Key must have 1 to {KEY_MAX} characters.")
    # The same key under another address or in another conversation is another wish.
    words = "\0".join((request.method, request.url.path, conversation, key))
    return f"http:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"


def done(outcome: Outcome, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """What came of a command, with the name of what it changed; 204 has no body."""
    named = {CHANGE: str(outcome.correlation)} if outcome.correlation else {}
    if status == 204:
        return Response(status_code=204, headers=named)
    return answer(outcome.data, status, named | (headers or {}))


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Data as JSON, without a detour through models."""
    return Response(to_json(data), status, headers=headers, media_type="application/json")
