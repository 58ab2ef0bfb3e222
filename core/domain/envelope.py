"""One event as it travels: the CloudEvents 1.0 envelope that every bus carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

SOURCE = "/todobot"
SPEC_VERSION = "1.0"


class Written(NamedTuple):
    """A fact on its way whose document is written already, for a bus that carries it as it is. `key` orders it."""

    id: UUID
    key: str
    type: str
    traceparent: str | None
    document: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A fact on its way. `id` is the event row's id, `key` orders it, `sequence` counts per subject from 1."""

    id: UUID
    type: str
    topic: str
    key: str
    subject: UUID
    workspace_id: UUID
    time: datetime
    sequence: int
    data: dict[str, Any] = field(default_factory=dict)
    actor: UUID | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None

    def to_cloudevent(self) -> dict[str, Any]:
        """The structured-mode JSON document; absent attributes are left out, as the specification asks."""
        document: dict[str, Any] = {
            "specversion": SPEC_VERSION,
            "id": str(self.id),
            "source": SOURCE,
            "type": self.type,
            "subject": str(self.subject),
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            "workspaceid": str(self.workspace_id),
            "partitionkey": self.key,
            "sequence": str(self.sequence),
            "data": self.data,
        }
        optional = {
            "actor": self.actor,
            "correlationid": self.correlation_id,
            "causationid": self.causation_id,
            "traceparent": self.traceparent,
        }
        return document | {name: str(value) for name, value in optional.items() if value is not None}

    @classmethod
    def from_cloudevent(cls, document: dict[str, Any], topic: str) -> Envelope:
        """The envelope of a structured-mode document; KeyError or ValueError when it is not one of ours."""

        def uuid_or_none(name: str) -> UUID | None:
            value = document.get(name)
            return UUID(value) if value else None

        return cls(
            id=UUID(document["id"]),
            type=document["type"],
            topic=topic,
            key=document["partitionkey"],
            subject=UUID(document["subject"]),
            workspace_id=UUID(document["workspaceid"]),
            time=datetime.fromisoformat(document["time"]),
            sequence=int(document["sequence"]),
            data=document.get("data") or {},
            actor=uuid_or_none("actor"),
            correlation_id=uuid_or_none("correlationid"),
            causation_id=uuid_or_none("causationid"),
            traceparent=document.get("traceparent"),
        )
