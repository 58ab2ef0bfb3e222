"""Web link: lets the person into the page, by a link that works once and for ten minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, Target
from core.db.visits import make_link
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class WebLink(Command):
    """The token is behind the link's #, so that neither servers on its way nor previews of it spend it."""

    async def handle(self, context: Context) -> Outcome:
        """The link, in an answer that nobody else reads; asked for before others: how to ask for it alone."""
        if not context.home:
            return Outcome(context.reply("web_nowhere"))
        if not context.private:
            return Outcome(context.reply("web_private"))
        token = await make_link(context.tx, context.workspace, context.who.id)
        reply = context.reply("web_ready", link=f"{context.home}/sign-in#token={token}")
        return Outcome(replace(reply, private=True))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> WebLink:
        """It takes nothing."""
        return cls()

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> WebLink:
        """`web_link`."""
        return cls()


WebLink.undoable = False
