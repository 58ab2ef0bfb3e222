"""Any reply becomes messages that Discord takes, that say it all, and that ping nobody by accident."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings

from bot.discord.render import Rendered, render
from bot.discord.text import blank
from core.cutting import width
from core.messages import Button, Card, Day, Instant, Mention, Reply, in_language
from tests.unit.discord.anyreply import REPLIES

DONE = Button("Done", "1:complete_task:1f", "primary")
SNOOZES = tuple(Button(one, f"1:snooze:2f:{one}") for one in ("20m", "1h", "3h", "tomorrow", "week", "ask"))
PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
OURS = re.compile(r"<(?:@\d+|@&\d+|t:\d+:[DTFR])>|\\.|https?://[^\s<>\"`*~|\\\[\]\u2060]+|\*\*", re.DOTALL)


def card(**change: Any) -> Card:
    """Task 12."""
    given: dict[str, Any] = {"kind": "task", "id": uuid4(), "number": 12, "title": "buy milk", "status": "open"}
    return Card(**given | change)


def things(messages: list[Rendered]) -> list[dict[str, Any]]:
    return [thing for one in messages for row in one.payload()["components"] for thing in row["components"]]


def actions(messages: list[Rendered]) -> list[str]:
    found = []
    for one in things(messages):
        found += [option["value"] for option in one["options"]] if one["type"] == 3 else [one["custom_id"]]
    return found


def drawn(message: Rendered) -> list[str]:
    """The texts in which markup is drawn."""
    embeds = [text for one in message.embeds for text in (one.title, one.description) if text]
    return [message.content, *embeds]


def within(message: Rendered) -> None:
    """Discord's published limits (resources/message, components/reference)."""
    body = message.payload()
    assert width(body["content"]) <= 2_000 and len(body["embeds"]) <= 10 and len(body["components"]) <= 5
    total = 0
    for embed in body["embeds"]:
        assert width(embed.get("title", "")) <= 256 and width(embed.get("description", "")) <= 4_096
        total += width(embed.get("title", "")) + width(embed.get("description", ""))
    assert total <= 6_000
    assert not blank(body["content"]) or body["embeds"]
    names = []
    for row in body["components"]:
        assert 1 <= len(row["components"]) <= 5
        for thing in row["components"]:
            names.append(thing["custom_id"])
            assert 1 <= len(thing["custom_id"]) <= 100
            if thing["type"] == 2:
                assert 1 <= width(thing["label"]) <= 80
                continue
            assert len(row["components"]) == 1 and 1 <= len(thing["options"]) <= 25
            assert width(thing["placeholder"]) <= 150
            values = [option["value"] for option in thing["options"]]
            assert len(values) == len(set(values)) and all(1 <= len(value) <= 100 for value in values)
            assert all(1 <= width(option["label"]) <= 100 for option in thing["options"])
    assert len(names) == len(set(names))


@PROPERTY
@given(REPLIES)
def test_any_reply_is_within_every_limit(reply: Reply) -> None:
    for message in render(reply):
        within(message)


@PROPERTY
@given(REPLIES)
def test_any_reply_may_ping_those_in_its_mentions_and_nobody_else(reply: Reply) -> None:
    people = {one for one in reply.mentions if one.isdigit() and one != "0"}
    for message in render(reply):
        allowed = message.payload()["allowed_mentions"]
        assert {str(one) for one in allowed.get("users", ())} == people
        assert {str(one) for one in allowed.get("roles", ())} == ({"77"} if "&77" in reply.mentions else set())
        assert allowed["parse"] == (["everyone"] if "&everyone" in reply.mentions else [])
        assert not allowed.get("replied_user")
    text = "".join(message.content for message in render(reply))
    assert all(f"<@{one}>" in text for one in people)


@PROPERTY
@given(REPLIES)
def test_any_reply_holds_no_markup_and_no_token_but_ours(reply: Reply) -> None:
    for message in render(reply):
        for text in drawn(message):
            rest = OURS.sub("x", text)  # what is escaped is a letter, and stands where it stands
            assert not re.search(r"[<*_~`|\[\]\\]|^\s*(?:#(?!\d)|[>+-]|\d+\.)", rest) or text.startswith("**"), text
            if "&everyone" not in reply.mentions:
                assert not re.search(r"@(everyone|here)\b", text, re.IGNORECASE)


@PROPERTY
@given(REPLIES)
def test_a_button_is_there_once_or_it_is_said_that_there_is_more(reply: Reply) -> None:
    messages = render(reply)
    wanted = {button.action for one in reply.cards for button in one.buttons} | {one.action for one in reply.buttons}
    told = any("There is more" in (embed.description or "") for one in messages for embed in one.embeds)
    assert set(actions(messages)) <= wanted
    assert told or set(actions(messages)) == wanted


def test_nothing_to_say_is_no_message() -> None:
    assert render(Reply()) == []


