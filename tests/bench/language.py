"""`make bench-language`: how many of our own sentences are read right, how fast, and what the language part weighs.

Other libraries stand beside it on the same points in time when they are installed; nothing is fetched for that.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import yaml
from dateutil.rrule import rruleset, rrulestr

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "tests" / "language"
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZONE)
ROUNDS = 5
LIMITS = {"p50": 2.0, "p95": 5.0, "load": 1.5, "memory": 120.0}  # ms, ms, s of a processor, MB


def main() -> None:
    process = psutil.Process()
    before, began = process.memory_info().rss, time.process_time()
    from core.nlu.languages import Languages

    languages = Languages()
    languages.understand("warm", NOW)
    load, memory = time.process_time() - began, (process.memory_info().rss - before) / 2**20
    print(f"{'file':24} {'sentences':>9} {'right':>7}")
    texts: list[str] = []
    for name, said, right in judged(languages):
        texts += said
        print(f"{name:24} {len(said):9} {100 * right / len(said):6.1f}%")
    took = sorted(timed(languages, texts))
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = {name: took[int(len(took) * share)] for name, share in places.items()} | {"load": load, "memory": memory}
    print(f"\n{1000 * len(took) / sum(took):.0f} texts/s")
    for name, value in figures.items():
        limit = LIMITS.get(name)
        print(f"{name:8} {value:8.2f}" + (f"  limit {limit:g}{'' if value <= limit else '  OVER'}" if limit else ""))
    rivals(yaml.safe_load((FOLDER / "times" / "points.yaml").read_text()))


def judged(languages: Any) -> Iterator[tuple[str, list[str], int]]:
    """Each file with its sentences and how many of them are read right."""
    for kind in ("points", "intervals", "holidays"):
        rows = yaml.safe_load((FOLDER / "times" / f"{kind}.yaml").read_text())
        yield f"times/{kind}", [row[0] for row in rows], sum(starts(languages, *row[:2]) for row in rows)
    negatives = yaml.safe_load((FOLDER / "times" / "negatives.yaml").read_text())
    yield "times/negatives", negatives, sum(not languages.understand(said, NOW).times for said in negatives)
    lengths = yaml.safe_load((FOLDER / "times" / "durations.yaml").read_text())
    right = sum(languages.understand(said, NOW).duration_s == seconds for said, seconds in lengths)
    yield "times/durations", [row[0] for row in lengths], right
    for file in sorted((FOLDER / "recurrences").glob("*.yaml")):
        rows = yaml.safe_load(file.read_text())
        yield f"recurrences/{file.stem}", [row[0] for row in rows], sum(repeats(languages, *row) for row in rows)


def starts(languages: Any, said: str, expected: str) -> bool:
    times = languages.understand(said, NOW).times
    return bool(times) and f"{times[0].start.astimezone(ZONE):%Y-%m-%d %H:%M}".startswith(expected)


def repeats(languages: Any, said: str, start: str, *lines: str) -> bool:
    """Whether the first 40 occurrences are those of the expected rules."""
    times = languages.understand(said, NOW).times
    if not times or not times[0].rrule:
        return False
    wanted = occurrences(datetime.fromisoformat(str(start)), lines)
    return occurrences(times[0].start.replace(tzinfo=None), times[0].rrule) == wanted


def occurrences(start: datetime, lines: tuple[str, ...]) -> list[datetime]:
    rules = rruleset()
    for line in lines:
        if line.startswith("EXDATE"):
            for value in line.partition(":")[2].split(","):
                rules.exdate(datetime.fromisoformat(value))
            continue
        head, mark, until = line.partition(";UNTIL=")
        if until.endswith("Z"):
            local = datetime.fromisoformat(until).astimezone(ZONE)
            until = f"{local:%Y%m%dT%H%M%S}"
        rules.rrule(rrulestr(head + mark + until, dtstart=start))  # type: ignore[arg-type]
    return list(islice(rules, 40))


def timed(languages: Any, texts: list[str]) -> Iterator[float]:
    """Milliseconds of each text: its best round, for what else runs on this machine is no part of the answer."""
    best = dict.fromkeys(texts, float("inf"))
    for _ in range(ROUNDS):
        for text in texts:
            began = time.perf_counter()
            languages.understand(text, NOW)
            best[text] = min(best[text], (time.perf_counter() - began) * 1000)
    yield from best.values()


def rivals(points: list[list[str]]) -> None:
    """What others read of the same points, each at its own defaults and with its clock at ours where it can be set."""
    print(f"\n{'points by others':24} {'right':>7}")
    for name, read in RIVALS.items():
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"{name:24} not installed")
            continue
        print(f"{name:24} {100 * sum(_agrees(library, read, *row) for row in points) / len(points):6.1f}%")


def _agrees(library: Any, read: Callable[[Any, str], datetime | None], said: str, expected: str) -> bool:
    try:
        found = read(library, said)
    except Exception:  # whatever another library raises is an answer that is not right
        return False
    return found is not None and f"{found:%Y-%m-%d %H:%M}".startswith(expected)


def _parsedatetime(library: Any, text: str) -> datetime | None:
    found, kind = library.Calendar().parseDT(text, sourceTime=NOW.timetuple())
    return found if kind else None


def _recurrent(library: Any, text: str) -> datetime | None:
    return _one(library.RecurringEvent(now_date=NOW.replace(tzinfo=None)).parse(text))


def _one(found: Any) -> datetime | None:
    while isinstance(found, list | tuple) and found:
        found = found[0]
    return found if isinstance(found, datetime) else None


# How each library that may be installed reads a text; None where it finds nothing.
RIVALS: dict[str, Callable[[Any, str], datetime | None]] = {
    "dateparser": lambda lib, text: lib.parse(text, settings={"RELATIVE_BASE": NOW.replace(tzinfo=None)}),
    "parsedatetime": _parsedatetime,
    "recurrent": _recurrent,
    "timefhuman": lambda lib, text: _one(lib.timefhuman(text)),
}


if __name__ == "__main__":
    main()
