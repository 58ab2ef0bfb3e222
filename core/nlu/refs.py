"""What a sentence points at: "this", "#12", "Acme#12", "reminder 5", "all overdue tasks", a title."""

from __future__ import annotations

from core.nlu.message import Message
from core.nlu.reading import Noun, Ref

_NOUNS: dict[str, Noun] = {
    "task": "task", "todo": "task", "item": "task", "tasks": "task", "todos": "task", "items": "task", "ones": "task",
    "reminder": "reminder", "alarm": "reminder", "reminders": "reminder", "alarms": "reminder",
}  # fmt: skip
_THIS = ("this", "that", "it", "these", "those", "them")
FILTERS = {
    "today": "today", "todays": "today", "today's": "today", "week": "week", "overdue": "overdue", "late": "overdue",
    "done": "done", "completed": "done", "finished": "done", "closed": "done", "complete": "done", "in": "in",
    "out": "out", "delegated": "out", "all": "all", "everything": "all", "assigned": "in",
}  # fmt: skip
_LONGEST = 30


def this(message: Message, i: int, last: int) -> Ref | None:
    """ "this", "that one", "this task", "it"."""
    words = message.words[i:last]
    if not words or words[0] not in (*_THIS, "the"):
        return None
    noun = _NOUNS.get(words[-1]) if len(words) == 2 else None
    if words[0] == "the":
        return Ref("this", noun=noun) if noun is not None and len(words) == 2 else None
    if len(words) == 1 or (len(words) == 2 and (noun is not None or words[1] in ("one", "message"))):
        return Ref("this", noun=noun)
    return None


def number(message: Message, i: int, last: int) -> Ref | None:
    """ "5", "#5", "task 5", "reminder #5", "number 5", "Acme#12"."""
    words = list(message.words[i:last])
    noun: Noun | None = None
    if words and words[0] == "the":
        words, i = words[1:], i + 1
    if words and words[0] in _NOUNS:
        noun, words, i = _NOUNS[words[0]], words[1:], i + 1
    if words and words[0] in ("number", "no", "nr"):
        words, i = words[1:], i + 1
    workspace = None
    if len(words) == 3 and words[1] == "#" and words[0] and message.tokens[i + 1].glued:
        workspace, words = message.slice(i, i + 1), words[1:]
    if words and words[0] == "#":
        words = words[1:]
    if len(words) != 1 or not (words[0].isascii() and words[0].isdigit() and len(words[0]) <= 9):
        return None
    return Ref("number", noun=noun, number=int(words[0]), workspace=workspace)


def every(message: Message, i: int, last: int) -> Ref | None:
    """ "all", "everything", "all overdue tasks", "all my reminders"."""
    words = list(message.words[i:last])
    if not words or words[0] not in ("all", "everything", "every"):
        return None
    noun = _NOUNS.get(words[-1])
    inner = words[1:-1] if noun is not None else words[1:]
    if all(word in ("of", "my", "the", "our", "open", "tasks") or word in FILTERS for word in inner):
        return Ref("all", noun=noun)
    return None


def filter_of(message: Message, i: int, last: int) -> str | None:
    """The filter inside "all overdue tasks"; plain "all" is none here."""
    for word in message.words[i:last]:
        if FILTERS.get(word, "all") != "all":
            return FILTERS[word]
    return None


def title(message: Message, i: int, last: int) -> Ref | None:
    """A task by its words, without "the", "my" and a noun behind; quotes are kept as they are."""
    if last - i > _LONGEST or i >= last:
        return None
    noun: Noun | None = None
    if message.words[i] in ("the", "my", "our") and last - i > 1:
        i += 1
    if message.words[i] in _NOUNS and last - i > 1:
        noun, i = _NOUNS[message.words[i]], i + 1
    if message.words[last - 1] in _NOUNS and last - i > 1:
        noun, last = _NOUNS[message.words[last - 1]], last - 1
    said = unquoted(message.slice(i, last).strip(" .,!?"))
    return Ref("title", noun=noun, title=said) if said else None


def unquoted(said: str) -> str:
    """The text inside its quotes when they hold all of it."""
    pairs = {'"': '"', "“": "”", "'": "'", "`": "`", "«": "»", "‘": "’", "„": "“"}
    if len(said) > 2 and pairs.get(said[0]) == said[-1] and said[-1] not in said[1:-1]:
        return said[1:-1].strip()
    return said


def pointed(message: Message, i: int, last: int) -> Ref | None:
    """Anything but a bare title: this, a number, all, the last one, a quoted title."""
    found = number(message, i, last) or this(message, i, last) or every(message, i, last) or _last(message, i, last)
    if found is not None:
        return found
    quote = message.quote(i) if i < last else None
    if quote is not None and message.after(quote.end) == last:
        return title(message, i, last)
    return None


def _last(message: Message, i: int, last: int) -> Ref | None:
    words = [word for word in message.words[i:last] if word != "the"]
    if words and words[0] in ("last", "latest", "previous") and len(words) <= 2:
        noun = _NOUNS.get(words[-1])
        return Ref("last", noun=noun) if len(words) == 1 or noun is not None or words[1] == "one" else None
    return None


def ref(message: Message, i: int, last: int) -> Ref | None:
    """Whatever the words point at."""
    return pointed(message, i, last) or title(message, i, last)
