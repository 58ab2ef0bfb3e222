"""Reads times with another library: lines of {id, text, at, tz, language} in, lines of {id, times, ms} out.

It runs in an environment of its own that holds nothing of ours: read.py <library>. The first line tells its version
and how long it took to load, the last what it weighs. Every library is asked at its defaults, but is told the moment
and, where it can be told, the language and that what lies ahead is meant.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
Read = Callable[[str, datetime, str], list[dict[str, Any]]]


def dateparser(library: Any) -> Read:
    """A text that is nothing but a time is parsed, of another one the first time in it."""
    search = importlib.import_module("dateparser.search").search_dates

    def read(text: str, at: datetime, language: str) -> list[dict[str, Any]]:
        told = {"RELATIVE_BASE": at, "PREFER_DATES_FROM": "future"}
        whole = library.parse(text, languages=[language], settings=told)
        found = [whole] if whole else [one for _, one in search(text, languages=[language], settings=told) or ()]
        return [said(one) for one in found]

    return read


def parsedatetime(library: Any) -> Read:
    """The times in a sentence, else the text as one time."""
    calendar = library.Calendar()

    def read(text: str, at: datetime, language: str) -> list[dict[str, Any]]:
        found = calendar.nlp(text, sourceTime=at)
        if found:
            return [said(one[0]) for one in found]
        one, kind = calendar.parseDT(text, sourceTime=at)
        return [said(one)] if kind else []

    return read


def recurrent(library: Any) -> Read:
    """A rule or a time."""

    def read(text: str, at: datetime, language: str) -> list[dict[str, Any]]:
        found = library.RecurringEvent(now_date=at).parse(text)
        if not isinstance(found, str):
            return [said(found)] if found else []
        lines = found.splitlines()
        start = next((line.partition(":")[2] for line in lines if line.startswith("DTSTART")), None)
        rules = [line.removeprefix("RRULE:") for line in lines if not line.startswith("DTSTART")]
        return [{"start": datetime.fromisoformat(start).isoformat() if start else None, "rrule": rules}]

    return read


def timefhuman(library: Any) -> Read:
    """Points, and intervals as pairs."""

    def read(text: str, at: datetime, language: str) -> list[dict[str, Any]]:
        found = library.timefhuman(text, config=library.tfhConfig(now=at))
        return [said(one, at) for one in (found if isinstance(found, list) else [found]) if one is not None]

    return read


def said(found: Any, at: datetime | None = None) -> dict[str, Any]:
    """A time as the bench takes it: naive local ISO."""
    if isinstance(found, tuple) and len(found) == 2:
        return {"start": said(found[0], at)["start"], "end": said(found[1], at)["start"]}
    if isinstance(found, list | tuple):
        return said(found[0], at) if found else {"start": None}
    if isinstance(found, datetime):
        return {"start": found.replace(tzinfo=None).isoformat()}
    if isinstance(found, date):
        return {"start": datetime.combine(found, clock()).isoformat()}
    if isinstance(found, clock) and at is not None:
        return {"start": datetime.combine(at.date(), found).isoformat()}
    return {"start": (at + found).isoformat() if isinstance(found, timedelta) and at is not None else None}


def answer(read: Read, line: dict[str, Any]) -> dict[str, Any]:
    at, began = datetime.fromisoformat(line["at"]), time.perf_counter()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            times = read(line["text"], at, line.get("language", "en"))
    except Exception:  # whatever it raises is an answer that is not right
        times = []
    return {"id": line["id"], "times": times, "ms": (time.perf_counter() - began) * 1000}


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the machine does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def main() -> None:
    name = sys.argv[1]
    before, began = resident(), time.process_time()
    read = globals()[name](importlib.import_module(name))
    answer(read, {"id": 0, "text": "tomorrow at 5", "at": "2026-03-04T10:30:00"})
    took = time.process_time() - began
    print(json.dumps({"version": importlib.metadata.version(name), "load": took}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(read, json.loads(line))), flush=True)
    print(json.dumps({"memory": (resident() - before) / 2**20}), flush=True)


if __name__ == "__main__":
    main()
