"""What every command is: data with a handler, given a context that holds all it may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from core.db.uow import Transaction
from core.domain import Occurrence, Reminder, Task
from core.domain.reminder import MIN_INTERVAL
from core.errors import UserError
from core.messages import Address, Button, Card, Outcome, Part, Reference, Reply
from core.nlu.reading import Preferences, Slots, Understanding
from core.replies import Book

Wants = Literal["task", "reminder", "either"]


@dataclass(frozen=True, slots=True)
class Who:
    """The person who wishes, as this workspace knows them."""

    id: UUID
    account: str
    name: str
    zone: str | None
    zone_set: bool = False
    locale: str | None = None
    admin: bool = False
    preferences: Preferences = field(default_factory=Preferences)


@dataclass(frozen=True, slots=True)
class Context:
    """All that a handler may use: the open transaction, who asks, where, when, and the book of sentences."""

    tx: Transaction
    who: Who
    workspace: UUID
    address: Address
    address_id: UUID
    inbox: UUID  # the person's own list here
    now: datetime  # the database's, UTC
    zone: str  # the person's, or the best guess when `who.zone` is None
    book: Book
    private: bool = True
    reference: Reference | None = None
    message_id: str = ""  # of the message that asks
    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # accounts for whom the platform vouches
    visible: frozenset[str] = frozenset()  # channels that the person sees
    zone_before: str | None = None  # the person's until this very turn, when the platform's profile told another one
    home: str = ""  # where the API is found, when somebody has to know
    shortest: timedelta = MIN_INTERVAL  # between two firings of one rule

    @property
    def local(self) -> datetime:
        """Now, as the person's clock shows it."""
        return self.now.astimezone(ZoneInfo(self.zone))

    def say(self, sentence: str, /, **values: object) -> tuple[Part, ...]:
        """A sentence of the book with its blanks filled."""
        return self.book.parts(sentence, **values)

    def reply(
        self,
        sentence: str,
        /,
        *,
        cards: tuple[Card, ...] = (),
        buttons: tuple[Button, ...] = (),
        **values: object,
    ) -> Reply:
        """A reply that says one sentence, as private as the asking."""
        return Reply(self.say(sentence, **values), cards, buttons, private=self.private, code=sentence)


@dataclass(frozen=True, slots=True)
class Target:
    """The thing that a sentence points at, found; with nothing in it, the message that was replied to."""

    task: Task | None = None
    reminder: Reminder | None = None
    occurrence: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One wish as data: its fields round-trip through JSON, `handle` grants it or raises UserError.

    `wants` says what a reference in the sentence is looked up as; None = the command takes none.
    `from_intent` gets the reading and the target that was found for it; `from_action` the words of a button's action
    after the command's name. Both only read.
    """

    name: ClassVar[str]
    wants: ClassVar[Wants | None] = None
    undoable: ClassVar[bool] = True
    spoken: ClassVar[bool] = True  # False: only buttons and forms ask for it, no phrase does

    async def handle(self, context: Context) -> Outcome:
        """Do it."""
        raise NotImplementedError

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Command:
        """The command that this reading asks for."""
        raise NotImplementedError

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Command:
        """The command behind a button; UserError("action_stale") when there is none."""
        raise NotImplementedError

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> Command:
        """The command behind a submitted form whose action has these words."""
        raise UserError("action_stale")


def action(command: str, *args: object) -> str:
    """A button's action: versioned ASCII; ids are written as 32 hex digits."""
    words = [arg.hex if isinstance(arg, UUID) else str(arg) for arg in args]
    text = ":".join(["1", command, *words])
    if len(text) > 100 or not text.isascii():
        raise ValueError(f"an action is at most 100 ASCII characters: {text}")
    return text


__all__ = ["Command", "Context", "Outcome", "Slots", "Target", "Wants", "Who", "action"]
