"""Several wishes in one message: a list of things to do, commands line by line, two of them joined by "and"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from core.nlu.reading import Understanding

MOST = 20  # wishes of one message; what is longer is one task with a description
_ITEM = re.compile(r"^\s*(?:[-*•–·]|\[[ xX]?\]|\(?\d{1,2}[.):])\s+(?:\[[ xX]?\]\s+)?(?P<said>\S.*)$")
_BOX = re.compile(r"^\s*(?:[-*•]\s+)?\[[ xX]?\]\s+(?P<said>\S.*)$")
_THINGS = r"(?:tasks?|todos?|to-dos?|items?|things)"
_LIST = r"(?:my\s+)?(?:todo|to-do|to do|todos|tasks|task list|todo list|to do list)"
_ADD = re.compile(
    r"^(?:please\s+|pls\s+|can you\s+|could you\s+)?(?:(?:add|create|make|new|note|put)\s*"
    rf"(?:these|the following|following|all these)?\s*{_THINGS}?|{_LIST})"
    r"(?P<place>\s+(?:to|on|in|onto)\s+(?:my|the|our)\s+[\w' -]{1,40}?list)?\s*(?P<colon>:)?$",
    re.IGNORECASE,
)
_ADD_DE = re.compile(
    r"^(?:bitte\s+)?(?:(?:neue\s+)?(?:aufgaben|todos)|(?:meine\s+)?(?:todo-?liste|aufgabenliste)|zu\s+(?:tun|erledigen)"
    r"|(?:füge|notiere?|erstelle|lege?)\s+(?:bitte\s+)?(?:diese|folgende|die\s+folgenden)\s+(?:aufgaben|todos|sachen|dinge)"
    r"(?:\s+(?:hinzu|an))?)(?P<place>\s+zur\s+(?P<list>\w+liste))?(?:\s+hinzu)?\s*(?P<colon>:)?$",
    re.IGNORECASE,
)
_REMIND = re.compile(
    r"^(?:please\s+|bitte\s+)?(?:remind\s+(?:me|us)\b.{0,80}?\s(?:to|of|about|that)|erinnere?\s+(?:mich|uns)\b.{0,80}?\san)\s*:?$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:,|;|\.)?\s+(?:and then|and also|and|then|also|plus|und dann|und auch|und|dann|außerdem)\s+(?=\S)"
    r"|\s*[;.]\s+(?=\S)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|„[^“\n]*“|`[^`\n]*`")
_TRIGGER = re.compile(
    r"\s*(?P<say>remind\s+(?:me|us)(?=\s+to\s)|add(?=\s)|erinnere?\s+(?:mich|uns)(?=\s+an\s))", re.IGNORECASE
)
_AND = re.compile(r"\s*,?\s+(?:and|und)\s+(?=[^\W\d])", re.IGNORECASE)
_HEADS = ("todo", "tasks", "add", "todos", "aufgaben")
_OPEN = ("create_task", "remind", "search_tasks", "update_task")  # what they say may go on behind an "and"
_FRESH = re.compile(
    r"^(?:also\s+|please\s+)?(?:remind\s+(?:me|us)\b|add\s|create\s|new\s+task|done\s+#?\d|snooze\b|undo\b|list\b|show\s+(?:me\s+)?(?:my|the|all)\b|"
    r"(?:mark|delete|reopen|show|finish|complete|cancel|assign|move)\s+(?:task\s+|reminder\s+)?#?\d|"
    r"(?:bitte\s+)?erinnere?\s+(?:mich|uns)\b|(?:füge|trage?|notiere?)\s.{1,80}\s(?:hinzu|ein)\b|neue\s+aufgabe\b|"
    r"(?:erledigt|fertig)\s+#?\d|schlummern?\b|rückgängig\b|zeige?\s+(?:mir\s+)?(?:meine|alle|die)\b|"
    r"(?:markiere|lösche?|öffne|zeige?|verschiebe?|pausiere|überspringe|hake)\s+(?:aufgabe\s+|erinnerung\s+)?#?\d)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:please\s+)?(?:add|create|new|make|füge?)?\s*"
    r"(?:(?:my|these|\d{1,2}|two|three|four|five|zwei|drei|vier|fünf)\s+)?(?:new\s+|neue\s+)?"
    r"(?:tasks|todos|to-dos|things|aufgaben)\s*:\s*(?P<rest>[^\n]{1,80}?,[^\n]{1,400})$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*,\s*(?:and\s+|und\s+)?|\s+(?:and|und)\s+", re.IGNORECASE)
_TIMES_AND = re.compile(r"\s+(?:and|&|und)\s+", re.IGNORECASE)
_WISH_BEHIND = re.compile(r"\b(?:to|about|that|an|daran)\s", re.IGNORECASE)
_REMINDS = re.compile(r"(?:please\s+|bitte\s+)?(?:remind|erinnere?)\s+(?:me|us|mich|uns)\b", re.IGNORECASE)
_ONE = r"(?:<@[!&]?[\w.-]{1,80}(?:\|[^<>\n]{0,80})?>|@[^\W_][\w.-]{0,79}|(?:me|us|mich|uns)\b)"
_WHOM = re.compile(
    rf"\b(?:remind|erinnere?)\s+(?P<all>{_ONE}(?:(?:\s*,\s*(?:(?:and|und)\s+)?|\s+(?:and|&|und)\s+){_ONE})+)(?=\s)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\S+\s+\S+\s+")
_PREPOSITION = re.compile(r"\b(?:at|on|in|um|am)\s+(?=\S+(?:\s+\S+)?$)", re.IGNORECASE)
_NUMBER = r"(?:(?:task|todo|reminder)s?\s+)?#?\d{1,9}"
_NUMBERS = re.compile(
    rf"(?<![\w#/:.,+-]){_NUMBER}(?:(?:\s*[,;&+]\s*(?:(?:and|und)\s+)?|\s+(?:and|und)\s+|\s+(?=#?\d+\b)){_NUMBER})+(?![\w/:.%-]\w)",
    re.IGNORECASE,
)
_EACH = ("complete_task", "reopen_task", "delete_task", "cancel_reminder", "claim_task", "free_task", "assign_task",
    "move_reminder", "update_task", "skip_next", "pause_reminder", "resume_reminder")  # fmt: skip
_SPACED = ("complete_task", "reopen_task", "delete_task", "cancel_reminder")  # "done 5 6"; "move 5 6" may be a time
Reads = Callable[[str], Understanding]


@dataclass(frozen=True, slots=True)
class Several:
    """The wishes as sentences of their own. `listed`: they are a list, and whoever sent it is asked once first."""

    wishes: tuple[str, ...]
    listed: bool = False


def parted(text: str, reads: Reads) -> Several | None:
    """The wishes of a message that holds two or more; None when it is one."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if len(lines) > 1:
        return _listed(lines) or _by_line(lines, reads)
    if not lines or len(text) > 1000:
        return None
    named = _named(lines[0])
    if named is not None:
        return named
    ways = (_whom, _joined, _numbered, _twice, _timed)
    joined = next((found for way in ways if (found := way(lines[0], reads))), ())
    return Several(joined) if joined else None


