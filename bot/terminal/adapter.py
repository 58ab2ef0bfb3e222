"""The way in: a typed line becomes what `POST /chat` takes; the label of a button that is shown counts as a click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.ports import Notifier, Running

BY_ITSELF = frozenset({"reminder", "notice"})  # what comes while a form is being filled in does not close it
SAVE, CANCEL = frozenset({"", "save"}), frozenset({"cancel", "/cancel"})


class RunningTerminal(Running):
    """`todobot chat` comes in through the HTTP interface of the core; each conversation is its person's own."""

    def __init__(self, notifier: Notifier) -> None:
        self.notifier = notifier

    def health(self) -> tuple[bool, str]:
        """As well as the server that answers this."""
        return True, "The terminal door is open."


class Typing:
    """What the lines of one person mean, given what was shown last: a text, a click, or a field of an open form."""

    def __init__(self) -> None:
        self._buttons: dict[str, str] = {}
        self._form: dict[str, Any] | None = None
        self._values: dict[str, str] = {}
        self._sent: dict[str, Any] | None = None

    def shown(self, message: dict[str, Any]) -> None:
        """This is on the screen now: its buttons can be typed, its form can be filled in.

        A form that was refused stays open with what was typed, so that one field can be put right.
        """
        self._buttons = {button["label"].casefold(): button["action"] for button in _buttons(message)}
        if message["kind"] in BY_ITSELF:
            return
        if message["kind"] == "refusal" and self._sent is not None:
            self._form = self._sent
        else:
            self._form = message.get("form")
            self._values = {field["name"]: field["value"] for field in self._form["fields"]} if self._form else {}
        self._sent = None

    def body(self, line: str) -> dict[str, Any] | str:
        """What to send for a line, or what to print when nothing is to be sent yet."""
        plain = line.strip().casefold()
        if self._form is not None:
            return self._field(line.strip(), plain)
        action = self._buttons.get(plain)
        return {"action": action} if action is not None else {"text": line}

    def _field(self, line: str, plain: str) -> dict[str, Any] | str:
        form = self._form or {}
        if plain in CANCEL:
            self._form = None
            return "Nothing was changed."
        if plain in SAVE:
            self._form, self._sent = None, form
            return {"action": form["action"], "form": self._values}
        name, colon, value = line.partition(":")
        found = [field for field in form["fields"] if field["label"].casefold() == name.strip().casefold()]
        if not colon or not found:
            labels = ", ".join(field["label"] for field in form["fields"])
            example = "for example “Title: buy oat milk”"
            return f"Type a field and its value, {example}. There is: {labels}. Enter saves, cancel leaves it."
        self._values[found[0]["name"]] = value.strip()
        return f"{found[0]['label']}: {value.strip()} (Enter saves, cancel leaves it)"


def _buttons(message: dict[str, Any]) -> Iterator[dict[str, str]]:
    cards = message.get("cards", ())
    if len(cards) == 1:
        yield from cards[0]["buttons"]
    yield from message.get("buttons", ())
