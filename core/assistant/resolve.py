"""Finds the thing a sentence points at: "#12", "this", a title; two near matches are asked about, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz, utils

from core.commands._base import Context, Target, Wants
from core.commands._cards import seer
from core.db import cards, history, reminders, search, tasks
from core.db.search import SMALL
from core.domain import Reminder, Task
from core.domain.task import DONE, OPEN
from core.errors import NotFoundError, UserError
from core.nlu.reading import Ref

# Fuzzy scores of 100: worth considering, clearly better than the next, and enough to take something away.
POSSIBLE, APART, SURE = 68.0, 8.0, 85.0
CHOICES = 5
_LINKS = frozenset({"and", "or", "of", "for", "with", "und", "oder"})
LIKE, SLIP = 80.0, 5  # a word of at least five letters may be misspelt, to such a score


@dataclass(frozen=True, slots=True)
class Several:
    """More than one thing could be meant."""

    targets: tuple[Target, ...]
    words: str


async def resolve(
    ref: Ref, wants: Wants, context: Context, *, status: str | None, shown: tuple[UUID, ...], sure: bool = False
) -> Target | Several:
    """The thing meant; `status` prefers open or done. What has to be `sure` is asked about when its title is only near.

    UserError says what to type when there is none.
    """
    noun = ref.noun if ref.noun == "reminder" and wants != "task" else None
    wants = noun or wants
    if ref.kind == "all":
        raise UserError("one_at_a_time")  # what can be done to many at once does not come here
    if ref.kind == "number" and ref.number is not None:
        return await _by_number(ref.number, wants, context)
    if ref.kind == "title" and ref.title:
        return await _by_title(ref.title, wants, context, status, sure=sure)
    return await _by_context(wants, context, shown)


async def _by_number(number: int, wants: Wants, context: Context) -> Target | Several:
    eyes = seer(context)
    if number > 2**31 - 1:
        raise NotFoundError("no_number", number=number)
    reminder = await reminders.by_number(context.tx, number, eyes)
    if wants != "reminder":
        task = await tasks.by_number(context.tx, number, eyes)
        if task is not None:
            return Target(task=task)
        if reminder is not None and (wants == "either" or reminder.task_id is not None):
            return Target(reminder=reminder)
        raise NotFoundError("no_number", number=number)
    if reminder is not None:
        return Target(reminder=reminder)
    task = await tasks.by_number(context.tx, number, eyes)
    if task is None:
        raise NotFoundError("no_number", number=number)
    return await _of_task(task, context)


async def _of_task(task: Task, context: Context) -> Target | Several:
    """ "Reminder 5" where 5 is a task: its reminder that is ahead; asked about when there are several."""
    found = [one for one in await reminders.of_task(context.tx, task.id, seer(context)) if one.status == "active"]
    ahead = await reminders.occurrences(context.tx, [one.id for one in found], ("scheduled", "due", "held"), lock=False)
    ringing = {one.reminder_id for one in ahead}
    left = [Target(reminder=one) for one in found if one.id in ringing]
    if not left:
        raise NotFoundError("task_no_reminder", number=task.number, title=task.title)
    return left[0] if len(left) == 1 else Several(tuple(left[:CHOICES]), task.title)


async def _by_title(words: str, wants: Wants, context: Context, status: str | None, *, sure: bool) -> Target | Several:
    eyes = seer(context)
    named: list[tuple[str, UUID | Reminder]] = []
    if wants != "reminder":
        named = [(one.title, one.id) for one in await search.near(context.tx, eyes, words, status)]
    if wants != "task":
        upcoming = await reminders.page(context.tx, eyes, limit=200)
        known = {found for _, found in named}
        alone = [one.reminder for one in upcoming if one.reminder.task_id not in known]  # a task's is the task
        named += [(reminder.text, reminder) for reminder in alone]
    chosen = near(words, [title for title, _ in named])
    if chosen:
        targets = await _targets([named[index][1] for index in chosen[:CHOICES]], context)
        doubtful = sure and _score(*map(utils.default_process, (words, named[chosen[0]][0]))) < SURE
        return targets[0] if len(chosen) == 1 and not doubtful else Several(tuple(targets), words)
    if status is not None and wants == "task":
        return await _in_other_state(words, context, status)
    raise NotFoundError("no_title", words=words[:80])


async def _targets(found: list[UUID | Reminder], context: Context) -> list[Target]:
    """What was chosen, the tasks loaded."""
    ids = [one for one in found if isinstance(one, UUID)]
    loaded = await tasks.by_ids(context.tx, ids, seer(context)) if ids else {}
    return [Target(task=loaded[one]) if isinstance(one, UUID) else Target(reminder=one) for one in found]


async def _in_other_state(words: str, context: Context, status: str) -> Target | Several:
    """Nothing open is called so; perhaps it is done already, which the command will say."""
    found = await search.near(context.tx, seer(context), words, DONE if status == OPEN else OPEN)
    chosen = near(words, [one.title for one in found])
    if not chosen:
        raise NotFoundError("no_title", words=words[:80])
    return (await _targets([found[chosen[0]].id], context))[0]  # the newest of them


def near(words: str, titles: list[str]) -> list[int]:
    """Which titles the words mean: one when it is clear, several to ask about, none when nothing is near."""
    plain = utils.default_process(words)
    ready = [utils.default_process(title) for title in titles]
    if not plain:
        return []
    exact = [index for index, title in enumerate(ready) if title == plain]
    if exact:
        return exact
    scored = sorted(((_score(plain, title), index) for index, title in enumerate(ready) if title), reverse=True)
    best = scored[0][0] if scored else 0.0
    if best < POSSIBLE:
        return []
    return [index for score, index in scored if score >= max(POSSIBLE, best - APART)]


def _score(words: str, title: str) -> float:
    whole = fuzz.ratio(words, title)
    shared = fuzz.token_set_ratio(_telling(words), _telling(title))
    # "report" is near "write the report" but a stray letter is near everything: short words count less.
    weight = 1.0 if len(words) >= 4 else 0.85
    return max(whole, shared * weight, _slipped(words, title))


def _telling(words: str) -> str:
    """Without the words that every other title has as well; "and" in common is nothing in common."""
    return " ".join(word for word in words.split() if word not in SMALL | _LINKS) or words


def _slipped(words: str, title: str) -> float:
    """As if each word were spelt as its like in the title, where every one of them (but "the") has its like there."""
    scores = [_like(word, title.split()) for word in words.split() if word not in SMALL]
    return min(scores) * 0.95 if scores and min(scores) >= LIKE else 0.0


def _like(word: str, others: list[str]) -> float:
    return max(fuzz.ratio(word, other) for other in others) if len(word) >= SLIP else 100.0 * (word in others)


async def _by_context(wants: Wants, context: Context, shown: tuple[UUID, ...]) -> Target:
    asked = context.reference
    if asked is not None:
        found = await _by_message(asked.message_id, wants, context)
        if found is not None:
            return found
        if not context.address.thread:
            return Target()  # the message itself, about which nothing is known here
    subjects = await history.last_subjects(context.tx, context.address_id, context.who.id, context.now)
    ids = [*(shown if len(shown) == 1 else ()), *(subject for _, subject in subjects)]
    for subject in dict.fromkeys(ids):
        target = await _either(subject, wants, context)
        if target is not None:
            return target
    if asked is not None:
        return Target()
    raise UserError("this_what")


async def _by_message(message_id: str, wants: Wants, context: Context) -> Target | None:
    place = context.address
    subjects = await cards.subjects_of(
        context.tx, message_id, platform=place.platform, channel=place.channel, account=place.person
    )
    for subject in subjects:
        target = await _either(subject, wants, context)
        if target is not None:
            return target
    return None


async def _either(subject: UUID, wants: Wants, context: Context) -> Target | None:
    eyes = seer(context)
    task = await tasks.by_id(context.tx, subject, eyes) if wants != "reminder" else None
    if task is not None:
        return Target(task=task)
    reminder: Reminder | None = await reminders.by_id(context.tx, subject, eyes)
    if reminder is None or (reminder.status == "cancelled"):
        return None
    if wants == "task":
        task = await tasks.by_id(context.tx, reminder.task_id, eyes) if reminder.task_id else None
        return Target(task=task, reminder=reminder) if task else None
    return Target(reminder=reminder)
