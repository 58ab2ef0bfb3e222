"""Messages that show tasks and reminders, ours and those a task was made from: found by message and by subject."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from core.db.uow import Transaction
from core.domain.columns import new_id

HOME = "home"  # stands for a message's id: what a person's home shows
_SUBJECTS = 100  # of one message

_REMEMBER = """
INSERT INTO cards (id, workspace_id, address_id, message_id, subjects, shown, created_at)
VALUES (%(id)s, %(workspace)s, %(address)s, %(message)s, %(subjects)s, %(shown)s::jsonb, todobot_now())
ON CONFLICT (address_id, message_id) DO UPDATE SET created_at = excluded.created_at,
  -- Several people may make tasks of one message, also of one of ours: each is kept, and what it says.
  subjects = CASE WHEN excluded.shown IS NOT NULL THEN excluded.subjects
    ELSE cards.subjects || excluded.subjects END,
  shown = coalesce(excluded.shown, cards.shown)
"""

# A message is known by its channel and its own id: whoever reacts to it may not know the thread in which it stands. A
# person's direct messages have one address, whatever the platform calls the conversation.
_BY_MESSAGE = """
SELECT c.subjects FROM cards c JOIN addresses a ON a.id = c.address_id
WHERE c.workspace_id = %(workspace)s AND c.message_id = %(message)s AND a.platform = %(platform)s
  AND CASE WHEN %(account)s <> '' THEN a.person = %(account)s ELSE a.person = '' AND a.channel = %(channel)s END
ORDER BY c.created_at
"""

_SHOWING = """
SELECT DISTINCT ON (c.id) c.id, c.workspace_id, c.address_id, c.message_id, c.subjects, c.shown,
  a.platform, a.tenant, a.channel, a.thread, a.person
FROM unnest(%(subjects)s::uuid[]) AS s(id) CROSS JOIN LATERAL (
  SELECT * FROM cards x WHERE x.subjects @> ARRAY[s.id] AND x.shown IS NOT NULL
    AND x.created_at > todobot_now() - make_interval(days => %(days)s)
  ORDER BY x.created_at DESC LIMIT %(limit)s
) c JOIN addresses a ON a.id = c.address_id
WHERE a.platform = ANY(%(platforms)s)
"""


async def remember(
    tx: Transaction, workspace: UUID, address: UUID, message: str, subjects: Iterable[UUID], shown: Any
) -> None:
    """This message shows these tasks and reminders. `shown` is the reply as JSON; None: it is somebody's own."""
    await tx.write(
        _REMEMBER,
        id=new_id(),
        address=address,
        message=message,
        subjects=list(dict.fromkeys(subjects))[:_SUBJECTS],
        shown=None if shown is None else json.dumps(shown),
        **({} if tx.scope.workspace else {"workspace": workspace}),
    )


async def subjects_of(
    tx: Transaction, message: str, *, platform: str, channel: str = "", account: str = ""
) -> list[UUID]:
    """What a message of a channel, or of an account's direct messages, shows; what a task was made from shows it."""
    rows = await tx.rows(_BY_MESSAGE, message=message, platform=platform, channel=channel, account=account)
    return list(dict.fromkeys(subject for row in rows for subject in row["subjects"]))


async def showing(
    tx: Transaction, subjects: Sequence[UUID], platforms: Sequence[str], *, days: int, limit: int
) -> list[dict[str, Any]]:
    """Messages of ours of the last `days` days that show one of these, the newest `limit` of each; and where."""
    return await tx.rows(_SHOWING, subjects=list(subjects), platforms=list(platforms), days=days, limit=limit)


async def shown(tx: Transaction, card: UUID) -> Any:
    """What a message said last, as JSON; None when it is not kept current any more."""
    row = await tx.one("SELECT shown FROM cards WHERE id = %(id)s", id=card)
    return row and row["shown"]


async def reshown(tx: Transaction, card: UUID, reply: Any) -> None:
    """A message says this now."""
    await tx.write("UPDATE cards SET shown = %(shown)s::jsonb WHERE id = %(id)s", id=card, shown=json.dumps(reply))


async def forget(tx: Transaction, card: UUID) -> None:
    """A message that is gone, or can no longer be edited, is not kept current any more; it is still about its tasks."""
    await tx.write("UPDATE cards SET shown = NULL WHERE id = %(id)s", id=card)
