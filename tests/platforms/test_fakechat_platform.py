"""What the fake platform's door reads and what it says: two pure functions, and the signature."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from core.messages import Button, Card, Day, Field, Form, Instant, Mention, Reply
from fakechat import limits
from fakechat.hooks import FORGERIES, envelope
from fakechat_platform.adapter import genuine, read
from fakechat_platform.render import render, split


def event(**change: Any) -> dict[str, Any]:
    """A payload: ann's message in a channel, unless changed."""
    author = {"account": "ann", "name": "Ann", "zone": "Europe/Berlin", "locale": None, "admin": True}
    message = {"id": "u1", "text": "hello", "reply_to": None}
    place = {"workspace": "acme", "channel": {"id": "general", "kind": "channel"}, "thread": None}
    return {"type": "message", "event_id": "E1", **place, "author": author, "bot": "bot", "message": message, **change}


def said(text: str, reply_to: dict[str, str] | None = None) -> dict[str, Any]:
    """The message part of a payload."""
    return {"id": "u1", "text": text, "reply_to": reply_to}


DM = {"id": "dm-ann", "kind": "dm"}
OURS = {"id": "m1", "text": "the list", "by": "bot"}


@pytest.mark.parametrize(
    ("payload", "text", "private"),
    [
        (event(message=said("<@bot> buy milk")), "buy milk", False),
        (event(message=said("buy milk <@bot>")), "buy milk", False),
        (event(message=said("<@bot> ask <@ben> in <#random>")), "ask <@ben> in <#random>", False),
        (event(channel=DM, message=said("buy milk")), "buy milk", True),
        (event(message=said("done", OURS)), "done", False),
        (event(type="slash", slash={"name": "todo", "text": "buy milk"}), "buy milk", True),
    ],
)
def test_who_addresses_the_bot_is_heard(payload: dict[str, Any], text: str, private: bool) -> None:
    incoming = read(payload)
    assert incoming is not None
    assert (incoming.text, incoming.private, incoming.key) == (text, private, "E1")
    assert incoming.address.direct == (payload["channel"] == DM)
    assert incoming.author.zone == "Europe/Berlin" and incoming.author.admin


@pytest.mark.parametrize(
    "payload",
    [
        event(),
        event(message=said("done", OURS | {"by": "ben"})),
        event(message=said("done", OURS), thread="u0"),
        event(type="channel_renamed"),
    ],
)
def test_what_is_not_for_the_bot_is_dropped(payload: dict[str, Any]) -> None:
    assert read(payload) is None


def test_threads_replies_channels_and_slash_words_arrive() -> None:
    incoming = read(event(message=said("<@bot> post in <#random>", OURS), thread="u0"))
    assert incoming is not None and incoming.reference is not None
    assert (incoming.address.thread, incoming.reference.message_id, incoming.channels) == ("u0", "m1", ("random",))
    slash = read(event(type="slash", slash={"name": "remind-me", "text": "x"}))
    assert slash is not None and slash.slash == "remind-me"


def test_a_button_makes_the_round_trip() -> None:
    (message,) = render(Reply(parts=("Created",), buttons=(Button("Undo", "1:undo:0190"),)))
    shown = message["rows"][0][0]
    incoming = read(event(type="click", click={"action": shown["action"], "message": {"id": "m1", "text": "Created"}}))
    assert incoming is not None
    assert (shown["label"], incoming.action, incoming.text) == ("Undo", "1:undo:0190", "")


def test_a_form_makes_the_round_trip() -> None:
    form = Form(
        "Edit", "1:edit:5", (Field("title", "Title", "milk"), Field("kind", "Kind", kind="choice", choices=("a", "b")))
    )
    (message,) = render(Reply(form=form))
    limits.check(message)
    fields = {field["name"]: field["value"] for field in message["form"]["fields"]}
    incoming = read(event(type="submit", form={"action": message["form"]["action"], "fields": fields}))
    assert incoming is not None
    assert (incoming.action, incoming.form) == ("1:edit:5", {"title": "milk", "kind": ""})


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_event_is_not_genuine(forge: str) -> None:
    headers, body = envelope("s3cret", b"{}", forge)
    assert not genuine({name.lower(): value for name, value in headers.items()}, body, "s3cret", time.time())


def test_a_signed_event_is_genuine_for_five_minutes() -> None:
    headers, body = envelope("s3cret", b"{}", None)
    small = {name.lower(): value for name, value in headers.items()}
    assert genuine(small, body, "s3cret", time.time())
    assert not genuine(small, body, "s3cret", time.time() + 302)
    assert not genuine(small, body, "another", time.time())


@pytest.mark.parametrize(
    "words",
    [
        "@everyone",
        "@here",
        "<@ben>",
        "<t:0>",
        "&lt;@ben&gt; &#64;here",
        "@ everyone",
        "a\x00b \ud800 \u202e",
        "<<@ben>>",
    ],
)
def test_peoples_words_are_shown_as_they_are_and_ping_nobody(words: str) -> None:
    card = Card("task", uuid4(), 5, words, "open", tags=(words,), description=words, buttons=(Button(words, "1:x"),))
    (message,) = render(Reply(parts=(words, Mention("cat", words)), cards=(card,)))
    json.dumps(message).encode()
    limits.check(message)
    assert limits.pings(message) == []
    assert limits.pings({**message, "allowed_mentions": None}) == [], "not even where the platform allows everything"
    clean = words.replace("\x00", "\N{REPLACEMENT CHARACTER}").replace("\ud800", "\N{REPLACEMENT CHARACTER}")
    assert limits.shown(message["text"]) == f"{clean}@{clean}"


def test_only_who_is_meant_is_pinged() -> None:
    parts = (Mention("ann", "Ann"), " and ", Mention("ben", "Ben"))
    (message,) = render(Reply(parts=parts, mentions=("ann", "cat")))
    assert limits.pings(message) == ["ann", "cat"]
    assert limits.shown(message["text"]) == "@cat @ann and @Ben"


def test_instants_are_widgets_and_days_are_text() -> None:
    at = datetime(2026, 3, 4, 15, 35, tzinfo=UTC)
    (message,) = render(Reply(parts=("at ", Instant(at, "America/New_York"), " on ", Day(date(2026, 3, 4)))))
    assert message["text"] == f"at <t:{int(at.timestamp())}> on Wed 4 Mar 2026"


def test_long_replies_are_split_within_the_limits() -> None:
    cards = tuple(Card("task", uuid4(), number, "t" * 2_000, "open", workspace="Acme") for number in range(120))
    buttons = tuple(Button(f"b{number}" * 60, "1:x") for number in range(60))
    messages = render(Reply(parts=("<&" * 5_000,), cards=cards, buttons=buttons))
    for message in messages:
        limits.check(message)
    assert "".join(limits.shown(message["text"]) for message in messages) == "<&" * 5_000
    assert sum(len(message["cards"]) for message in messages) == 120
    assert messages[-1]["rows"] and not any(message["rows"] for message in messages[:-1])
    assert messages[-1]["cards"][0]["text"].startswith("Acme#")


def test_a_split_loses_nothing_but_the_blank_at_the_cut() -> None:
    text = " ".join(f"word{number}" for number in range(900))
    pieces = split(text, 100)
    assert " ".join(pieces) == text and max(map(len, pieces)) <= 100
    assert split("", 10) == [""]
    assert "".join(split("x" * 95 + "<t:1234567890>" * 3, 100)) == "x" * 95 + "<t:1234567890>" * 3
    assert split("x" * 95 + "<t:1234567890>", 100)[1] == "<t:1234567890>"
