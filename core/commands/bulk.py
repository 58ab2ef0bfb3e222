"""Complete or delete many tasks at once, after a question that names how many; one undo takes all of it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from core.commands import _bulk
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import undo_button
from core.commands.list_tasks import ListTasks
from core.db.tasks import Filter
from core.domain import Task
from core.errors import ConflictError, UserError
from core.messages import Button
from core.nlu.reading import Understanding

VERBS = ("complete", "delete")
NAMED = 3  # the question names so many of them
LETTERS = 16  # of the hash of what was counted: enough to know it again


@dataclass(frozen=True, slots=True)
class Bulk(Command):
    """`verb` is complete or delete; the rest chooses, as ListTasks has it.

    Without `confirm` it asks. `confirm` is how many were counted, `counted` a hash of which ones they were: when
    either is no longer so, nothing is done and the question comes again. `marks` are hashes of tags, as buttons have
    them.
    """

    verb: str
    which: str = "open"
    tags: tuple[str, ...] = ()
    priority: int | None = None
    list_name: str | None = None
    confirm: int | None = None
    counted: str | None = None
    marks: tuple[str, ...] = ()

    async def handle(self, context: Context) -> Outcome:
        """Ask, or do it to exactly those that were counted."""
        tags = self.tags or await _bulk.tags_of(context, self.marks)
        wanted = self._wanted(tags, context)
        found, kept, more = await _bulk.chosen(context, self.verb, wanted, lock=self.confirm is not None)
        if not found:
            code = "bulk_none_yours" if kept else "bulk_none"
            raise UserError(code, verb=context.book.text(f"bulk_{self.verb}"))
        if self.confirm is None:
            return self._ask("bulk_ask", found, tags, context, kept=kept, more=more)
        if self.counted is None and self.confirm != len(found):
            raise ConflictError("bulk_changed", count=len(found), confirm=self.confirm)
        if self.counted is not None and (self.confirm, self.counted) != (len(found), _hash(found)):
            return self._ask("bulk_ask_again", found, tags, context, kept=kept, more=more)
        return await self._do(found, context)

    def _wanted(self, tags: tuple[str, ...], context: Context) -> Filter:
        wanted = ListTasks(self.which, tags, self.priority, self.list_name).filter(context)
        status = "open" if self.verb == "complete" else wanted.status
        return replace(wanted, status=status, order="due", falling=False, limit=_bulk.MOST + 1)

    async def _do(self, found: list[Task], context: Context) -> Outcome:
        await _bulk.apply(context, self.verb, found)
        undo = undo_button(context, context.tx.correlation)
        reply = context.reply(f"bulk_{self.verb}d", buttons=(undo,), count=_bulk.counted(context, len(found)))
        data = {"count": len(found), "numbers": [task.number for task in found], "done": True}
        return Outcome(reply, data, context.tx.correlation)

    def _ask(
        self, sentence: str, found: list[Task], tags: tuple[str, ...], context: Context, *, kept: int, more: bool
    ) -> Outcome:
        label = context.book.text
        first = ", ".join(f"#{task.number} {task.title}" for task in found[:NAMED])
        if len(found) > NAMED:
            first = label("bulk_more", first=first, count=len(found) - NAMED)
        verb, count = label(f"bulk_{self.verb}"), _bulk.counted(context, len(found))
        yes = Button(label("button_yes"), self._action(found, tags), "danger" if self.verb == "delete" else "primary")
        no = Button(label("button_no"), action("never_mind"))
        reply = context.reply(sentence, buttons=(yes, no), verb=verb, count=count, first=first)
        parts = reply.parts
        if more:
            parts += (" ", *context.say("bulk_most", count=_bulk.MOST))
        if kept:
            parts += (" ", *context.say("bulk_kept", count=kept))
        numbers = [task.number for task in found]
        data = {"count": len(found), "numbers": numbers, "done": False}
        return Outcome(replace(reply, parts=parts, kind="question"), data)

    def _action(self, found: list[Task], tags: tuple[str, ...]) -> str:
        marks = "-".join(_bulk.mark(tag) for tag in tags)
        return action(self.name, self.verb, self.which, self.priority or 0, marks, len(found), _hash(found))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Bulk:
        """The choice that was said; the commands that do it to one thing hand it on."""
        slots = reading.slots
        verb = "complete" if reading.intent == "complete_task" else "delete"
        if (slots.ref is not None and slots.ref.noun == "reminder") or len(slots.tags) > _bulk.TAGS_MOST:
            raise UserError("one_at_a_time")
        return cls(verb, slots.filter or "open", tuple(tag.casefold() for tag in slots.tags), slots.priority)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Bulk:
        """`bulk:<verb>:<which>:<priority or 0>:<marks of tags>:<count>:<hash>`."""
        try:
            verb, which, priority, marks, count, counted = args
            marked = tuple(marks.split("-")) if marks else ()
            made = cls(verb, which, (), int(priority) or None, None, int(count), counted, marked)
        except ValueError as error:
            raise UserError("action_stale") from error
        if verb not in VERBS:
            raise UserError("action_stale")
        return made


def _hash(found: list[Task]) -> str:
    ids = b"".join(sorted(task.id.bytes for task in found))
    return sha256(ids).hexdigest()[:LETTERS]


Bulk.spoken = False
