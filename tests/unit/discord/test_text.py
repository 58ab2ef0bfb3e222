"""People's words stay words: nothing in them is markup, a token or a ping, and no cut tears one of ours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.text import blank, cut, escape, label, moment, split, spoken, unrendered
from bot.discord.words import _WORDS, day, word
from core.cutting import width
from core.messages import Instant
from tests.unit.discord.anyreply import TEXTS

BLANK = re.compile(r"\{[\w.]+\}")
NOON = Instant(datetime(2026, 3, 4, 12, 0, tzinfo=UTC), "Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
        ("[bank](https://evil.example)", r"\[bank\](https://evil.example)"),
        ("<@1> <@!1> <@&2> <#3> <t:1:R> <:e:4> </x:5>", r"\<@1> \<@!1> \<@&2> \<#3> \<t:1:R> \<:e:4> \</x:5>"),
        ("<@1|ann> in <#3|general>", "@ann in #general"),
        ("@everyone @Here", "@\u2060everyone @\u2060Here"),
        ("# a\n- b\n> c\n1. d\n-# e", "\\# a\n\\- b\n\\> c\n1\\. d\n\\-# e"),
        ("#12 -5 >_< 1.5 a - b # c", r"#12 -5 >\_\< 1.5 a - b # c"),
        ("see https://a.example/x_y_z?q=1#h now_then", "see https://a.example/x_y_z?q=1#h now\\_then"),
        ("back\\slash \x00 \ud800 \u202eabc", "back\\\\slash \ufffd \ufffd abc"),
    ],
)
def test_words_are_text_alone(typed: str, shown: str) -> None:
    assert escape(typed) == shown


@given(TEXTS, st.integers(20, 300))
def test_pieces_are_short_enough_and_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    safe = escape(text)
    pieces = split(safe, limit)
    assert all(width(piece) <= limit for piece in pieces)
    squeeze = str.maketrans("", "", " \n")
    assert "".join(pieces).translate(squeeze) == safe.translate(squeeze)
    assert width(cut(safe, limit)) <= limit
    for piece in [*pieces, cut(safe, limit).removesuffix("…")]:
        assert (len(piece) - len(piece.rstrip("\\"))) % 2 == 0  # no escape is torn from its letter


def test_an_instant_is_a_widget_with_how_far_away_it_is() -> None:
    assert moment(NOON) == "<t:1772625600:F> (<t:1772625600:R>)"
    assert moment(Instant(NOON.at, "UTC", seconds=True)) == "<t:1772625600:D> <t:1772625600:T> (<t:1772625600:R>)"
    assert spoken(NOON) == unrendered(NOON) == "Wed 4 Mar 2026 13:00 (Europe/Berlin)"
    assert moment(Instant(datetime.min.replace(tzinfo=UTC), "UTC")) == "Mon 1 Jan 1 00:00 (UTC)"
    assert day(NOON.at) == "Wed 4 Mar 2026"


@given(TEXTS)
def test_a_label_is_one_line_that_can_be_seen(text: str) -> None:
    assert 1 <= width(label(text)) <= 80 and not blank(label(text)) and "\n" not in label(text)


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    english, german = _WORDS["en"], _WORDS["de"]
    assert set(english) == set(german)
    assert all(BLANK.findall(english[name]) == BLANK.findall(german[name]) or name == "day" for name in english)


def test_a_day_is_spelt_as_its_reader_speaks_and_in_english_where_there_is_no_other() -> None:
    assert day(date(2026, 3, 4), "de-DE") == "Mi, 4. März 2026"
    assert day(date(2026, 3, 4), "pt-BR") == day(date(2026, 3, 4)) == "Wed 4 Mar 2026"
    assert spoken(Instant(datetime(2026, 3, 4, 15, tzinfo=UTC), "Europe/Berlin", language="de")).startswith("Mi, 4. ")
    assert word("due", None, when="now") == "due now"
