"""What a reminder says when it rings: its text, for whom, how late and why, its card and its buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.db.directory import SAME_EVERYWHERE
from core.db.notices import ADDED, GIVEN
from core.domain import Task
from core.domain.task import from_json
from core.messages import Button, Card, Day, Instant, Mention, Part, Reply, in_language
from core.replies.book import Book

SNOOZES = ("20m", "1h", "3h", "tomorrow", "week", "ask")
ELSEWHERE = "elsewhere: "  # how the ledger marks an occurrence that stands for a failed one
_NOTICES = {GIVEN: "reminder_given", ADDED: "reminder_added"}
_GROUP = re.compile(r"<@&(\w{1,40})")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the post is by the database's clock, and why: `offline`, `refused` or `busy`."""

    by: timedelta
    why: str


def reply_of(
    book: Book, row: dict[str, Any], *, late: Lateness | None, doubtful: bool, platform: str, weighs: bool = False
) -> Reply:
    """The reply for one claimed row, which starts with ⏰; `doubtful` says that an earlier try may have arrived.

    `weighs`: the platform is asked whether the setter may call groups, so that they are named whoever has set it.
    """
    people = [] if row["person"] else [person for person in row["people"] or [] if not person[2]]
    parts: list[Part] = ["⏰ "]
    if late is not None:
        parts += book.parts(f"reminder_late_{late.why}", late=duration(late.by), platform=platform.capitalize())
    failed = failed_elsewhere(row)
    if failed:
        parts += book.parts("reminder_elsewhere", reason=failed)
    for place, (account, name, _) in enumerate(people):
        parts += [", "] if place else []
        parts.append(Mention(account, name or account))
    number = (row["task"] or row)["number"]
    notice = _notice(row["reason"] or "")
    if notice is not None:
        parts = [*parts[1:], *book.parts(notice[0], who=notice[1] or "?", title=row["text"], number=number)]
    else:
        parts += book.parts("reminder_for" if people else "reminder_title", title=row["text"], number=number)
    if row["missed"]:
        parts += book.parts("reminder_missed_one" if row["missed"] == 1 else "reminder_missed", count=row["missed"])
    if doubtful:
        parts += book.parts("reminder_doubtful")
    reply = Reply(
        parts=_joined(parts),
        cards=(_card(row),),
        buttons=_buttons(book, row),
        private=bool(row["person"]),
        code="reminder",
        kind="reminder",
        mentions=(*(account for account, _, _ in people), *_groups(row, weighs)),
    )
    return in_language(reply, book.language)


def _groups(row: dict[str, Any], weighs: bool) -> tuple[str, ...]:
    """The groups of people that the text calls, as "&" and the id: an admin's may ping them, and others' where the
    platform is asked first."""
    if not weighs:
        return tuple(f"&{group}" for group in _GROUP.findall(row["text"])) if row["by_admin"] else ()
    everyone = ("&everyone",) if _EVERYONE.search(row["text"]) else ()
    return (*(f"&{group}" for group in _GROUP.findall(row["text"])), *everyone)


def _notice(reason: str) -> tuple[str, str] | None:
    """The sentence of a notice and who is behind it; None for a reminder."""
    for mark, sentence in _NOTICES.items():
        if reason.startswith(mark):
            return sentence, reason.removeprefix(mark)
    return None


def failed_elsewhere(row: dict[str, Any]) -> str:
    """Why it could not be posted where it was meant to go, when this is the second way; else empty."""
    return (row["reason"] or "").removeprefix(ELSEWHERE) if (row["reason"] or "").startswith(ELSEWHERE) else ""


def duration(span: timedelta) -> str:
    """ "42 min", "3 h 5 min", "2 d 4 h": two units at most, rounded down."""
    seconds = int(span.total_seconds())
    if seconds < HOUR:
        return f"{max(1, seconds // MINUTE)} min"
    big, small, names = (DAY, HOUR, ("d", "h")) if seconds >= DAY else (HOUR, MINUTE, ("h", "min"))
    rest = seconds % big // small
    return f"{seconds // big} {names[0]}" + (f" {rest} {names[1]}" if rest else "")


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    found: list[Part] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def _card(row: dict[str, Any]) -> Card:
    if row["task"] is None:
        return Card(
            kind="reminder",
            id=row["reminder_id"],
            number=row["number"],
            title=row["text"],
            status=row["reminder_status"],
            due=Instant(row["due_at"], row["zone"]),
            workspace=_workspace(row),
        )
    task = Task(**{name: from_json(name, value) for name, value in row["task"].items()})
    due: Instant | Day | None = None
    if task.due_at is not None:
        due = Instant(task.due_at, task.due_zone or row["zone"])
    elif task.due_date is not None:
        due = Day(task.due_date)
    return Card(
        kind="task",
        id=task.id,
        number=task.number,
        title=task.title,
        status=task.status,
        due=due,
        priority=task.priority,
        tags=tuple(task.tags),
        description=task.description,
        workspace=_workspace(row),
    )


def _workspace(row: dict[str, Any]) -> str | None:
    """Named where the number alone would be taken for one of the person's own space."""
    elsewhere = row["platform"] in SAME_EVERYWHERE and row["person"] and not row["tenant"].startswith("@")
    return (row["workspace_name"] or None) if elsewhere else None


def _buttons(book: Book, row: dict[str, Any]) -> tuple[Button, ...]:
    occurrence: UUID = row["id"]
    task_open = row["task"] is not None and row["task"]["status"] == "open"
    done = f"1:complete_task:{row['task_id'].hex}" if task_open else f"1:acknowledge:{occurrence.hex}"
    snoozes = (Button(book.text(f"reminder_snooze_{span}"), f"1:snooze:{occurrence.hex}:{span}") for span in SNOOZES)
    return (Button(book.text("reminder_done"), done, "primary"), *snoozes)
