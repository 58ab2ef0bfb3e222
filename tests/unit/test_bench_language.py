"""The language bench judges by what is expected, and tells of a library that is not there instead of making it up."""

from __future__ import annotations

from pathlib import Path

from tests.bench import beside
from tests.bench.cases import cases


def right(text: str, *times: dict[str, object]) -> bool:
    (case,) = (case for case in cases() if case.text == text)
    return case.right(times)


def test_a_start_and_an_end_have_to_be_those_expected():
    assert right("tomorrow at 5pm", {"start": "2026-03-05T17:00:00"})
    assert not right("tomorrow at 5pm", {"start": "2026-03-05T05:00:00"}, {"start": "2026-03-05T17:00:00"})
    assert right("from 2 to 4pm", {"start": "2026-03-04T14:00:00", "end": "2026-03-04T16:00:00"})
    assert not right("from 2 to 4pm", {"start": "2026-03-04T14:00:00", "end": None})
    assert not right("from 2 to 4pm")


def test_where_no_time_is_none_may_be_found():
    assert right("room 404 is locked")
    assert not right("room 404 is locked", {"start": "2026-03-04T16:04:00"})


def test_a_rule_is_right_by_its_occurrences_however_it_is_written():
    said = "every day at 10am starting friday"
    assert right(said, {"start": "2026-03-06T10:00:00", "rrule": ["FREQ=DAILY"]})
    assert right(said, {"start": None, "rrule": ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=10;BYMINUTE=0"]})
    assert not right(said, {"start": "2026-03-07T10:00:00", "rrule": ["FREQ=DAILY"]})


def test_a_library_that_is_not_there_is_said_to_be_so(monkeypatch):
    monkeypatch.setattr(beside, "PYTHON", Path("/nowhere/python"))
    found = beside.heard("dateparser", [])
    assert "No such file" in found.absent
    assert not found.times
