"""The shared vocabulary of chat: where a message is, what came in, what goes out; every platform speaks it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message can be posted, in the platform's own ids.

    `workspace` is the tenant's id on the platform; where direct messages belong to none, "@" and the account stand for
    the person's own space. A direct message has `person` (an account id) set; `channel` may then be the platform's id
    of that conversation, or empty when it is not open yet.
    """

    platform: str
    workspace: str
    channel: str = ""
    thread: str = ""
    person: str = ""

    @property
    def direct(self) -> bool:
        """Whether only one person reads here."""
        return bool(self.person)

    @property
    def personal(self) -> bool:
        """Whether this is a person's own space on a platform where direct messages belong to no workspace."""
        return self.workspace.startswith("@")

    @property
    def origin(self) -> Address:
        """Whose workspace it is: the page shows that of another platform too, as "slack/T1". Elsewhere it is itself."""
        if self.platform != "web" or "/" not in self.workspace:
            return self
        platform, _, workspace = self.workspace.partition("/")
        return Address(platform, workspace, person=self.person)

    @property
    def key(self) -> str:
        """One string for one place: the ordering key of what is posted there."""
        return "/".join((self.platform, self.workspace, self.channel, self.thread, self.person))


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the platform knows them; `zone` is an IANA name when the platform's profile has one."""

    account: str
    name: str = ""
    zone: str | None = None
    locale: str | None = None
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The message that was replied to, or on which a menu entry was used."""

    message_id: str
    text: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the fields of a command, where the platform put the text together: only `words` are
    theirs and tell the language, and `when` has to be a time."""

    words: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One wish as it arrived. `key` is unique per platform event: the same key is answered with the same reply.

    Exactly one of `text`, `action` (a button's), or `form` (a submitted form's fields, with `action` naming it) counts.
    """

    address: Address
    author: Author
    key: str
    text: str = ""
    slash: str | None = None
    action: str | None = None
    form: dict[str, str] | None = None
    private: bool = True
    reference: Reference | None = None
    channels: tuple[str, ...] = ()  # channel references in the text, in the platform's ids
    people: tuple[str, ...] = ()  # accounts that the text mentions, for whom the platform vouches
    message_id: str = ""  # the platform's own, of the message that says this
    zone_hint: str | None = None  # a browser's or terminal's zone: used while the person has set none
    typed: Typed | None = None  # None: all of the text is the person's own

    @property
    def own_words(self) -> str:
        """What of the text the person said."""
        return self.text if self.typed is None else self.typed.words


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, to be shown in the reader's own widget or in `zone` with its name; `seconds` when they matter."""

    at: datetime
    zone: str
    seconds: bool = False
    kind: Literal["instant"] = "instant"
    language: str = ""  # in which it is spelt where it becomes text; English when empty


@dataclass(frozen=True, slots=True)
class Day:
    """A date without a time: always text, never an instant."""

    on: date
    kind: Literal["day"] = "day"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is addressed; the only thing in a reply that may ping."""

    account: str
    name: str
    kind: Literal["mention"] = "mention"


Part = str | Instant | Day | Mention
T = TypeVar("T", bound=Part | None)


@dataclass(frozen=True, slots=True)
class Button:
    """A click that becomes `action`: versioned ASCII of at most 100 bytes that needs nothing but the database."""

    label: str
    action: str
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """A task or reminder to show; `id` makes it findable again when the thing changes."""

    kind: Literal["task", "reminder"]
    id: UUID
    number: int | str | None
    title: str
    status: str
    due: Instant | Day | None = None
    priority: int = 4
    tags: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    description: str = ""
    detail: str = ""  # a recurrence in words, "snoozed", "paused"
    workspace: str | None = None  # named when the card is of another workspace: Acme#12
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form.

    `people` holds mentions or names with blanks or commas between. `suggest` is completed while it is typed, with what
    `Assistant.suggest` knows of `source`.
    """

    name: str
    label: str
    value: str = ""
    kind: Literal["text", "multiline", "date", "time", "choice", "people", "suggest"] = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields to fill in; a submit comes back as Incoming with this `action` and the fields' values."""

    title: str
    action: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says, without any platform's widgets."""

    parts: tuple[Part, ...] = ()
    cards: tuple[Card, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    private: bool = True
    code: str = ""  # the sentence's name in core/replies, or a UserError's code
    kind: Literal["answer", "question", "refusal", "reminder", "notice"] = "answer"
    mentions: tuple[str, ...] = ()  # accounts that may be pinged by this message; with & before it, a group
    language: str = ""  # in which it is said; English when empty

    def __bool__(self) -> bool:
        return bool(self.parts or self.cards or self.form)

    def with_buttons(self, *buttons: Button) -> Reply:
        """The same reply with these buttons after its own."""
        return replace(self, buttons=self.buttons + buttons)


def in_language(reply: Reply, language: str) -> Reply:
    """The reply, which is said in this language, with its times to be spelt in it."""
    if language in ("", "en"):
        return reply
    parts = tuple(_spelt(part, language) for part in reply.parts)
    cards = tuple(replace(card, due=_spelt(card.due, language)) if card.due else card for card in reply.cards)
    return replace(reply, parts=parts, cards=cards, language=language)


def _spelt(part: T, language: str) -> T:
    return replace(part, language=language) if isinstance(part, Instant | Day) else part


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: `data` for REST, `reply` for chat, `correlation` names it for undo.

    `repeated`: the message was handled before, and this is what was answered then.
    """

    reply: Reply
    data: dict[str, Any] | list[Any] | None = None
    correlation: UUID | None = None
    status: int = 200
    repeated: bool = field(default=False, compare=False)


REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
