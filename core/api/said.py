"""Replies as JSON: parts and cards for a page that renders them, and the same as plain text."""

from __future__ import annotations

from typing import Any

from core.db.transcript import Line
from core.messages import Card, Day, Form, Instant, Mention, Part, Reply
from core.replies.book import plain


def said(reply: Reply, conversation: str) -> dict[str, Any]:
    """One reply. `text` is its sentence, times in the person's zone with the zone's name."""
    return {
        "conversation": conversation,
        "author": "bot",
        "text": "".join(plain(part) for part in reply.parts),
        "parts": [_part(part) for part in reply.parts],
        "cards": cards(reply),
        "buttons": [_button(button.label, button.action, button.style) for button in reply.buttons],
        "form": None if reply.form is None else _form(reply.form),
        "kind": reply.kind,
        "code": reply.code,
    }


def line(one: Line, conversation: str) -> dict[str, Any]:
    """One stored line: what the bot said, or what the person typed."""
    shown = said(one.reply or Reply(), conversation)
    if one.author != "bot":
        shown |= {"author": one.author, "text": one.text, "parts": [one.text], "kind": "message"}
    return shown | {"id": one.ordinal, "at": one.at.isoformat()}


def cards(reply: Reply) -> list[dict[str, Any]]:
    """The cards of a reply."""
    return [_card(card) for card in reply.cards]


def _part(part: Part) -> Any:
    if isinstance(part, Instant):
        return {"kind": "instant", "at": part.at.isoformat(), "zone": part.zone, "text": plain(part)}
    if isinstance(part, Day):
        return {"kind": "day", "on": part.on.isoformat(), "text": plain(part)}
    if isinstance(part, Mention):
        return {"kind": "mention", "account": part.account, "name": part.name, "text": plain(part)}
    return part


def _card(card: Card) -> dict[str, Any]:
    due = card.due
    return {
        "kind": card.kind,
        "id": str(card.id),
        "number": card.number,
        "title": card.title,
        "status": card.status,
        "due": None if due is None else due.at.isoformat() if isinstance(due, Instant) else due.on.isoformat(),
        "due_text": "" if due is None else plain(due),
        "zone": due.zone if isinstance(due, Instant) else None,
        "priority": card.priority,
        "tags": card.tags,
        "assignees": card.assignees,
        "description": card.description,
        "detail": card.detail,
        "workspace": card.workspace,
        "buttons": [_button(button.label, button.action, button.style) for button in card.buttons],
    }


def _button(label: str, action: str, style: str) -> dict[str, str]:
    return {"label": label, "action": action, "style": style}


def _form(form: Form) -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "value": field.value,
            "kind": field.kind,
            "choices": field.choices,
            "required": field.required,
        }
        for field in form.fields
    ]
    return {"title": form.title, "action": form.action, "fields": fields}
