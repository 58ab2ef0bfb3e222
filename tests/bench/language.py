"""`make bench-language`: how many of our own sentences are read right, how fast, and what the language part weighs.

Other libraries stand beside it on the same times and recurrences. Ends with status 1 where a limit is broken.
`--times FILE` adds a file of cases, scored by the program `score.py` beside it (or `--score PROGRAM`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import psutil
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OURS = "todobot"
ROUNDS = 5
LIMITS = {"p50": 2.0, "p95": 5.0, "load": 1.5, "memory": 120.0, "hostile": 200.0}  # ms, ms, s of a processor, MB, ms
PLACES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def main() -> int:
    wanted = arguments()
    process = psutil.Process()
    before, began = process.memory_info().rss, time.process_time()
    from core.nlu.languages import Languages

    languages = Languages()
    languages.understand("warm", datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("UTC")))
    load, memory = time.process_time() - began, (process.memory_info().rss - before) / 2**20
    from tests.bench import beside
    from tests.bench.cases import cases

    all_cases = cases()
    lines = [case.asked(number) for number, case in enumerate(all_cases)]
    ours = beside.Heard(OURS, load=load, memory=memory)
    answered(ours, languages, lines, ROUNDS)
    found = [ours, *(beside.heard(name, lines) for name in ([] if wanted.alone else beside.RIVALS))]
    print(f"Right of our own sentences, in percent\n\n{accuracy(all_cases, found)}")
    intents(languages)
    print(f"\nFor one sentence, in milliseconds; loading in seconds of a processor, memory in MB\n\n{speeds(found)}")
    for one in found:
        if one.absent:
            print(f"{one.name}: not there ({one.absent})")
    if wanted.times:
        beside_times(wanted, languages, found)
    return broken(ours, hostile(languages))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=Path, help="a file of cases to be scored as well")
    parser.add_argument("--score", type=Path, help="the program that scores it; score.py beside the file")
    parser.add_argument("--alone", action="store_true", help="without the other libraries")
    return parser.parse_args()


def answered(ours: Any, languages: Any, lines: Sequence[dict[str, Any]], rounds: int) -> None:
    """Our answers. The time of a sentence is its best round: what else runs on this machine is no part of it."""
    for round_ in range(rounds):
        for line in lines:
            at = datetime.fromisoformat(line["at"]).replace(tzinfo=ZoneInfo(line["tz"]))
            began = time.perf_counter()
            reading = languages.understand(line["text"], at, locale=line["language"])
            took = (time.perf_counter() - began) * 1000
            number = line["id"]
            ours.ms[number] = min(took, ours.ms.get(number, took))
            if not round_:
                ours.times[number] = [_time(when, at) for when in reading.times]


def _time(when: Any, at: datetime) -> dict[str, Any]:
    start, end = (one and one.astimezone(at.tzinfo).replace(tzinfo=None).isoformat() for one in (when.start, when.end))
    return {"start": start, "end": end, "rrule": list(when.rrule)}


def accuracy(all_cases: Sequence[Any], found: Sequence[Any]) -> str:
    """One row for each file; a library that knows no rules is not asked for them."""
    rows = [["file", "sentences", *(one.name for one in found)]]
    for file in dict.fromkeys(case.file for case in all_cases):
        numbers = [number for number, case in enumerate(all_cases) if case.file == file]
        row = [file, str(len(numbers))]
        for one in found:
            if one.absent or (file == "recurrences" and one.name not in (OURS, "recurrent")):
                row.append("–")
                continue
            right = sum(_right(all_cases[number], one.times.get(number, [])) for number in numbers)
            row.append(f"{100 * right / len(numbers):.1f}")
        rows.append(row)
    return table(rows)


def _right(case: Any, times: Sequence[dict[str, Any]]) -> bool:
    try:
        return bool(case.right(times))
    except (ValueError, TypeError, KeyError, OverflowError):
        return False  # a rule that is none


def intents(languages: Any) -> None:
    """What only we are asked: which command a sentence means, by the rules alone and with the classifier behind them,
    and where that asks instead of doing, whether the right command is among its choices."""
    from core.nlu.guessing.guesser import Guesser
    from tests.language.messy import SINGLE

    rows = [["file", "sentences", "by rules", "intent right", "right or asked", "title right"]]
    folder = ROOT / "tests" / "language"
    odd = sorted((folder / "odd").glob("*.yaml"))
    for file in [*(folder / "messy" / f"{name}.yaml" for name in SINGLE), folder / "german.yaml", *odd]:
        sentences = yaml.safe_load(file.read_text("utf-8"))
        german = file.stem == "german" or file.stem.endswith("de")
        spoken, zone = ("de", "Europe/Berlin") if german else ("en", "America/New_York")
        at = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo(zone))
        with mock.patch.object(Guesser, "better", lambda _, ruled, *rest: ruled):
            ruled = [languages.understand(row["say"], at, locale=spoken) for row in sentences]
        by_rules = sum(got.intent == row.get("intent") for row, got in zip(sentences, ruled, strict=True))
        readings = [languages.understand(row["say"], at, locale=spoken) for row in sentences]
        pairs = list(zip(sentences, readings, strict=True))
        right = sum(got.intent == row.get("intent") for row, got in pairs)
        titles = [got.slots.title == row["title"] for row, got in pairs if "title" in row]
        asked = sum(got.intent is None and row.get("intent") in got.suggestions for row, got in pairs)
        name = file.stem if file.stem == "german" else f"{file.parent.name}/{file.stem}"
        shown = f"{100 * sum(titles) / len(titles):.1f}" if titles else "–"
        shares = [f"{100 * count / len(pairs):.1f}" for count in (by_rules, right, right + asked)]
        rows.append([name, str(len(pairs)), *shares, shown])
    print(f"\nWhich command, in percent\n\n{table(rows)}")


def speeds(found: Iterable[Any]) -> str:
    rows = [["library", "version", "texts/s", *PLACES, "load", "memory"]]
    for one in found:
        took = sorted(one.ms.values())
        if took:
            figures = [f"{_place(took, share):.2f}" for share in PLACES.values()]
            rate = f"{1000 * len(took) / sum(took):.0f}"
            rows.append([one.name, one.version or "–", rate, *figures, f"{one.load:.2f}", f"{one.memory:.0f}"])
    return table(rows)


def _place(took: Sequence[float], share: float) -> float:
    return took[int(len(took) * share)]


def table(rows: Sequence[Sequence[str]]) -> str:
    """In the form that documents take, columns in line."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    lines = [f"| {' | '.join(row)} |" for row in padded]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def beside_times(wanted: argparse.Namespace, languages: Any, found: Sequence[Any]) -> None:
    from tests.bench import beside

    lines = beside.questions(wanted.times)
    ours = beside.Heard(OURS)
    answered(ours, languages, lines, 1)
    others = [beside.heard(one.name, lines) for one in found[1:] if not one.absent]
    with tempfile.TemporaryDirectory() as folder:
        score = wanted.score or wanted.times.with_name("score.py")
        try:
            beside.scored(score, wanted.times, [ours, *others], Path(folder))
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{wanted.times.name}: not scored ({error})")


def hostile(languages: Any) -> float:
    """Milliseconds that the worst of the hostile texts takes, in the better of two rounds."""
    from core.nlu import several
    from tests.bench.hostile import HOSTILE

    at, worst = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")), 0.0
    for spoken, text in HOSTILE.values():
        read = partial(languages.understand, at=at, locale=spoken)
        rounds = []
        for _ in range(2):
            began = time.perf_counter()
            together = several.parted(text, read)
            for wish in together.wishes if together is not None else (text,):
                read(wish)
            rounds.append((time.perf_counter() - began) * 1000)
        worst = max(worst, min(rounds))
    return worst


def broken(ours: Any, worst: float) -> int:
    """1 where a limit is broken, and which."""
    took = sorted(ours.ms.values())
    figures = {name: _place(took, share) for name, share in PLACES.items()} | {"load": ours.load, "memory": ours.memory}
    figures["hostile"] = worst
    print()
    for name, limit in LIMITS.items():
        kept = figures[name] <= limit
        print(f"{name:8} {figures[name]:8.2f}  limit {limit:g}{'' if kept else '  BROKEN'}")
    return int(any(figures[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
