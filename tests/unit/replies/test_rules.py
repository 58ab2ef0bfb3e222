"""Recurrences are said in words, in both languages, and what has none stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.replies.book import load
from core.replies.rules import said

LANGUAGE = Path(__file__).parents[2] / "language"


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        ("FREQ=DAILY", "every day", "jeden Tag"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days", "alle 3 Tage"),
        ("FREQ=MINUTELY;INTERVAL=5;COUNT=20", "every 5 minutes, 20 times", "alle 5 Minuten, 20-mal"),
        ("FREQ=DAILY;BYHOUR=9,19;BYMINUTE=30", "every day at 9:30, 19:30", "jeden Tag um 9:30, 19:30"),
        ("FREQ=WEEKLY", "every week", "jede Woche"),
        ("FREQ=WEEKLY;BYDAY=MO", "every Mon", "jeden Mo"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Mon, Wed, Fri", "jeden Mo, Mi, Fr"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday", "jeden Werktag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SA", "every 2 weeks on Fri, Sat", "alle 2 Wochen am Fr, Sa"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15", "jeden Monat am 15."),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day", "jeden Monat am letzten Tag"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every month on day 31", "jeden Monat am 31."),
        ("FREQ=MONTHLY;BYDAY=3FR", "every month on the 3rd Fri", "jeden Monat am 3. Fr"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "every 3 months on the last Fri", "alle 3 Monate am letzten Fr"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "every month on the last weekday",
            "jeden Monat am letzten Werktag",
        ),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=27", "every year on 27 Jan", "jedes Jahr am 27. Jan"),
        ("FREQ=YEARLY;BYMONTH=1,9;BYMONTHDAY=30", "every year on 30 Jan, 30 Sep", "jedes Jahr am 30. Jan, 30. Sept"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "every year on the 4th Thu of Nov", "jedes Jahr am 4. Do im Nov"),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
            "every year on the last day of Feb",
            "jedes Jahr am letzten Tag im Feb",
        ),
        ("FREQ=MONTHLY;BYMONTH=6", "every month in Jun", "jeden Monat im Juni"),
        (
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260701T035959Z",
            "every Tue until Tue 30 Jun 2026",
            "jeden Di bis Di, 30. Juni 2026",
        ),
        ("FREQ=DAILY;UNTIL=20260320T235959", "every day until Fri 20 Mar 2026", "jeden Tag bis Fr, 20. März 2026"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "FREQ=MONTHLY;BYWEEKNO=3", "FREQ=MONTHLY;BYWEEKNO=3"),
        ("FREQ=MONTHLY;BYDAY=-3FR", "FREQ=MONTHLY;BYDAY=-3FR", "FREQ=MONTHLY;BYDAY=-3FR"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", None),
        ("FREQ=SECONDLY", "FREQ=SECONDLY", "FREQ=SECONDLY"),
    ],
)
def test_a_rule_is_said_in_words(rule, english, german):
    assert said([rule], "America/New_York", load("en")) == english
    assert german is None or said([rule], "America/New_York", load("de")) == german


def test_two_rules_are_one_sentence():
    rules = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA"]
    assert said(rules, "UTC", load("en")) == "every day and every Sat"


def test_nearly_all_rules_that_people_say_have_words():
    texts = "".join(path.read_text("utf-8") for path in LANGUAGE.rglob("*.yaml"))
    rules = set(re.findall(r"FREQ=[A-Z0-9=;,-]*\w", texts))
    without = {rule for rule in rules if "FREQ" in said([rule], "UTC", load("en"))}
    assert len(rules) > 100 and len(without) < len(rules) / 20, sorted(without)
