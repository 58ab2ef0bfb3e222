"""What a person does not want: "don't remind me tomorrow" makes nothing, it asks what is to be cancelled."""

from __future__ import annotations

from core.nlu.message import Message

_POLITE = ("please", "pls", "ok", "okay", ",", "hey", "so", "and")
_NEVER = (
    ("don't", "remind"), ("do", "not", "remind"), ("dont", "remind"), ("never", "remind"), ("stop", "reminding"),
    ("no", "reminders"), ("no", "reminder"), ("don't", "ring"), ("do", "not", "ring"), ("dont", "ring"),
    ("no", "more", "reminders"), ("don't", "send"), ("don't", "bother"), ("don't", "disturb"), ("don't", "ping"),
)  # fmt: skip
_WHOM = ("me", "us", "any", "reminders", "for", "anymore", "again", "about", "anything", "at", "all")


def is_refusal(message: Message) -> bool:
    """Whether the message asks not to be reminded at a time, and of nothing by name."""
    words, start = message.words, 0
    while start < len(words) and words[start] in _POLITE:
        start += 1
    said = next((one for one in _NEVER if tuple(words[start : start + len(one)]) == one), None)
    if said is None:
        return False
    times = [found for found in message.found if found.first >= start + len(said) and found.when is not None]
    covered = {place for found in times for place in range(found.first, found.last)}
    rest = [words[place] for place in range(start + len(said), len(words)) if place not in covered]
    return bool(times) and all(word in _WHOM or not word.isalnum() for word in rest)
