"""Buttons, cards and texts as Block Kit, out of slack_sdk's models, which check what they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)

from bot.slack.text import SECTION, cut, escape, label, linked, moment, named, split
from core.messages import Button, Card, Instant

ROW, OPTIONS, OVERFLOW = 5, 100, 5
MANY = 10  # more buttons than that become a menu
SNOOZES = 3  # so many times to choose from become a menu
TITLE, FACTS, DESCRIPTION, BRIEF = 1_000, 1_500, 2_900, 300
WORDS = {"snooze": "Snooze", "choose": "Choose…", "more": "More", "due": "due"}
MARKS = {"reminder": "⏰", "open": "☐", "done": "☑", "deleted": "☒"}
USUAL = frozenset({"open", "active", "done"})


class Clickable:
    """Makes what can be clicked in one message or view: no two have the same action_id, the action is the `value`."""

    def __init__(self) -> None:
        self._numbers = count()

    def rows(self, buttons: Sequence[Button]) -> list[Block]:
        """Buttons in rows of five; the times of a snooze, and what is too many for rows, as menus."""
        things = self._things([button for button in buttons if button.action])
        return [ActionsBlock(elements=things[start : start + ROW]) for start in range(0, len(things), ROW)]

    def beside(self, buttons: Sequence[Button]) -> InteractiveElement | None:
        """The same as one thing that stands beside a text."""
        shown = [button for button in buttons if button.action]
        if len(shown) == 1:
            return self._button(replace(shown[0], style="plain"))  # a column of green ones would say nothing
        if 1 < len(shown) <= OVERFLOW:
            return OverflowMenuElement(action_id=self._id(), options=_options(shown))
        return self._menu(WORDS["more"], shown[:OPTIONS]) if shown else None

    def _things(self, buttons: list[Button]) -> list[InteractiveElement]:
        snoozes = [button for button in buttons if ":snooze:" in button.action]
        if len(snoozes) < SNOOZES:
            snoozes = []
        rest = [button for button in buttons if button not in snoozes]
        things: list[InteractiveElement] = []
        if len(rest) <= MANY:
            things += [self._button(button) for button in rest]
        else:
            for start in range(0, len(rest), OPTIONS):
                things.append(self._menu(WORDS["choose"], rest[start : start + OPTIONS]))
        for start in range(0, len(snoozes), OPTIONS):
            things.append(self._menu(WORDS["snooze"], snoozes[start : start + OPTIONS]))
        return things

    def _button(self, button: Button) -> ButtonElement:
        style = None if button.style == "plain" else button.style
        text = PlainTextObject(text=label(button.label), emoji=True)
        return ButtonElement(text=text, action_id=self._id(), value=button.action, style=style)

    def _menu(self, placeholder: str, buttons: Sequence[Button]) -> StaticSelectElement:
        return StaticSelectElement(placeholder=placeholder, action_id=self._id(), options=_options(buttons))

    def _id(self) -> str:
        return f"b{next(self._numbers)}"


def _options(buttons: Sequence[Button]) -> list[Option]:
    return [Option(text=PlainTextObject(text=label(one.label), emoji=True), value=one.action) for one in buttons]


def said(text: str, beside: InteractiveElement | None = None) -> SectionBlock:
    """A text of at most 3,000, taken as it is: links and pings are those that we wrote."""
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=beside)


def paragraphs(text: str) -> Iterator[Block]:
    """A text of any length."""
    for piece in split(text, SECTION):
        if piece.strip():
            yield said(piece)


def aside(text: str) -> ContextBlock:
    """A text in small grey letters."""
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])


def card_blocks(card: Card, clickable: Clickable) -> list[Block]:
    """A card with room: title, description, facts, a row of buttons."""
    description = cut(linked(card.description.strip()), DESCRIPTION)
    blocks: list[Block] = [said(headline(card))]
    if description:
        blocks.append(said(description))
    if known := facts(card):
        blocks.append(aside(known))
    return blocks + clickable.rows(card.buttons)


def card_line(card: Card, clickable: Clickable) -> list[Block]:
    """A card among many: one block, with its buttons beside it."""
    brief = " ".join(card.description.split())
    lines = [headline(card), facts(card), cut(linked(brief), BRIEF)]
    return [said(cut("\n".join(line for line in lines if line), SECTION), clickable.beside(card.buttons))]


def headline(card: Card) -> str:
    """Mark, number and title; bold unless the title has letters that would end it."""
    mark = MARKS["reminder"] if card.kind == "reminder" else MARKS.get(card.status, MARKS["open"])
    title = cut(linked(" ".join(card.title.split())), TITLE)
    text = f"{number(card)} {title}".strip() or "…"
    plain = not any(letter in text for letter in "*_~`<\n")
    return f"{mark} *{text}*" if plain else f"{mark} {text}"


def number(card: Card) -> str:
    """#12, or Acme#12 for a card of another workspace."""
    shown = "" if card.number is None else f"#{card.number}"
    return cut(escape(f"{card.workspace or ''}{shown}"), 200)


def facts(card: Card) -> str:
    """When, how urgent, what about, whose: what is known, in one line."""
    known = [] if card.status in USUAL else [escape(card.status)]
    if card.due is not None:
        when = moment(card.due) if isinstance(card.due, Instant) else named(card.due.on)
        known.append(f"{WORDS['due']} {when}" if card.kind == "task" else when)
    known += [f"p{card.priority}"] if card.priority != 4 else []
    known += [escape(f"#{tag}") for tag in card.tags] + [escape(f"@{name}") for name in card.assignees]
    known += [escape(card.detail)] if card.detail else []
    return cut(" · ".join(known), FACTS)