def test_a_card_says_what_is_known_and_has_its_buttons_below() -> None:
    due = Instant(datetime(2026, 3, 4, 15, 35, tzinfo=UTC), "America/New_York")
    told = {"priority": 1, "tags": ("home",), "assignees": ("Ben",), "description": "two litres", "detail": "every day"}
    one = card(buttons=(DONE,), due=due, **told)
    [message] = render(Reply(("Created #12: buy milk.",), (one,), (Button("Undo", "1:undo:3f"),)))
    assert message.content == "Created #12: buy milk."
    [embed] = message.embeds
    assert embed.title == "☐ #12 buy milk"
    when = "due <t:1772638500:F> (<t:1772638500:R>)"
    assert embed.description == f"two litres\n\n{when} · p1 · #home · @Ben · every day"
    assert actions([message]) == ["1:complete_task:1f", "1:undo:3f"]
    assert len(message.rows) == 1


def test_a_date_without_a_time_is_text() -> None:
    [message] = render(Reply(cards=(card(due=Day(date(2026, 3, 4))),)))
    assert message.embeds[0].description == "due Wed 4 Mar 2026"


def test_the_times_of_a_snooze_are_one_menu_below_done() -> None:
    [message] = render(Reply(("⏰ stretch",), buttons=(DONE, *SNOOZES), kind="reminder"))
    done, snooze = things([message])
    assert (done["type"], done["custom_id"], done["style"]) == (2, "1:complete_task:1f", 1)
    assert snooze["type"] == 3 and snooze["placeholder"] == "Snooze" and snooze["custom_id"].startswith("menu:")
    assert [one["value"] for one in snooze["options"]] == [one.action for one in SNOOZES]


def test_a_long_list_splits_without_losing_a_card_and_each_page_has_its_menus() -> None:
    cards = tuple(
        card(
            number=n,
            title=f"task {n} " + "x" * 150,
            buttons=(Button("Done", f"1:done:{n}"), Button("Edit", f"1:edit:{n}")),
        )
        for n in range(120)
    )
    messages = render(Reply(("Your tasks:",), cards, (Button("More", "1:more"),)))
    text = "\n".join(embed.description or "" for one in messages for embed in one.embeds)
    assert all(f"#{n} task {n} " in text for n in range(120))
    assert set(actions(messages)) == {f"1:{what}:{n}" for what in ("done", "edit") for n in range(120)} | {"1:more"}
    assert [one["placeholder"] for one in things(messages[:1])] == ["Done", "Edit"]
    assert "1:more" in actions(messages[-1:])


def test_a_long_sentence_is_said_to_its_end_and_the_last_message_has_the_buttons() -> None:
    said = " ".join(f"word{n}" for n in range(1_500))
    messages = render(Reply((said,), buttons=(DONE,)))
    assert " ".join(message.content for message in messages) == said
    assert [bool(message.rows) for message in messages] == [False] * (len(messages) - 1) + [True]


def test_whoever_is_meant_and_not_named_is_named_in_front() -> None:
    reply = Reply(("Ping ", Mention("2", "Ben"), " and <@&77|crew>"), mentions=("1", "2", "&77", "&78"))
    [message] = render(reply)
    assert message.content == "<@1> <@&78> Ping <@2> and <@&77>"


def test_a_role_and_everyone_ping_only_when_they_are_in_the_mentions() -> None:
    text = ("⏰ <@&77> and @everyone: standup",)
    [quiet] = render(Reply(text))
    assert quiet.content == "⏰ \\<@&77> and @\N{WORD JOINER}everyone: standup"
    assert quiet.payload()["allowed_mentions"] == {"parse": []} | quiet.payload()["allowed_mentions"]
    [loud] = render(Reply(text, mentions=("&77", "&everyone")))
    assert loud.content == "⏰ <@&77> and @everyone: standup"
    assert loud.payload()["allowed_mentions"]["parse"] == ["everyone"]


def test_a_finished_task_and_a_reminder_look_like_what_they_are() -> None:
    [message] = render(Reply(cards=(card(status="done"), card(kind="reminder", status="active"))))
    assert [embed.title for embed in message.embeds] == ["☑ #12 buy milk", "⏰ #12 buy milk"]
    [message] = render(Reply(cards=(card(workspace="Acme", title="a*b"),)))
    assert message.embeds[0].title == "☐ Acme#12 a\\*b"


def test_what_has_no_room_in_five_rows_is_told() -> None:
    many = tuple(Button(f"b{n}", f"1:b:{n}") for n in range(200))
    [message] = render(Reply(("Choose:",), buttons=many))
    within(message)
    assert len(actions([message])) == 125
    assert "There is more" in (message.embeds[-1].description or "")


def test_what_is_said_in_german_is_drawn_in_german() -> None:
    some = [card(number=n, due=Day(date(2026, 3, 4)), buttons=(Button(f"B{n}", f"1:b:{n}"),)) for n in range(1, 30)]
    reply = in_language(Reply(("Am ", Day(date(2026, 3, 4))), cards=tuple(some), buttons=SNOOZES), "de")
    messages = render(reply)
    assert messages[0].content == "Am Mi, 4. März 2026"
    text = "".join(embed.description or "" for one in messages for embed in one.embeds)
    assert "fällig Mi, 4. März 2026" in text and "due" not in text and "Es gibt mehr, als hier Platz hat" in text
    assert "Schlummern" in {one.get("placeholder") for one in things(messages)}
