"""Page tasks: how long a list of tasks is and where each of its pages begins, for doors that jump to any place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.commands import _cursor
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.commands._ranking import ranked
from core.commands.find_tasks import FindTasks
from core.db import pages
from core.errors import UserError
from core.nlu.reading import Understanding

PAGES_MAX = 5000


@dataclass(frozen=True, slots=True)
class PageTasks(Command):
    """Reads only. `of` says which tasks, in which order, and how many a page has."""

    of: FindTasks = field(default_factory=FindTasks)

    async def handle(self, context: Context) -> Outcome:
        """Data only: `count`, and `items`: for each page but the first where it begins, and when what is before it is
        due."""
        wanted = await self.of.wanted(context)
        if self.of.best:
            # One more, as the page itself asks: misspelt words are tried when there are fewer.
            found = await ranked(context, self.of.words or "", replace(wanted, limit=self.of.limit + 1))
            ends = found[self.of.limit - 1 : -1 : self.of.limit]
            items = [{"after": self.of.behind(one), "due": None} for one in ends]
            count = len(found)
        else:
            count, starts = await pages.starts(context.tx, seer(context), wanted, self.of.limit, PAGES_MAX)
            items = [{"after": _cursor.written(self.of.ordered, one.keys), "due": one.due} for one in starts]
        return Outcome(context.reply("list_all", count=count), {"count": count, "items": items})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> PageTasks:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> PageTasks:
        """No button asks for it."""
        raise UserError("action_stale")


PageTasks.undoable = False
PageTasks.spoken = False
