"""What Slack sends becomes one wish, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.adapter import account_of_ours, foreign, permalink, read_home, read_message, read_reaction, tenant_of
from bot.slack.plain import plain
from core.messages import Address, Reference

BASE = "https://acme.slack.com"


def message(**change: Any) -> dict[str, Any]:
    """A message in a channel that begins with our mention."""
    event = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "17.5"}
    return event | {"text": "<@UBOT> create a task to buy groceries"} | change


def test_a_mention_is_read_once_whether_it_comes_as_mention_or_as_message() -> None:
    one = read_message(message(), "T1", "UBOT", BASE)
    other = read_message(message(type="app_mention", channel_type=None), "T1", "UBOT", BASE)
    assert one == other and one is not None
    assert one.incoming.key == "slack:message:T1:C1:17.5"
    assert one.incoming.text == "create a task to buy groceries"
    assert one.incoming.address == Address("slack", "T1", "C1")
    assert not one.incoming.private
    assert one.answer_at == Address("slack", "T1", "C1", "17.5"), "a public asking gets its answer in its thread"


def test_a_direct_message_needs_no_mention_and_is_private() -> None:
    ask = read_message(message(channel="D7", channel_type="im", text="list"), "T1", "UBOT")
    assert ask is not None and ask.incoming.private and ask.incoming.text == "list"
    assert ask.incoming.address == ask.answer_at == Address("slack", "T1", "D7", "", "U1")


def test_in_a_thread_the_message_is_about_its_first_one() -> None:
    ask = read_message(message(thread_ts="12.1"), "T1", "UBOT", BASE)
    assert ask is not None
    assert ask.incoming.address.thread == ask.answer_at.thread == "12.1"
    assert ask.incoming.reference == Reference("12.1", link=f"{BASE}/archives/C1/p121")
    root = read_message(message(thread_ts="17.5"), "T1", "UBOT", BASE)
    assert root is not None and root.incoming.reference is None and root.incoming.address.thread == ""


@pytest.mark.parametrize(
    "change",
    [
        {"text": "lunch?"},
        {"text": "what did <@U9> say"},
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"subtype": "thread_broadcast"},
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"user": "UBOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"edited": {"user": "U1", "ts": "18.0"}},
        {"hidden": True},
    ],
)
def test_what_is_not_said_to_us_by_a_person_starts_nothing(change: dict[str, Any]) -> None:
    assert read_message(message(**change), "T1", "UBOT") is None


def test_an_uploaded_file_may_say_something() -> None:
    assert read_message(message(subtype="file_share"), "T1", "UBOT") is not None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@UBOT>: list", "list"),
        ("<@UBOT|todobot> <@U2> should call", "<@U2> should call"),
        ("hey <@UBOT> list", "hey <@UBOT> list"),
        ("<@UBOT> add milk &amp; honey &lt;3", "add milk & honey <3"),
        ("<@UBOT> assign 5 to <@U2|bob>", "assign 5 to <@U2|bob>"),
        ("<@UBOT>", ""),
    ],
)
def test_only_the_leading_mention_is_cut(sent: str, read: str) -> None:
    ask = read_message(message(text=sent), "T1", "UBOT")
    assert ask is not None and ask.incoming.text == read


def test_channels_are_told_by_their_ids() -> None:
    ask = read_message(message(text="<@UBOT> add <#C9|general> plan <#C9|general> offsite"), "T1", "UBOT")
    assert ask is not None and ask.incoming.channels == ("C9",)
    assert ask.incoming.text == "add <#C9|general> plan <#C9|general> offsite"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("see <https://a.io/x|a.io/x>", "see a.io/x"),
        ("see <https://a.io/x>", "see https://a.io/x"),
        ("see <https://a.io/x|the plan>", "see the plan (https://a.io/x)"),
        ("mail <mailto:ann@a.io|ann@a.io>", "mail ann@a.io"),
        ("<!here> lunch", "@here lunch"),
        ("<!subteam^S1|@team> lunch", "<@&S1|team> lunch"),
        ("<!date^1772670600^{date}|March 5> drink", "<t:1772670600:f> drink"),
        ("“smart” &lt;b&gt; &amp;amp;", "“smart” <b> &amp;"),
    ],
)
def test_markup_becomes_what_its_author_saw(sent: str, shown: str) -> None:
    assert plain(sent) == shown


def test_a_tick_completes_and_its_removal_reopens() -> None:
    event = {"type": "reaction_added", "user": "U1", "reaction": "white_check_mark"}
    event["item"] = {"type": "message", "channel": "C1", "ts": "9.1"}  # type: ignore[assignment]
    ask = read_reaction({"event_id": "Ev1", "event": event}, "T1", "UBOT")
    assert ask is not None and ask.incoming.action == "1:react:done" and ask.incoming.key == "slack:event:Ev1"
    assert ask.incoming.reference == Reference("9.1") and ask.on_card
    undone = read_reaction({"event_id": "Ev2", "event": event | {"type": "reaction_removed"}}, "T1", "UBOT")
    assert undone is not None and undone.incoming.action == "1:react:undone"
    for change in ({"reaction": "eyes"}, {"user": "UBOT"}, {"item": {"type": "file"}}):
        assert read_reaction({"event_id": "Ev3", "event": event | change}, "T1", "UBOT") is None


def test_the_tenant_is_who_let_us_in() -> None:
    envelope = {"team_id": "TOTHER", "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]}
    assert (tenant_of(envelope), account_of_ours(envelope)) == ("T1", "UBOT")
    assert (tenant_of({"team_id": "T2"}), account_of_ours({})) == ("T2", "")
    assert foreign(message(user_team="TOTHER", team="T1"), "T1")
    assert not foreign(message(team="T1"), "T1") and not foreign(message(), "T1")


def test_home_is_the_persons_own() -> None:
    home = read_home({"user": "U1", "tab": "home"}, "T1")
    assert home is not None and home.address == Address("slack", "T1", person="U1") and home.private
    assert read_home({"user": "U1", "tab": "messages"}, "T1") is None


def test_a_permalink_needs_no_call() -> None:
    assert permalink(BASE, "C1", "17.5") == f"{BASE}/archives/C1/p175"
    assert permalink(BASE, "C1", "17.5", "12.1") == f"{BASE}/archives/C1/p175?thread_ts=12.1&cid=C1"
    assert permalink("", "C1", "17.5") is None
