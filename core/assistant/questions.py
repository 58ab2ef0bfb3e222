"""What the bot asked or showed last in a conversation, so that "2", "yes" or "tomorrow at 9" is an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.assistant.plan import Plan
from core.commands._base import Context
from core.db import history
from core.db.directory import Known
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.errors import TodobotError
from core.log import get
from core.messages import Button, Outcome
from core.nlu.reading import Understanding
from core.ports import Sessions

log = get(__name__)
TTL_S = 1800
CHOICES_MAX = 20
# What tells something of somebody is no answer to when ("I'm away until 3 May").
_STATEMENT = re.compile(r"(?:i'?m|i am|i'?ll|i will|we|he|she|they|ich bin|ich werde|wir|er|sie)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was asked or shown: choices as (label, action), the cards' ids, and the task that waits for a time."""

    choices: tuple[tuple[str, str], ...] = ()
    shown: tuple[UUID, ...] = ()
    waits_for_time: UUID | None = None
    pending: dict[str, Any] | None = None


class Memory:
    """Short-lived and stamped with the conversation's last event: ignored when something has happened since."""

    def __init__(self, db: Database, sessions: Sessions) -> None:
        self._db = db
        self._sessions = sessions

    async def keep(self, known: Known, plan: Plan, outcome: Outcome) -> None:
        """Remember what was asked or shown; losing it only makes a short answer be asked about."""
        reply = outcome.reply
        buttons: Sequence[Button] = reply.buttons
        value: dict[str, Any] = {
            "choices": [[button.label, button.action] for button in buttons[:CHOICES_MAX]],
            "shown": [str(card.id) for card in reply.cards[:CHOICES_MAX]],
        }
        if reply.kind == "question" and reply.code == "remind_when" and reply.cards:
            value["waits_for_time"] = str(reply.cards[0].id)
        if plan.pending is not None:
            value["pending"] = plan.pending
        # What was changed is read from the event log; only questions and lists live here.
        closes = plan.command is not None and plan.command.name == "never_mind"
        if reply.kind != "question" and not closes and not (plan.command and not plan.command.undoable and reply.cards):
            return

        async def stamped(tx: Transaction) -> str:
            return str(await history.last_event(tx, known.address_id))

        try:
            value["stamp"] = await self._db.run(Scope.of(known.workspace_id), stamped, tries=3)
            await self._sessions.put(_key(known.address_id, known.person_id), value, ttl_s=TTL_S)
        except (TodobotError, OSError) as error:
            log.warning("session.lost", error=type(error).__name__)

    async def recall(self, context: Context) -> Recalled:
        """What was asked or shown last, or nothing when it is old or stale."""
        stored = await self._sessions.get(_key(context.address_id, context.who.id))
        if stored is None:
            return Recalled()
        value = stored.value
        if value.get("stamp") != str(await history.last_event(context.tx, context.address_id)):
            return Recalled()
        waits = value.get("waits_for_time")
        return Recalled(
            choices=tuple((label, action) for label, action in value.get("choices", ())),
            shown=tuple(UUID(one) for one in value.get("shown", ())),
            waits_for_time=UUID(waits) if waits else None,
            pending=value.get("pending"),
        )


def _key(address_id: UUID, person: UUID) -> str:
    return f"conversation/{address_id}/{person}"


def says_when(reading: Understanding, text: str) -> bool:
    """Whether a message may be the answer to when: a time, and nothing that is to be done."""
    bare = reading.intent in (None, "create_task") and not (reading.slots.title or "").strip()
    return bare and bool(reading.times) and _STATEMENT.match(text) is None
