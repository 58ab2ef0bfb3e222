"""Asks which of several things was meant; each choice is a button that does what was wished."""

from __future__ import annotations

from dataclasses import replace

from core.assistant.plan import Plan
from core.assistant.resolve import Several
from core.commands._base import Command, Context, Target, action
from core.commands.move_reminder import MoveReminder
from core.commands.pause_reminder import PauseReminder
from core.commands.remind import Remind
from core.messages import Button
from core.nlu.reading import Understanding

SAID_AGAIN = frozenset({"update_task", "assign_task", "free_task"})  # more was said than a button can carry


def which(several: Several, kind: type[Command], reading: Understanding, context: Context) -> Plan:
    """Ask; each choice is a button that does what was wished."""
    if kind.name in SAID_AGAIN:
        numbers = ", ".join(_label(target) for target in several.targets)
        again = context.reply("which_number", words=several.words[:80], numbers=numbers)
        return Plan(reply=replace(again, kind="question"), kind="question", reading=reading)
    buttons: list[Button] = []
    for target in several.targets:
        command = kind.from_intent(reading, target, context)
        buttons.append(Button(_label(target), _action_of(command, target, context.zone)))
    reply = replace(context.reply("which_one", buttons=tuple(buttons), words=several.words[:80]), kind="question")
    return Plan(reply=reply, kind="question", reading=reading)


def _label(target: Target) -> str:
    if target.task is not None:
        return f"#{target.task.number} {target.task.title}"[:75]
    return f"#{target.reminder.number} {target.reminder.text}"[:75] if target.reminder else ""


def _action_of(command: Command, target: Target, zone: str) -> str:
    subject = target.task or target.reminder
    if isinstance(command, Remind) and command.when is not None and subject is not None:
        return action("remind", subject.id, command.when.stamp(zone))
    if isinstance(command, MoveReminder) and command.when is not None:
        return action(command.name, command.subject, command.when.stamp(zone))
    if isinstance(command, PauseReminder) and command.until is not None:
        return action(command.name, command.reminder_id, command.until.stamp(zone))
    return action(command.name, subject.id if subject else "")
