"""What follows from facts about tasks: they are counted, and who is given a task hears of it in direct messages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.db import inbox
from core.db.directory import LOCAL, address_row
from core.db.engine import Database
from core.db.notices import GIVEN, Notice, tell
from core.db.uow import Scope, Transaction
from core.domain.columns import new_id
from core.domain.envelope import Envelope
from core.domain.events import TASK_EVENTS
from core.messages import Address
from core.ports import EventBus, Verdict
from core.telemetry import TASK_FACTS
from core.tracing import span

GROUP = "updates"
SCOPE = Scope.system(GROUP)
_GIVEN = """
SELECT t.workspace_id, t.id, t.title, w.platform, w.external_id, m.account, m.person_id,
  COALESCE(NULLIF(giver.name, ''), giver.account, '') AS giver, t.creator_id
FROM tasks t
JOIN workspaces w ON w.id = t.workspace_id
JOIN members m ON m.workspace_id = t.workspace_id AND m.person_id = ANY(%(people)s)
LEFT JOIN members giver ON giver.workspace_id = t.workspace_id AND giver.person_id = %(actor)s
WHERE t.id = %(task)s AND t.deleted_at IS NULL AND t.status = 'open' AND m.person_id = ANY(t.assignees)
  AND w.platform <> %(local)s
"""


class Updates:
    """A consumer of `task-events`. A notice is an occurrence that is due at once, so it keeps a reminder's promise."""

    def __init__(self, db: Database, bus: EventBus) -> None:
        self._db = db
        bus.subscribe(GROUP, (TASK_EVENTS,), self.handle)

    async def handle(self, events: Sequence[Envelope]) -> list[Verdict]:
        """Count what is new, and write the notices; the row decides who the task is for by now."""
        fresh = await self._db.run(SCOPE, lambda tx: _handle(tx, events), tries=2)
        for event in fresh:
            TASK_FACTS.labels(event.type).inc()
        return [Verdict.DONE] * len(events)


async def _handle(tx: Transaction, events: Sequence[Envelope]) -> list[Envelope]:
    new = await inbox.take(tx, GROUP, (event.id for event in events))
    fresh = [event for event in events if event.id in new]
    for event in fresh:
        people = _given(event)
        if people:
            with span("assignees are told", event.traceparent, "consumer"):
                await _tell(tx, event, people)
    return fresh


def _given(event: Envelope) -> list[UUID]:
    """Who got the task by this fact, from somebody else."""
    after, before = event.data.get("after") or {}, event.data.get("before") or {}
    had = set(before.get("assignees") or ())
    people = [UUID(one) for one in after.get("assignees") or () if one not in had]
    return [one for one in people if one != event.actor]


async def _tell(tx: Transaction, event: Envelope, people: list[UUID]) -> None:
    for row in await tx.rows(_GIVEN, task=event.subject, people=people, actor=event.actor, local=LOCAL):
        tx.correlation, tx.causation = event.correlation_id or new_id(), event.id
        place = Address(row["platform"], row["external_id"], person=row["account"])
        address = await address_row(tx, row["workspace_id"], place)
        notice = Notice(
            workspace=row["workspace_id"],
            address=address,
            setter=event.actor or row["creator_id"],
            task=row["id"],
            title=row["title"],
            mark=f"{GIVEN}{row['giver']}",
            people=[row["person_id"]],
        )
        await tell(tx, notice)
