"""Hands events to one handler: in order per key, a bounded number of times, with the culprit found in a batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from core.domain.envelope import Envelope
from core.errors import UnavailableError
from core.log import get
from core.ports import Handler, Verdict

log = get(__name__)
BATCH = 100
TRIES = 5
BACKOFF_S = 0.05


async def hand_over(handler: Handler, group: str, events: Sequence[Envelope]) -> dict[UUID, str]:
    """Why each of those was refused that the handler never took, after five tries with a growing pause.

    The handler gets 1 to 100 events at a time. One that raises is asked for each event alone; UnavailableError, which
    is nobody's fault, is passed on: then all events count as not handed over.
    """
    refused: dict[UUID, str] = {}
    for start in range(0, len(events), BATCH):
        refused |= await _persist(handler, group, events[start : start + BATCH])
    return refused


async def _persist(handler: Handler, group: str, events: Sequence[Envelope]) -> dict[UUID, str]:
    refused: dict[UUID, str] = {}
    last: dict[UUID, str] = {}
    for attempt in range(1, TRIES + 1):
        verdicts = await _ask(handler, group, events)
        again: list[Envelope] = []
        for event, (verdict, reason) in zip(events, verdicts, strict=True):
            if verdict is Verdict.DROP:
                refused[event.id] = f"{group}: {reason or 'dropped'}"
            # What follows a repeated event of the same key is repeated too: the order per key must hold.
            elif verdict is Verdict.RETRY or any(event.key == earlier.key for earlier in again):
                again.append(event)
        if not again:
            return refused
        last = {
            event.id: reason
            for event, (verdict, reason) in zip(events, verdicts, strict=True)
            if verdict is Verdict.RETRY
        }
        events = again
        if attempt < TRIES:
            await asyncio.sleep(BACKOFF_S * 2**attempt)
    stuck = {event.id: f"{group}: {last[event.id] or 'not handled'}" for event in events if event.id in last}
    return refused | stuck


async def _ask(handler: Handler, group: str, events: Sequence[Envelope]) -> list[tuple[Verdict, str]]:
    try:
        verdicts = await handler(events)
        if len(verdicts) != len(events):
            raise RuntimeError("a handler answers one verdict for each event")
        return [(verdict, "") for verdict in verdicts]
    except UnavailableError:
        raise  # not the events' fault: nothing is refused for it
    except Exception as error:
        log.exception("handler.failed", group=group, events=len(events))
        if len(events) == 1:
            return [(Verdict.RETRY, type(error).__name__)]
    found: list[tuple[Verdict, str]] = []
    for event in events:  # one of them is the culprit
        found += await _ask(handler, group, [event])
    return found
