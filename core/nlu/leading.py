"""So long before a task is due: "remind me 1 hour before task 12 is due", "... a day before it is due"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from core.nlu import refs
from core.nlu.message import Message
from core.nlu.reading import Slots, Understanding

_REMIND = (
    r"^\s*(?:/\w+\s+)?(?:(?:please|pls|plz|can\s+you|could\s+you)[\s,]+){0,3}(?:/?remind(?:\s?me)?|ping|notify|alert|ring|erinnere?)"
    r"(?:\s+(?:me|us|mich|uns))?"
)
_DUE = (
    r"(?:is\s+due|it'?s\s+due|it\s+is\s+due|due(?:\s+(?:date|time))?|deadline|'s\s+due|'s\s+deadline"
    r"|(?:(?:es|sie|er)\s+)?fällig\s+(?:ist|wird))"
)
_BEFORE = r"(?:before|bevor|vor)"
_AMOUNT = r"(?P<amount>(?:(?:an?|the|one|two|three|half|eine?[nmrs]?|zwei|drei)\b|\d)[^,;\n]{0,30}?)"
_THING = (
    r"(?P<thing>(?:the\s+)?(?:task|todo|item|number|aufgabe|nummer)?\s*\#?\d{1,9}|it|this|that|this\s+task"
    r"|sie|das|diese\s+aufgabe|[^,;\n]{2,80}?)"
)
_TAIL = r"(?:\s+(?:please|pls|plz|thanks))?\s*[.!]*$"
_NUMBERED = r"(?:the\s+)?(?:task|todo|item|aufgabe)\s*\#?\d{1,9}|\#\d{1,9}"
_SAID = re.compile(r"\s(?:before|bevor|vor)\s", re.IGNORECASE)
_FORMS = (
    re.compile(
        rf"{_REMIND}\s+(?:about|of|an)\s+{_THING}\s+{_AMOUNT}\s+{_BEFORE}\s+(?:it\s+|the\s+|es\s+)?{_DUE}{_TAIL}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_REMIND}\s+{_AMOUNT}\s+{_BEFORE}\s+{_THING}(?:\s+|(?=')){_DUE}{_TAIL}", re.IGNORECASE),
    re.compile(rf"{_REMIND}\s+{_AMOUNT}\s+{_BEFORE}\s+(?P<thing>{_NUMBERED}){_TAIL}", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Early:
    """The words of the length and of the thing."""

    amount: str
    thing: str


def cut(text: str) -> Early | None:
    """What is asked to ring before something else is due; None when nothing is."""
    if not _SAID.search(text) or "\n" in text or len(text) > 300:
        return None
    found = next((found for form in _FORMS if (found := form.match(text)) is not None), None)
    return None if found is None else Early(found["amount"], found["thing"])


def read_as(early: Early, prepared: Callable[[str], Message], text: str) -> Understanding | None:
    """One more reminder on that task; None when the words are no length, or point at nothing."""
    said = early.amount.lower()
    measured = prepared(f"a {said[4:]}" if said.startswith("the ") else said)
    pointed = prepared(early.thing)
    found = measured.found[0] if len(measured.found) == 1 else None
    amount = found.expression.amount if found is not None and found.last - found.first == len(measured.words) else None
    ref = refs.ref(pointed, 0, len(pointed.words)) if pointed.words else None
    if amount is None or ref is None or amount.total <= 0:
        return None
    before = timedelta(days=amount.months * 30 + amount.days, seconds=amount.seconds)
    slots = replace(Slots(), ref=ref, before=before)
    return Understanding(text, "remind", slots, duration_s=amount.total, confidence=0.95, rule="leading")
