"""Search tasks: by words of title, description or tags, also misspelt ones."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import task_card, task_json
from core.commands._ranking import loaded, ranked
from core.db.tasks import Filter
from core.errors import UserError
from core.nlu.reading import Understanding

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SearchTasks(Command):
    """Reads only. Open and done tasks, those that fit best first."""

    text: str = ""
    tags: tuple[str, ...] = ()
    priority: int | None = None

    async def handle(self, context: Context) -> Outcome:
        """The first 20, and whether words had to be read as others; UserError when nothing is said to search for."""
        if not self.text.strip():
            raise UserError("search_what")
        tags = tuple(tag.casefold() for tag in self.tags)
        wanted = Filter(status=None, tags=tags, priority=self.priority, limit=SHOWN)
        found = await ranked(context, self.text, wanted)
        shown = await loaded(context, found[:SHOWN])
        words = self.text.strip()[:80]
        data = {"items": [task_json(task) for task in shown], "total": len(shown)}
        if not shown:
            return Outcome(context.reply("search_none", words=words), data)
        sentence = "search_more" if len(found) > SHOWN else "search_alike" if found[0].alike else "search_found"
        cards = tuple(task_card(task, context) for task in shown)
        return Outcome(context.reply(sentence, cards=cards, count=len(shown), shown=SHOWN, words=words), data)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SearchTasks:
        """The words that were said, without their marks."""
        slots = reading.slots
        return cls(slots.title or "", slots.tags, slots.priority)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SearchTasks:
        """No button asks for it."""
        raise UserError("action_stale")


SearchTasks.undoable = False
