"""The fake platform's door: what it reads, what it says, what it makes of errors, and how a bot process loads it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fakechat import limits
from fakechat.client import PLATFORM, Fakechat
from fakechat.hooks import FORGERIES, envelope
from fakechat.process import Program, free_port
from fakechat_platform.adapter import genuine, read
from fakechat_platform.notifier import FakechatNotifier
from fakechat_platform.render import render, split
from fakechat_platform.settings import Settings

from core.errors import PermanentError, StartError, TransientError
from core.messages import Address, Button, Card, Day, Field, Form, Instant, Mention, Reply
from core.ports import Post

ROOT = Path(__file__).resolve().parents[2]


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
    form = Form("Edit", "1:edit:5", (Field("title", "Title", "milk"), Field("kind", "Kind", kind="choice", choices=("a", "b"))))
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
    ["@everyone", "@here", "<@ben>", "<t:0>", "&lt;@ben&gt; &#64;here", "@ everyone", "a\x00b \ud800 \u202e", "<<@ben>>"],
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


def notifier(fake: Fakechat, **change: Any) -> FakechatNotifier:
    """A notifier for the running fake."""
    settings = {"url": fake.url, "token": fake.token, "secret": fake.secret, "timeout": 0.5} | change
    return FakechatNotifier(Settings(**settings))


def reminder(**change: Any) -> Post:
    """An occurrence's post."""
    address = Address("fakechat", "acme", "general")
    content = {"address": address, "reply": Reply(parts=("⏰ tea",), kind="reminder"), "nonce": "n1", "occurrence_id": uuid4()}
    return Post(**(content | change))


def failing(door: FakechatNotifier, post: Post) -> TransientError | PermanentError:
    """The error that a post raises."""

    async def go() -> None:
        try:
            await door.post(post)
        finally:
            await door.close()

    with pytest.raises((TransientError, PermanentError)) as caught:
        asyncio.run(go())
    return caught.value  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fault", "reason", "unknown", "retry_after", "accepted"),
    [
        ("rate", "rate_limited", False, 7.0, 0),
        ("500", "http_500", False, None, 0),
        ("503", "http_503", False, None, 0),
        ("delay", "ReadTimeout", True, None, 1),
        ("drop", "RemoteProtocolError", True, None, 1),
        ("refuse", "RemoteProtocolError", True, None, 0),
    ],
)
def test_what_may_pass_is_transient(
    fakechat: Fakechat, fault: str, reason: str, unknown: bool, retry_after: float | None, accepted: int
) -> None:
    fakechat.fail(fault, seconds=6.5)
    error = failing(notifier(fakechat), reminder())
    assert isinstance(error, TransientError)
    assert (error.unknown, error.retry_after, len(fakechat.log())) == (unknown, retry_after, accepted)
    assert error.reason == reason or (unknown and error.reason == "ReadError")


def test_a_refused_connection_was_surely_not_accepted(fakechat: Fakechat) -> None:
    fakechat.kill()
    error = failing(notifier(fakechat), reminder())
    assert isinstance(error, TransientError) and not error.unknown


def test_what_will_never_pass_is_permanent_with_its_reason(fakechat: Fakechat) -> None:
    fakechat.fail("gone", channel="random")
    places = {"random": "channel_gone", "nowhere": "channel_not_found"}
    for channel, reason in places.items():
        error = failing(notifier(fakechat), reminder(address=Address("fakechat", "acme", channel)))
        assert isinstance(error, PermanentError) and error.reason == reason
    error = failing(notifier(fakechat, token="wrong"), reminder())
    assert isinstance(error, PermanentError) and error.reason == "invalid_token"


def test_an_occurrence_is_logged_under_its_marker_and_once_per_nonce(fakechat: Fakechat) -> None:
    async def twice(post: Post) -> list[bool]:
        door = notifier(fakechat)
        answers = [await door.post(post), await door.post(post)]
        await door.close()
        assert answers[0].message_id == answers[1].message_id
        return [answer.duplicate for answer in answers]

    post = reminder(reply=Reply(parts=("x" * 9_000,)))
    assert asyncio.run(twice(post)) == [False, True]
    assert len(fakechat.log(marker=str(post.occurrence_id))) == 3, "three messages, each once"


def test_missing_settings_are_named() -> None:
    with pytest.raises(StartError, match="FAKECHAT_URL, FAKECHAT_SECRET"):
        Settings.of({"FAKECHAT_TOKEN": "x"})


@pytest.fixture
def echo(fakechat: Fakechat, tmp_path: Path) -> Iterator[Program]:
    """A bot process that finds the platform through its entry point."""
    environ = fakechat.for_bot()
    port = free_port()
    environ["PYTHONPATH"] += f":{PLATFORM.parent.parent}:{ROOT}"
    command = [sys.executable, "-m", "fakechat.echo", str(port)]
    bot = Program(command, port=port, output=tmp_path / "echo.out", environ=environ)
    bot.start()
    fakechat.webhook(bot.url)
    yield bot
    bot.kill()


def test_a_process_finds_the_platform_and_answers(fakechat: Fakechat, echo: Program) -> None:
    assert fakechat.type("hello", channel="general", mention=True)["tries"][0]["status"] == 200
    (answer,) = fakechat.wait(text="heard hello", channel="general")
    assert answer["only_for"] == ""
    fakechat.click(answer["id"], "Again", account="ben")
    fakechat.wait(text="heard 1:again")
    fakechat.type("quiet", channel="general", slash="todo")
    assert fakechat.wait(text="heard quiet")[0]["only_for"] == "ann"


def test_an_event_that_comes_often_is_answered_once(fakechat: Fakechat, echo: Program) -> None:
    fakechat.control(nonces=False)
    tries = fakechat.type("hello", copies=4, event_id="E1")["tries"]
    tries += fakechat.type("hello", copies=2, concurrent=False, event_id="E1")["tries"]
    assert [one["status"] for one in tries] == [200] * 6
    fakechat.wait(text="heard hello")
    time.sleep(0.2)
    assert len(fakechat.log()) == 1


def test_a_slow_event_comes_again_and_is_answered_once(fakechat: Fakechat, echo: Program) -> None:
    tries = fakechat.type("wait 3.5")["tries"]
    assert tries[0]["status"] == 503
    fakechat.wait(text="heard wait")
    time.sleep(0.5)
    assert len(fakechat.log()) == 1


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_event_is_answered_401_and_does_nothing(fakechat: Fakechat, echo: Program, forge: str) -> None:
    assert fakechat.type("hello", forge=forge)["tries"][0]["status"] == 401
    time.sleep(0.2)
    assert fakechat.tries() == []


def test_an_event_that_fails_is_sent_again(fakechat: Fakechat, echo: Program) -> None:
    event_id = fakechat.type("break")["event_id"]
    time.sleep(0.5)
    assert [one["status"] for one in fakechat.deliveries(event_id)][:2] == [503, 503]
