"""One firing of a reminder, the ledger that makes sure it is told once, and each try to tell it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id
from core.errors import TodobotError

SCHEDULED, DUE, HELD, SENDING = "scheduled", "due", "held", "sending"
SENT, FAILED, UNKNOWN, CANCELLED, SKIPPED = "sent", "failed", "unknown", "cancelled", "skipped"

# What may follow what (design: scheduled -> due -> sending -> ...; a claim and lateness are not states).
NEXT: dict[str, frozenset[str]] = {
    SCHEDULED: frozenset({DUE, CANCELLED, SKIPPED}),
    DUE: frozenset({SENDING, HELD, CANCELLED, SKIPPED}),
    HELD: frozenset({DUE, CANCELLED, SKIPPED}),
    # Back to due: the platform said that it took nothing. Skipped: and by then nobody wanted it any more.
    SENDING: frozenset({SENT, FAILED, UNKNOWN, DUE, SKIPPED}),
    UNKNOWN: frozenset({SENDING, SENT}),  # sent: the platform's answer came after the lease
    SENT: frozenset(),
    FAILED: frozenset(),
    CANCELLED: frozenset({SCHEDULED, SKIPPED}),  # undo
    SKIPPED: frozenset({SCHEDULED, CANCELLED}),  # reopening the task, undo; a done task's due time is cleared
}


class Occurrence(SQLModel, table=True):
    """One firing; unique by (reminder, sequence). `by_rule` tells the rule's own firings from snoozed ones."""

    __tablename__: ClassVar[str] = "occurrences"
    __table_args__ = (
        UniqueConstraint("reminder_id", "sequence", name="occurrences_sequence"),
        CheckConstraint(
            "state IN ('scheduled','due','held','sending','sent','failed','unknown','cancelled','skipped')",
            name="occurrences_state",
        ),
        Index("occurrences_sent", "address_id", "sent_at", postgresql_where=text("state = 'sent'")),
        Index("occurrences_log", "workspace_id", "due_at", "id"),
        Index("occurrences_scheduled", "due_at", "id", postgresql_where=text("state = 'scheduled'")),
        Index(
            "occurrences_waiting",
            "address_id",
            "due_at",
            postgresql_where=text("state IN ('due', 'sending', 'unknown')"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    reminder_id: UUID = Field(foreign_key="reminders.id")
    address_id: UUID = Field(foreign_key="addresses.id")
    sequence: int
    due_at: datetime = Field(sa_type=UTCDateTime)
    by_rule: bool = True
    state: str = SCHEDULED
    reason: str | None = None
    tries: int = 0
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    missed: int = 0  # firings of the rule that this one stands for as well
    fence: int = Field(default=0, sa_type=BigInteger)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    message_id: str | None = None
    acknowledged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    traceparent: str | None = None  # of the turn that asked for it, or of the firing before

    @classmethod
    def schedule(
        cls,
        *,
        workspace_id: UUID,
        reminder_id: UUID,
        address_id: UUID,
        sequence: int,
        due_at: datetime,
        by_rule: bool = True,
    ) -> Occurrence:
        """A firing that stands at `due_at`."""
        return cls(
            id=new_id(),
            workspace_id=workspace_id,
            reminder_id=reminder_id,
            address_id=address_id,
            sequence=sequence,
            due_at=due_at,
            by_rule=by_rule,
        )

    def to(self, state: str, reason: str | None = None) -> None:
        """Go over to another state; a defect when the ledger does not allow it."""
        if state not in NEXT[self.state]:
            raise TodobotError(f"an occurrence cannot go from {self.state} to {state}")
        self.state, self.reason = state, reason


class Attempt(SQLModel, table=True):
    """One try to post an occurrence: claimed, then sent, failed, unknown or refused (taken back, to be tried again)."""

    __tablename__: ClassVar[str] = "attempts"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "number", name="attempts_number"),
        CheckConstraint("state IN ('claimed','sent','failed','unknown','refused')", name="attempts_state"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    occurrence_id: UUID = Field(foreign_key="occurrences.id")
    number: int
    worker: str
    state: str = "claimed"
    message_id: str | None = None
    error: str | None = None
    claimed_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
