"""A neutral reply as fakechat messages: escaped, in its widgets, cut to its limits, pinging nobody by accident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.messages import Button, Card, Day, Form, Instant, Mention, Part, Reply

# The platform's published limits; its server refuses what breaks them.
TEXT, CARDS, CARD_TEXT, ROWS, ROW_BUTTONS, LABEL = 4_000, 50, 1_000, 10, 5, 80

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_EVERYONE = re.compile(r"@(?=(?:everyone|here)\b)")
# What must not be torn apart by a cut: an escape, a time, a mention.
_ATOM = re.compile(r"&(?:#?\w+);|<[^<>]*>")


def render(reply: Reply) -> list[dict[str, Any]]:
    """The messages that say the reply, in order; all but the last hold text alone, unless there are over 50 cards."""
    text = "".join(_part(part, reply.mentions) for part in reply.parts)
    # A ping works in the text alone, so whoever is meant and not named there is named in front.
    named = {part.account for part in reply.parts if isinstance(part, Mention)}
    text = "".join(f"<@{account}> " for account in _people(reply) if account not in named) + text
    cards = [_card(card) for card in reply.cards]
    *before, last = split(text, TEXT)
    messages = [_message(chunk, reply) for chunk in before if chunk.strip()]
    while len(cards) > CARDS:
        messages.append(_message(last, reply, cards[:CARDS]))
        last, cards = "", cards[CARDS:]
    final = _message(last, reply, cards, rows(reply.buttons))
    if reply.form is not None:
        final["form"] = _form(reply.form)
    return [*messages, final]


def _message(
    text: str, reply: Reply, cards: Sequence[dict[str, Any]] = (), buttons: Sequence[Any] = ()
) -> dict[str, Any]:
    return {
        "text": text,
        "cards": list(cards),
        "rows": list(buttons),
        "allowed_mentions": {"accounts": _people(reply), "everyone": False},
    }


def _people(reply: Reply) -> list[str]:
    """There are no groups of people here."""
    return [account for account in reply.mentions if not account.startswith("&")]


def escape(text: str) -> str:
    """People's words as text alone: no markup, no mass mention, nothing that the platform refuses."""
    return _EVERYONE.sub("&#64;", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).translate(_MARKUP))


def _part(part: Part, mentions: tuple[str, ...] = ()) -> str:
    if isinstance(part, Instant):
        return f"<t:{int(part.at.timestamp())}>"
    if isinstance(part, Day):
        return f"{part.on:%a} {part.on.day} {part.on:%b %Y}"
    if isinstance(part, Mention):
        return f"<@{part.account}>" if part.account in mentions else escape(f"@{part.name}")
    return escape(part)


def _card(card: Card) -> dict[str, Any]:
    number = "" if card.number is None else f"#{card.number} "
    prefix = f"{card.workspace}{number}" if card.workspace else number
    facts = [escape(card.status), "" if card.priority == 4 else f"p{card.priority}"]
    facts += ["" if card.due is None else f"due {_part(card.due)}", escape(card.detail)]
    facts += [escape(f"#{tag}") for tag in card.tags] + [escape(f"@{name}") for name in card.assignees]
    lines = [escape(f"{prefix}{card.title}"), " · ".join(fact for fact in facts if fact), escape(card.description)]
    text = split("\n".join(line for line in lines if line), CARD_TEXT - 1)
    return {
        "id": str(card.id),
        "text": text[0] + ("…" if len(text) > 1 else ""),
        "rows": rows(card.buttons),
    }


def rows(buttons: Sequence[Button]) -> list[list[dict[str, str]]]:
    """Buttons in rows of five; those beyond the tenth row are left out."""
    shown = [{"label": _label(button.label), "action": button.action, "style": button.style} for button in buttons]
    return [shown[start : start + ROW_BUTTONS] for start in range(0, len(shown), ROW_BUTTONS)][:ROWS]


def _label(text: str) -> str:
    clean = _CONTROL.sub(" ", text).strip() or "…"
    return clean if len(clean) <= LABEL else clean[: LABEL - 1] + "…"


def _form(form: Form) -> dict[str, Any]:
    fields = [
        {"name": field.name, "label": _label(field.label), "value": field.value, "kind": field.kind}
        | {"choices": list(field.choices), "required": field.required}
        for field in form.fields
    ]
    return {"title": form.title, "action": form.action, "fields": fields}


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` characters, cut at a line's or word's end and never inside markup.

    At least one piece, perhaps empty. The blank at which a cut is made is dropped; nothing else is.
    """
    pieces = []
    while len(text) > limit:
        end = max(text.rfind("\n", limit // 2, limit + 1), text.rfind(" ", limit // 2, limit + 1))
        blank = 1
        if end < 0:
            end, blank = _whole(text, limit), 0
        pieces.append(text[:end])
        text = text[end + blank :]
    return [*pieces, text]


def _whole(text: str, limit: int) -> int:
    for atom in _ATOM.finditer(text, max(0, limit - 64), limit + 64):
        if atom.start() < limit < atom.end() and atom.start() > 0:
            return atom.start()
    return limit