def _named(line: str) -> Several | None:
    """ "add 3 tasks: milk, eggs, bread"."""
    found = _COUNTED.match(line)
    return None if found is None else _of([f"add {one}" for one in _PARTS.split(found["rest"].strip(" .!")) if one])


def _twice(line: str, reads: Reads) -> tuple[str, ...]:
    """ "remind me tomorrow and friday to call" and "remind me to call at 5 and 6" are two reminders of one thing."""
    if len(line) > 300 or _REMINDS.match(line) is None:
        return ()
    for joint in islice(_TIMES_AND.finditer(line), 3):
        left, right = line[: joint.start()], line[joint.end() :]
        behind = _WISH_BEHIND.search(right)
        first = left if behind is None else f"{left} {right[behind.start() :]}"
        one = reads(first)
        if one.intent != "remind" or one.slots.when is None or not one.slots.title:
            continue
        head = "".join(_HEAD.findall(left)) if behind is not None else f"remind me to {one.slots.title} "
        said = _PREPOSITION.search(left)
        for lead in ("", said.group() if said is not None else ""):
            if _same_wish(one, reads(f"{head}{lead}{right}")):
                return first, f"{head}{lead}{right}"
    return ()


def _whom(line: str, reads: Reads) -> tuple[str, ...]:
    """ "remind @ann and @bob to vote" is said to each of them."""
    found = _WHOM.search(line) if not _QUOTED.search(line) else None
    if found is None:
        return ()
    people = list(dict.fromkeys(re.findall(_ONE, found["all"], re.IGNORECASE)))
    each = [line[: found.start("all")] + one + line[found.end("all") :] for one in people[: MOST + 1]]
    read = [reads(one) for one in each[:MOST]]
    told = all(one.intent == "remind" and _sure(one) and one.slots.title == read[0].slots.title for one in read)
    return tuple(each) if told and 1 < len(each) <= MOST else ()


def _timed(line: str, reads: Reads) -> tuple[str, ...]:
    """ "remind me to call Ann at 5 and to feed the cat at 6": two things, each with its time behind it."""
    head = _TRIGGER.match(line) if len(line) <= 300 else None
    if head is None or _QUOTED.search(line):
        return ()
    for joint in islice(_AND.finditer(line), 3):
        left, right = line[: joint.start()], f"{head['say']} {line[joint.end() :]}"
        one = reads(left)
        first = one.slots.when or one.slots.due
        if first is None or not _sure(one) or not one.slots.title or first.span[1] != len(left):
            continue
        other = reads(right)
        then = other.slots.when or other.slots.due
        if other.intent != one.intent or not _sure(other) or not other.slots.title or then is None:
            continue
        # "pick up Ann at 5 and Bo at 6" leaves out what is to be done with Bo
        if re.match(r"(?:to|an)\s", line[joint.end() :]) or reads(other.slots.title).intent == "create_task":
            return left, right
    return ()


