"""Buttons and menus as rows of components: at most five, each thing with an id of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.discord.text import label
from bot.discord.words import word
from core.messages import Button

ROWS, ROW, OPTIONS, CHOICE = 5, 5, 25, 100
SNOOZES = 3  # so many times to choose from become a menu
MENU = "menu:"  # a menu's custom_id begins with it; the action is the value that was chosen
_ACTIONS, _BUTTON, _SELECT = 1, 2, 3
_STYLES = {"plain": 2, "primary": 1, "danger": 4}

Row = dict[str, Any]
Choice = tuple[str, str]  # what it says, the action


def rows(buttons: Iterable[Button], language: str = "", room: int = ROWS, first: int = 0) -> tuple[list[Row], int]:
    """Buttons in rows of five; the times of a snooze, and what is too many for the room, as menus.

    Also how many could not be shown. `first` numbers the menus of a message.
    """
    shown = list({button.action: button for button in buttons if _sound(button.action)}.values())
    snoozes = [button for button in shown if ":snooze:" in button.action]
    if len(snoozes) < SNOOZES:
        snoozes = []
    rest = [button for button in shown if button not in snoozes]
    times = _menus(word("snooze", language), [(button.label, button.action) for button in snoozes])
    made = [_row([_button(button) for button in rest[at : at + ROW]]) for at in range(0, len(rest), ROW)]
    if len(made) + len(times) > room:
        made = _menus(word("choose", language), [(button.label, button.action) for button in rest])
    return _fitting([*made, *times], room, first)


def menus(groups: Sequence[tuple[str, Sequence[Choice]]], room: int, first: int = 0) -> tuple[list[Row], int]:
    """One menu for each group that has a name and choices; and how many choices could not be shown."""
    made: list[Row] = []
    for placeholder, choices in groups:
        made += _menus(
            placeholder, list({action: (text, action) for text, action in choices if _sound(action)}.values())
        )
    return _fitting(made, room, first)


def _fitting(made: list[Row], room: int, first: int) -> tuple[list[Row], int]:
    kept, dropped = made[: max(0, room)], made[max(0, room) :]
    for number, row in enumerate(kept):
        for thing in row["components"]:
            if thing["type"] == _SELECT:
                thing["custom_id"] = f"{MENU}{first + number}"
    return kept, sum(len(thing.get("options", "x")) for row in dropped for thing in row["components"])


def _sound(action: str) -> bool:
    return 0 < len(action) <= CHOICE


def _row(things: list[Row]) -> Row:
    return {"type": _ACTIONS, "components": things}


def _button(button: Button) -> Row:
    return {"type": _BUTTON, "style": _STYLES[button.style], "label": label(button.label), "custom_id": button.action}


def _menus(placeholder: str, choices: Sequence[Choice]) -> list[Row]:
    made = []
    for start in range(0, len(choices), OPTIONS):
        options = [{"label": label(text, CHOICE), "value": action} for text, action in choices[start : start + OPTIONS]]
        menu = {"type": _SELECT, "custom_id": MENU, "placeholder": label(placeholder, CHOICE), "options": options}
        made.append(_row([menu]))
    return made
