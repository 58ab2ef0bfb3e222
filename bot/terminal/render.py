"""Messages as lines of a terminal: the sentence, a line per card, and the buttons that can be typed."""

from __future__ import annotations

from typing import Any

COLOURS = {"refusal": "33", "question": "36", "reminder": "1;35", "notice": "35"}
DIM, BOLD = "2", "1"
# A title may hold what moves the cursor or rings the bell; a terminal shall print it and not obey it.
OBEYED = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def lines(message: dict[str, Any], *, colour: bool) -> list[str]:
    """What `POST /chat` and the stream send, as lines without line ends."""
    text = str(message["text"])
    shown = [_painted(line, COLOURS.get(message["kind"], ""), colour) for line in text.split("\n")] if text else []
    cards = [card for card in message["cards"] if len(message["cards"]) > 1 or card["title"] not in text]
    shown += [_card(card, colour) for card in cards]
    shown += _form(message.get("form"))
    labels = [f"[{button['label']}]" for button in message["buttons"]]
    if labels:
        shown.append(_painted("  " + " ".join(labels), DIM, colour))
    return shown


def _card(card: dict[str, Any], colour: bool) -> str:
    box = "⏲" if card["kind"] == "reminder" else "☑" if card["status"] == "done" else "☐"
    number = f"{card['workspace'] or ''}#{card['number']}"
    more = [card["due_text"] and f"due {card['due_text']}" if card["kind"] == "task" else card["due_text"]]
    more.append(f"p{card['priority']}" if card["priority"] < 4 else "")
    more += [f"#{tag}" for tag in card["tags"]]
    more.append(card["detail"])
    tail = " · ".join(part for part in more if part)
    title = _painted(card["title"], BOLD, colour)
    return f"  {number:>4} {box} {title}" + (_painted(f"  · {tail}", DIM, colour) if tail else "")


def _form(form: dict[str, Any] | None) -> list[str]:
    if form is None:
        return []
    fields = [
        _painted(f"  {field['label']}: {(field['value'].splitlines() or [''])[0]}", "", False)
        for field in form["fields"]
    ]
    return [*fields, "  (type a field and its new value, as above; Enter saves, cancel leaves it)"]


def _painted(text: str, code: str, colour: bool) -> str:
    text = text.translate(OBEYED)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code and text else text
