"""Set the language in which a person is answered where their own words do not tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import undo_button
from core.commands.set_profile import SetProfile
from core.errors import UserError
from core.nlu.reading import Understanding
from core.replies.book import load

_NAMES = {
    "english": "en", "englisch": "en", "en": "en", "german": "de", "deutsch": "de", "de": "de",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetLanguage(Command):
    """`language` as it was said, in any language that there is."""

    language: str = ""

    async def handle(self, context: Context) -> Outcome:
        """Remember it, and say so in it."""
        code = _NAMES.get(self.language.strip(" .!").casefold())
        if code is None:
            raise UserError("language_unknown", said=self.language[:40])
        await SetProfile(language=code).handle(context)
        spoken = replace(context, book=load(code))
        reply = spoken.reply("language_set", buttons=(undo_button(spoken, context.tx.correlation),))
        return Outcome(reply, {"language": code}, context.tx.correlation)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SetLanguage:
        """The name that was said."""
        return cls(reading.slots.topic or "")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SetLanguage:
        """`set_language:<code>`."""
        return cls(args[0] if args else "")
