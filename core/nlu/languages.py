"""All languages that the bot understands, and which of them a message is in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache

from core.nlu.gloss import Gloss
from core.nlu.intents import BASE
from core.nlu.pipeline import Language
from core.nlu.reading import Preferences, Understanding

OTHERS = ("de",)
_DEFAULT = Preferences()
_WORD = re.compile(r"[^\W\d_]+")
_READ = 400  # characters that tell a language
# What English sentences to a bot are full of, and no other language that we know has.
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "to",
        "me",
        "my",
        "of",
        "and",
        "is",
        "it",
        "this",
        "that",
        "i",
        "you",
        "at",
        "on",
        "by",
        "for",
        "with",
        "about",
        "from",
        "remind",
        "reminder",
        "reminders",
        "add",
        "task",
        "tasks",
        "done",
        "delete",
        "show",
        "due",
        "please",
        "tomorrow",
        "today",
        "tonight",
        "every",
        "next",
        "week",
        "day",
        "month",
        "move",
        "call",
        "buy",
        "what",
        "what's",
        "complete",
        "cancel",
        "assign",
        "rename",
        "settings",
        "help",
        "undo",
        "create",
        "set",
        "mark",
    ]
)


# Where 3/4 is the fourth of March: in these languages, and in English unless the country is one of those below.
_MONTH_FIRST = frozenset({"en", "fa", "hu", "ja", "ko", "lt", "mn", "sv", "zh"})
_DAY_FIRST_ENGLISH = frozenset({"AU", "BE", "DE", "GB", "IE", "IN", "IL", "MT", "NG", "NL", "NZ", "PK", "SG", "ZA"})


def is_day_first(locale: str) -> bool:
    """Whether who has this locale ("de", "en-GB", "en_US.UTF-8") writes the day of 3/4 first."""
    language, *rest = re.split(r"[-_.]", locale)
    if language.lower() == "en":
        return any(part.upper() in _DAY_FIRST_ENGLISH for part in rest)
    return language.lower() not in _MONTH_FIRST


class Languages:
    """Reads a message in the language that it is written in. Stateless after loading; another language than English
    is loaded with the first message in it."""

    def __init__(self) -> None:
        self._base = Language(BASE)
        self._gloss = {name: Gloss(name) for name in OTHERS}
        self._reader = cache(lambda name: Language(name, self._gloss[name]))

    def understand(
        self,
        text: str,
        at: datetime,
        *,
        preferences: Preferences = _DEFAULT,
        slash: str | None = None,
        locale: str | None = None,
        meant: str | None = None,
        language: str | None = None,
    ) -> Understanding:
        """The reading of `text`, as core.nlu.pipeline.Language gives it; `language` where it is known already."""
        spoken = language or self.spoken(text, locale)
        reader = self._base if spoken == BASE else self._reader(spoken)
        if preferences.day_first is None and (spoken != BASE or is_day_first(locale or BASE)):
            preferences = replace(preferences, usually_day_first=True)
        return reader.understand(text, at, preferences=preferences, slash=slash, meant=meant)

    def is_sure(self, text: str, language: str) -> bool:
        """Whether two words of the text or more are of that language and of no other; "hallo" alone tells little."""
        gloss = self._gloss.get(language)
        return gloss is not None and sum(gloss.is_own(word.lower()) for word in _WORD.findall(text[:_READ])) > 1

    def spoken(self, text: str, locale: str | None = None) -> str:
        """The language of a text; what could be any is in that of `locale`, else in English."""
        words = [word.lower() for word in _WORD.findall(text[:_READ])]
        theirs = (locale or BASE)[:2].lower()
        english = sum(word in _ENGLISH for word in words)
        for name, gloss in self._gloss.items():
            own = sum(gloss.is_own(word) for word in words)
            if own > english or (name == theirs and own == english):
                return name
        return BASE
