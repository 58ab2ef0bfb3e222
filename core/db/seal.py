"""The chain of events: the sealer gives each workspace's events their place and hash, and `verify` checks them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.event import digest_of, hash_of

WORKSPACES = 50
EVENTS = 2000

_WAITING = """
SELECT DISTINCT workspace_id FROM events WHERE position IS NULL ORDER BY workspace_id LIMIT %(limit)s
"""
# One lock per workspace, taken in one order, held until COMMIT (session locks do not survive a pooler).
_LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended('seal:' || w::text, 0)) FROM (
  SELECT w FROM unnest(%(workspaces)s::uuid[]) AS w ORDER BY w
) AS ordered
"""
_HEADS = "SELECT workspace_id, position, hash FROM chains WHERE workspace_id = ANY(%(workspaces)s)"
_EVENTS = """
SELECT id, workspace_id, type, subject, sequence, time, data, salt FROM events
WHERE position IS NULL AND workspace_id = ANY(%(workspaces)s) ORDER BY workspace_id, id LIMIT %(limit)s
"""
_SEAL = """
WITH sealed AS (
  UPDATE events e SET position = s.position, digest = s.digest, hash = s.hash
  FROM unnest(%(ids)s::uuid[], %(positions)s::bigint[], %(digests)s::bytea[], %(hashes)s::bytea[])
    AS s(id, position, digest, hash)
  WHERE e.id = s.id
)
INSERT INTO chains (workspace_id, position, hash)
SELECT * FROM unnest(%(workspaces)s::uuid[], %(ends)s::bigint[], %(heads)s::bytea[])
ON CONFLICT (workspace_id) DO UPDATE SET position = excluded.position, hash = excluded.hash
"""
_CHAIN = """
SELECT id, type, subject, time, data, salt, position, digest, hash FROM events
WHERE workspace_id = %(workspace)s AND position > %(after)s ORDER BY position LIMIT %(limit)s
"""
_TAIL = "SELECT count(*) AS unsealed FROM events WHERE workspace_id = %(workspace)s AND position IS NULL"
_HEAD = "SELECT position, hash FROM chains WHERE workspace_id = %(workspace)s"


async def seal(tx: Transaction) -> int:
    """Give up to 2,000 waiting events of up to 50 workspaces their places; how many got one."""
    waiting = [row["workspace_id"] for row in await tx.rows(_WAITING, limit=WORKSPACES)]
    if not waiting:
        return 0
    await tx.rows(_LOCK, workspaces=waiting)
    heads = {row["workspace_id"]: (row["position"], row["hash"]) for row in await tx.rows(_HEADS, workspaces=waiting)}
    per_workspace: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in await tx.rows(_EVENTS, workspaces=waiting, limit=EVENTS):
        per_workspace[row["workspace_id"]].append(row)
    values: dict[str, list[Any]] = {
        name: [] for name in ("ids", "positions", "digests", "hashes", "workspaces", "ends", "heads")
    }
    for workspace, rows in per_workspace.items():
        position, link = heads.get(workspace, (0, b""))
        for row in in_order(rows):
            position += 1
            digest = digest_of(row["salt"] or b"", row["data"])
            link = hash_of(link, position, row, digest)
            for name, value in (("ids", row["id"]), ("positions", position), ("digests", digest), ("hashes", link)):
                values[name].append(value)
        for name, value in (("workspaces", workspace), ("ends", position), ("heads", link)):
            values[name].append(value)
    await tx.rows(_SEAL, **values)
    return len(values["ids"])


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the order of their ids, but each subject's in the order of its sequence: clocks of writers differ."""
    per_subject: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        per_subject[row["subject"]].append(row)
    turns = {subject: iter(sorted(own, key=lambda row: row["sequence"])) for subject, own in per_subject.items()}
    return [next(turns[row["subject"]]) for row in rows]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `bad` is the first event that does not fit, with the reason; `unsealed` wait for one."""

    checked: int
    unsealed: int
    bad: UUID | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether every sealed event is where and what it was."""
        return not self.reason


async def verify(db: Database, workspace: UUID) -> Verdict:
    """Recompute the workspace's chain from its first event. Data that was erased with its salt does not break it."""
    async with db.transaction(Scope.of(workspace)) as tx:
        head = await tx.one(_HEAD) or {"position": 0, "hash": b""}
        position, link, at_head = 0, b"", b""
        while rows := await tx.rows(_CHAIN, after=position, limit=EVENTS):
            for row in rows:
                reason = _flaw(row, position + 1, link)
                if reason:
                    return Verdict(position, await _unsealed(tx), row["id"], reason)
                position, link = row["position"], row["hash"]
                at_head = link if position == head["position"] else at_head
        unsealed = await _unsealed(tx)
        newest = await tx.one(_HEAD) or head
    # The sealer may have gone on meanwhile: the head is compared where it was when we began.
    if not head["position"] <= position <= newest["position"] or at_head != head["hash"]:
        return Verdict(position, unsealed, None, f"the chain's head is not its last event (position {position})")
    return Verdict(position, unsealed)


async def _unsealed(tx: Transaction) -> int:
    return int((await tx.rows(_TAIL))[0]["unsealed"])


def _flaw(row: dict[str, Any], position: int, link: bytes) -> str:
    if row["position"] != position:
        return f"position {position} is missing"
    if row["salt"] is None and row["data"] is not None:
        return "its data has lost its salt"
    if row["salt"] is not None and digest_of(row["salt"], row["data"]) != row["digest"]:
        return "its data is not what was sealed"
    if hash_of(link, position, row, row["digest"]) != row["hash"]:
        return "its hash does not follow from the event before it"
    return ""