def _same_wish(one: Understanding, other: Understanding) -> bool:
    """Two reminders of one title at two times."""
    if other.intent != "remind" or not (_sure(one) and _sure(other)) or one.slots.ref or other.slots.ref:
        return False
    first, then = one.slots.when, other.slots.when
    if first is None or then is None or first.rrule or then.rrule or first.start == then.start:
        return False
    return one.slots.title == other.slots.title


def _numbered(line: str, reads: Reads) -> tuple[str, ...]:
    """ "done 5, 6 and 7" is said of each of them."""
    found = _NUMBERS.search(line)
    if found is None:
        return ()
    numbers = list(dict.fromkeys(re.findall(r"\d+", found.group())))
    each = [f"{line[: found.start()]}{_noun(found.group())}{number}{line[found.end() :]}" for number in numbers]
    if not 1 < len(each) <= MOST:
        return ()
    first = reads(each[0])
    ref, loose = first.slots.ref, re.search(r"\d\s+#?\d", found.group()) is not None
    if not _sure(first) or first.intent not in (_SPACED if loose else _EACH) or ref is None:
        return ()
    return tuple(each) if ref.kind == "number" and str(ref.number) == numbers[0] else ()


def _noun(said: str) -> str:
    """ "reminders 5 and 6" are reminder 5 and reminder 6."""
    word = re.match(r"[a-z]+", said, re.IGNORECASE)
    return f"{word.group().rstrip('sS')} " if word is not None else ""


def _listed(lines: Sequence[str]) -> Several | None:
    """Bullets or numbers, perhaps behind a head that says what they are."""
    items = [item(line) for line in lines]
    head, rest = ("", items) if items[0] else (lines[0].strip(), items[1:])
    plain = head.rstrip(" :")
    if head and (found := _ADD.match(head) or _ADD_DE.match(head)) is not None:
        if not all(rest) and (any(rest) or not (found["colon"] or plain.lower() in _HEADS)):
            return None
        said = [item or line.strip() for item, line in zip(rest, lines[1:], strict=True)]
        return _of([f"add {one}{found['place'] or ''}" for one in said])
    if not all(rest) or (not head and len(rest) < 2):
        return None
    if head and _REMIND.match(head):
        return _of([f"{plain} {one}" for one in rest])
    return None if head else _of([f"add {one}" for one in rest])


def _of(wishes: Sequence[str]) -> Several | None:
    return Several(tuple(wishes), listed=True) if 2 <= len(wishes) <= MOST else None


def item(line: str) -> str:
    """What a bullet or a number stands before; nothing where the line is no item."""
    found = _BOX.match(line) or _ITEM.match(line)
    return found["said"].strip() if found else ""


def _by_line(lines: Sequence[str], reads: Reads) -> Several | None:
    """Each line is a command by itself, with its own verb."""
    if len(lines) > MOST or not all(_FRESH.match(line.strip()) for line in lines):
        return None
    return Several(tuple(line.strip() for line in lines)) if all(_sure(reads(line)) for line in lines) else None


def _joined(line: str, reads: Reads) -> tuple[str, ...]:
    """The pieces between joints, where each is a command for certain; nothing inside quotes is a joint."""
    hidden = [found.span() for found in _QUOTED.finditer(line)]
    joints = [
        joint
        for joint in _JOINT.finditer(line)
        if _FRESH.match(line[joint.end() :]) and not any(first < joint.start() < last for first, last in hidden)
    ]
    if not 0 < len(joints) < MOST:
        return ()
    ends = [*(joint.start() for joint in joints[1:]), len(line)]
    start, end = 0, joints[0].start()  # of the piece before the joint
    pieces: list[str] = []
    for joint, stop in zip(joints, ends, strict=True):
        first, then = reads(line[start:end].strip()), reads(line[joint.end() : stop].strip())
        if (_sure(first) or _plain(first, then)) and _sure(then) and _apart(first, then):
            pieces.append(line[start:end].strip())
            start = joint.end()
        end = stop
    return (*pieces, line[start:end].strip()) if pieces else ()


def _sure(reading: Understanding) -> bool:
    return reading.intent is not None and reading.rule not in ("", "bare", "classifier") and reading.problem is None


def _plain(first: Understanding, then: Understanding) -> bool:
    """A task without a command's word, before a reminder that has one: "call Ann tomorrow and remind me to ..."."""
    wished = first.intent == "create_task" and first.problem is None and bool(first.slots.title)
    return wished and then.intent == "remind" and then.slots.title is not None


def _apart(first: Understanding, then: Understanding) -> bool:
    """Behind "remind me to call Ann and ..." only what surely begins anew is no part of the title."""
    if first.intent not in _OPEN:
        return True
    if not (first.slots.title or first.slots.ref):
        return False
    return then.intent in ("remind", "create_task", "snooze", "undo", "list_tasks") or (
        then.slots.ref is not None and then.slots.ref.kind == "number"
    )
