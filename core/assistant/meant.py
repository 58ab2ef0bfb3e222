"""Asks what was meant when that is likely and not certain; the message is kept, and a click grants it as that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.assistant.plan import Plan
from core.commands._base import Context, action
from core.errors import UserError
from core.messages import INCOMING, Button, Incoming
from core.nlu.guessing.cutting import RULE
from core.nlu.reading import Understanding

CLICKED = "1:meant:"
# Commands whose words can be found in any sentence; what else was meant is shown by an example.
ASKED = frozenset({
    "create_task", "remind", "complete_task", "reopen_task", "delete_task", "claim_task", "free_task", "assign_task",
    "snooze", "move_reminder", "cancel_reminder", "skip_next", "pause_reminder", "resume_reminder", "list_tasks",
    "list_reminders", "search_tasks", "show_task", "undo", "help", "export", "web_link", "set_timezone",
})  # fmt: skip
_WIDEST = 75  # characters of a button
As = Callable[[str, str | None, str], Understanding]
"""Reads words, with the slash word that came with them, as a command."""


def asked(incoming: Incoming, reading: Understanding, context: Context, read: As) -> Plan | None:
    """The question with up to three choices; None when there is none that a click could grant."""
    names = [name for name in reading.suggestions if name in ASKED] if reading.rule == RULE else []
    if not names or incoming.form is not None:
        return None
    labels = [_label(read(incoming.text, incoming.slash, name), context) for name in names]
    if len(names) == 1:
        yes = Button(context.book.text("button_yes"), CLICKED + names[0], "primary")
        buttons = (yes, Button(context.book.text("button_no"), action("never_mind")))
        reply = context.reply("meant_one", buttons=buttons, near=labels[0])
    else:
        choices = zip(labels, names, strict=True)
        reply = context.reply("meant_some", buttons=tuple(Button(label, CLICKED + name) for label, name in choices))
    held = {"incoming": INCOMING.dump_python(incoming, mode="json"), "about": None, "meant": names}
    return Plan(reply=replace(reply, kind="question"), kind="question", reading=reading, pending=held)


def clicked(chosen: str, held: dict[str, Any] | None, read: As) -> tuple[Incoming, Understanding]:
    """The message that was asked about, read as what was chosen. UserError when it is not known any more."""
    name = chosen.removeprefix(CLICKED)
    if not is_asked(held) or held is None or name not in held["meant"]:
        raise UserError("action_stale")
    incoming = INCOMING.validate_python(held["incoming"])
    return incoming, read(incoming.text, incoming.slash, name)


def is_asked(held: dict[str, Any] | None) -> bool:
    """Whether what a question holds back waits for its meaning, and not for a zone."""
    return held is not None and "meant" in held


def _label(reading: Understanding, context: Context) -> str:
    """What would be done, and to what: "Delete #12"."""
    slots, ref = reading.slots, reading.slots.ref
    deed = context.book.text(f"meant_{reading.intent}")
    number = f"#{ref.number}" if ref is not None and ref.number is not None else ""
    said = slots.title or (ref.title if ref is not None else "") or number
    times = slots.when or slots.due
    words = " ".join(filter(None, (said, times.text if times is not None else "")))
    return (context.book.text("meant_what", deed=deed, said=words) if words else deed)[:_WIDEST]
