"""What people write becomes Slack's markup without obeying it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.text import cut, escape, label, linked, moment, split, unrendered, words
from core.cutting import width
from core.messages import Day, Instant, Mention
from tests.platforms.slack import mrkdwn
from tests.unit.slack.anyreply import NASTY, TEXTS

AT = Instant(datetime(2026, 3, 4, 15, 35, 20, tzinfo=UTC), "America/New_York")


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_that_is_typed_pings(typed: str) -> None:
    for shown in (escape(typed), linked(typed), words(typed), unrendered(typed)):
        assert mrkdwn.pings({"text": shown, "link_names": True, "parse": "full"}) == []


@given(TEXTS)
def test_what_is_escaped_holds_no_token(typed: str) -> None:
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", escape(typed))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="@#")))
def test_what_is_escaped_reads_as_it_was_typed(typed: str) -> None:
    assert mrkdwn.unescaped(escape(typed)) == typed


def test_people_in_somebodys_words_are_shown_by_name() -> None:
    assert escape("ask <@U2|Ben_Miller> in <#C1|general>, <@&S1|crew>") == "ask @Ben_Miller in #general, @crew"
    assert "@channel" not in escape("<@U2|channel>")
    assert escape("<@U2>") == "&lt;@U2&gt;"


def test_addresses_can_be_clicked_and_nothing_else_is_a_link() -> None:
    assert linked("see https://a.example/x?y=1&z=2, ok") == "see <https://a.example/x?y=1&amp;z=2>, ok"
    assert linked("<https://evil.example|your bank>") == "&lt;<https://evil.example>|your bank&gt;"
    assert linked("https://a.example/" + "x" * 600).startswith("https://"), "an address of any length stays text"


def test_an_instant_is_drawn_by_the_readers_client_and_a_date_never_is() -> None:
    shown = "<!date^1772638520^{date_short_pretty} {time}|Wed 4 Mar 2026 10:35 (America/New_York)>"
    assert words(AT) == moment(AT) == shown
    assert "{time_secs}|Wed 4 Mar 2026 10:35:20 (" in words(Instant(AT.at, AT.zone, seconds=True))
    assert words(Day(date(2026, 3, 4))) == "Wed 4 Mar 2026"
    assert unrendered(AT) == "Wed 4 Mar 2026 10:35 (America/New_York)", "a notification draws no widget"


def test_only_who_may_be_pinged_is() -> None:
    assert words(Mention("U1", "Ann"), ("U1",)) == "<@U1>"
    assert words(Mention("U1", "Ann"), ("U2",)) == "@Ann"
    assert words(Mention("!channel", "<!channel>"), ("!channel",)) == "@&lt;!channel&gt;"
    assert words(Mention("U1", "here"), ()) == "@\u2060here"


def test_a_moment_that_the_widget_cannot_show_is_text() -> None:
    assert words(Instant(datetime(1, 1, 1, tzinfo=UTC), "America/New_York")).startswith("Mon 1 Jan 1 ")
    assert words(Instant(AT.at, "No/Where")).endswith("|Wed 4 Mar 2026 15:35 (UTC)>")


@given(st.lists(st.sampled_from([*NASTY, words(AT), "<@U1>", "word "])).map("".join).map(linked), st.integers(90, 400))
@example(words(AT) * 9, 100)
@example("x" * 95 + "&amp;&amp;", 100)
def test_pieces_fit_and_tear_no_markup(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(width(piece) <= limit for piece in pieces)
    assert re.sub(r"[ \n]", "", "".join(pieces)) == re.sub(r"[ \n]", "", text)
    for piece in pieces:
        assert piece.count("<") == piece.count(">")
        assert not re.search(r"&(?!\w+;)", piece)


def test_a_cut_is_made_between_lines_or_words_and_is_told() -> None:
    assert split("one two\nthree four", 12) == ["one two", "three four"]
    assert split("one two three", 9) == ["one two", "three"]
    assert cut("one two three", 9) == "one two…"
    assert cut("short", 9) == "short"


@given(TEXTS, st.integers(5, 80))
def test_a_label_is_one_line_that_says_something_and_fits(typed: str, limit: int) -> None:
    shown = label(typed, limit)
    assert shown.strip() and "\n" not in shown and width(shown) <= limit


def test_a_group_is_pinged_only_where_its_setter_may() -> None:
    said = "lunch for <@&S1|crew> and <@&S2|all-hands> & <b>"
    assert words(said, ("&S1",)) == "lunch for <!subteam^S1> and @all-hands &amp; &lt;b&gt;"
    assert words(said, ("S1", "U1")) == "lunch for @crew and @all-hands &amp; &lt;b&gt;"
