"""What happens, as server-sent events: a page that is open stays true, and holds no connection while it waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from core.api.problems import Problem
from core.api.said import line as said_line
from core.api.session import session_of
from core.api.stream import AGAIN_S, BEAT_S, either, shielded
from core.api.turn import MAIN, Conversation, incoming, place_of, services_of
from core.bootstrap import Services
from core.commands.follow import Follow
from core.db.transcript import HISTORY
from core.db.visits import Visits
from core.errors import UnavailableError, UserError
from core.messages import Incoming

router = APIRouter(tags=["live"])
GAP_S = 0.1  # a burst of commits is one look
# An event waits for its place in the log; the sealer may be another process, which tells us nothing.
UNSEALED_S = (0.25, 0.25, 0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 10.0, 10.0, 10.0, 10.0)
# A process that dies right after its commit tells nobody, but has said before it that it will commit.
SETTLED_S = (1.0, 4.0, 25.0)
LASTS_S = 3600.0  # then the browser comes again, and is asked again who it is
OVERLAP = timedelta(minutes=1)  # a line's time is that of its transaction's start
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`event: hello` {position} at first, or `event: reset` {position}: fetch everything again. Then"
        " `event: change` {position, type, subject, kind, at} and `event: message` (a line of the conversation).",
        "content": {"text/event-stream": {"example": 'id: 57\nevent: change\ndata: {"type": "task-completed"}\n\n'}},
    },
    401: {"model": Problem},
}


@router.get("/live", responses=_STREAM)
async def live(
    request: Request,
    conversation: Annotated[Conversation, Query()] = MAIN,
    after: Annotated[int | None, Query(ge=0, description="Go on after this position; left out: from now on.")] = None,
    line: Annotated[int | None, Query(ge=0, description="The last line of the conversation that was seen.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=40, description="A browser sends it itself.")] = None,
) -> Response:
    """Server-sent events: `id` is the position in the workspace's order of events; a comment every 15 s."""
    if last_event_id is not None:
        after = _position(last_event_id)
    turn = incoming(request, conversation=conversation)
    services = services_of(request)
    known = await services.directory.identify(*place_of(request, conversation))
    following = _Following(services, turn, known.address_id, conversation, after, line, session_of(request))
    first = await following.begin()  # so that what is wrong at once is answered as such
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _events(following, first, services, request.app.state.stopping)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def _position(text: str) -> int:
    """What cannot be a position is one that nobody knows, which is answered by a reset."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 2**62


@dataclass
class _Following:
    """How far one stream has come, in the log and in its conversation."""

    services: Services
    turn: Incoming
    address_id: UUID
    conversation: str
    position: int | None
    line: int | None
    session: str | None  # what it is signed in by, if that can end
    looks: int = 0  # since we were told to look

    async def begin(self) -> bytes:
        """The first event, and where to go on."""
        asked = self.position
        data = await self._look(Follow(asked, 1))
        if asked is None or data["reset"]:
            self.position = data["position"]
            name = b"hello" if asked is None else b"reset"
        else:
            name = b"hello"
        seen = await self._lines_before(data["since"]) if asked is not None and not data["reset"] else None
        known = [one for one in (self.line, seen) if one is not None]
        self.line = max(known) if known else await self._last_line()
        return _event(name, self.position, {"position": self.position})

    async def ended(self) -> bool:
        """Whether the person has signed out, in this tab or in another."""
        return self.session is not None and not await Visits(self.services.db).lives(self.session)

    async def news(self) -> tuple[list[bytes], float | None]:
        """What is new, and in how many seconds to look again by itself; None: when something tells us to."""
        found: list[bytes] = []
        lines = await self.services.transcript.lines(self.address_id, after=self.line, limit=HISTORY)
        for one in lines:
            self.line = one.ordinal
            found.append(_event(b"message", self.position, said_line(one, self.conversation)))
        data = await self._look(Follow(self.position))
        if data["reset"]:  # a far jump, or another database behind us
            found.append(_event(b"reset", data["position"], {"position": data["position"]}))
        found += [_event(b"change", one["position"], one) for one in data["items"]]
        if data["position"] != self.position and not data["reset"]:
            found.append(b"id: %d\n\n" % data["position"])  # also past what is not for these eyes
        self.position = data["position"]
        if data["more"] or len(lines) == HISTORY:
            return found, 0.0
        waits = UNSEALED_S if data["unsealed"] else SETTLED_S
        self.looks += 1
        return found, waits[self.looks - 1] if self.looks <= len(waits) else None

    async def _look(self, command: Follow) -> dict[str, Any]:
        outcome = await self.services.assistant.look(command, self.turn)
        assert isinstance(outcome.data, dict)
        return outcome.data

    async def _last_line(self) -> int:
        lines = await self.services.transcript.lines(self.address_id, limit=1)
        return lines[-1].ordinal if lines else 0

    async def _lines_before(self, since: str | None) -> int | None:
        """The last line that surely was shown before that moment."""
        if since is None:
            return None if self.position else 0
        return await self.services.transcript.last_before(self.address_id, datetime.fromisoformat(since) - OVERLAP)


async def _events(
    following: _Following, first: bytes, services: Services, stopping: asyncio.Event
) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n" + first
    ends = asyncio.get_running_loop().time() + LASTS_S
    with services.feed.watching() as woken:
        woken.set()
        again: float | None = None
        while not stopping.is_set() and asyncio.get_running_loop().time() < ends:
            if not woken.is_set():
                await either(stopping, woken, BEAT_S if again is None else min(again, BEAT_S))
            if woken.is_set():
                following.looks = 0
            elif again is None:
                yield b": still here\n\n"
                continue
            woken.clear()
            try:
                if await shielded(following.ended()):
                    return
                found, again = await shielded(following.news())
            except (UnavailableError, UserError):
                found, again = [b": nothing can be read now, trying again\n\n"], AGAIN_S
            if found:
                yield b"".join(found)
            await either(stopping, asyncio.Event(), GAP_S)


def _event(name: bytes, position: int | None, data: dict[str, Any]) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (position or 0, name, to_json(data))
