"""What the fake platform takes and what a reader then sees: its published limits, its markup, who is pinged."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from fakechat.world import Refused

TEXT = 4_000
CARDS = 50
CARD_TEXT = 1_000
ROWS = 10
ROW_BUTTONS = 5
LABEL = 80
ACTION = 100
NONCE = 25
FIELDS = 10

_TIME = re.compile(r"<t:(-?\d+)>")
_PERSON = re.compile(r"<@([\w.-]+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_ENTITY = {"&lt;": "<", "&gt;": ">", "&#64;": "@", "&amp;": "&"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def check(body: dict[str, Any]) -> None:
    """Raise Refused(400) with the name of the first limit that a post breaks."""
    text, cards, rows = body.get("text", ""), body.get("cards", []), body.get("rows", [])
    if not (isinstance(text, str) and isinstance(cards, list) and isinstance(rows, list)):
        raise Refused(400, "invalid_form")
    if not (text.strip() or cards or body.get("form")):
        raise Refused(400, "no_text")
    _check_text(text, TEXT, "text_too_long")
    if len(cards) > CARDS:
        raise Refused(400, "too_many_cards")
    _check_rows(rows)
    for card in cards:
        _check_text(str(card.get("text", "")), CARD_TEXT, "card_too_long")
        _check_rows(card.get("rows", []))
    _check_nonce(body.get("nonce", ""))
    _check_form(body.get("form"))


def _check_text(text: str, limit: int, code: str) -> None:
    if len(text) > limit:
        raise Refused(400, code)
    if _CONTROL.search(text):
        raise Refused(400, "control_character")


def _check_rows(rows: list[Any]) -> None:
    if len(rows) > ROWS:
        raise Refused(400, "too_many_rows")
    for row in rows:
        if not 1 <= len(row) <= ROW_BUTTONS:
            raise Refused(400, "too_many_buttons")
        for button in row:
            if not 1 <= len(button.get("label", "")) <= LABEL:
                raise Refused(400, "bad_label")
            _check_action(button.get("action", ""))


def _check_action(action: Any) -> None:
    printable = isinstance(action, str) and action.isascii() and action.isprintable()
    if not (printable and 1 <= len(action) <= ACTION):
        raise Refused(400, "bad_action")


def _check_nonce(nonce: Any) -> None:
    if not (isinstance(nonce, str) and nonce.isascii() and len(nonce) <= NONCE):
        raise Refused(400, "bad_nonce")


def _check_form(form: dict[str, Any] | None) -> None:
    if form is None:
        return
    _check_action(form.get("action"))
    if not 1 <= len(form.get("fields", [])) <= FIELDS:
        raise Refused(400, "bad_form")


def shown(text: str) -> str:
    """The text as a reader sees it: times in UTC, markup gone, escapes resolved."""
    text = _TIME.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%d %H:%M:%S} UTC", text)
    text = _PERSON.sub(r"@\1", text)
    return re.sub("|".join(_ENTITY), lambda found: _ENTITY[found[0]], text)


def pings(body: dict[str, Any]) -> list[str]:
    """Who is pinged by a post: accounts, and "everyone". Without `allowed_mentions` all that the text names are.

    That default is as dangerous as on real platforms: a bot that does not say whom it means pings everybody.
    Only the text pings; cards and labels do not.
    """
    text, allowed = body.get("text", ""), body.get("allowed_mentions")
    accounts = set(_PERSON.findall(text))
    mass = bool(_EVERYONE.search(text))
    if allowed is not None:
        accounts &= set(allowed.get("accounts", []))
        mass = mass and bool(allowed.get("everyone", False))
    return sorted(accounts) + (["everyone"] if mass else [])
