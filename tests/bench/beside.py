"""Other libraries on the same sentences: each in a process of its own, from an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "bench" / "rivals"
PYTHON = ROOT / ".cache" / "rivals" / "bin" / "python"
NODE = ROOT / ".ci" / "node"
LONGEST = 600  # seconds for one library
RIVALS = {  # name, and who reads with it
    "dateparser": "read.py",
    "parsedatetime": "read.py",
    "recurrent": "read.py",
    "timefhuman": "read.py",
    "chrono": "read.mjs",
    "recognizers": "read.mjs",
}


@dataclass(slots=True)
class Heard:
    """What one reader answered: times and milliseconds by the number of the case; or why it is not there."""

    name: str
    version: str = ""
    load: float = 0.0
    memory: float = 0.0
    times: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    ms: dict[int, float] = field(default_factory=dict)
    absent: str = ""


def heard(name: str, lines: Sequence[dict[str, Any]]) -> Heard:
    """The answers of a library to lines of {id, text, at, tz, language, offset}."""
    script = FOLDER / RIVALS[name]
    command = [str(PYTHON), str(script), name] if script.suffix == ".py" else [str(NODE), "node", str(script), name]
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    try:
        ended = subprocess.run(
            command, input=asked, text=True, capture_output=True, timeout=LONGEST, env=os.environ | {"TZ": "UTC"}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Heard(name, absent=_reason(str(error)))
    if ended.returncode:
        return Heard(name, absent=_reason(ended.stderr))
    first, *answers, last = (json.loads(line) for line in ended.stdout.splitlines())
    found = Heard(name, first["version"], first["load"], last["memory"])
    for one in answers:
        found.times[one["id"]], found.ms[one["id"]] = one["times"], one["ms"]
    return found


def _reason(said: str) -> str:
    """The last line that says something, without paths of this machine."""
    lines = [line.strip() for line in said.splitlines() if "Error" in line or "not found" in line] or said.splitlines()
    return (lines[-1] if lines else "it ended without a word").replace(str(ROOT), ".")[:160]


def scored(score: Path, times: Path, found: Sequence[Heard], folder: Path) -> None:
    """Print what the program `score` says of each one's answers to a file of cases."""
    for one in found:
        if one.absent:
            continue
        answers = folder / f"{one.name}.jsonl"
        names = [json.loads(line)["id"] for line in times.read_text("utf-8").splitlines() if line.strip()]
        rows = ({"id": name, "times": one.times.get(place, [])} for place, name in enumerate(names))
        answers.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        print(f"\n{times.name} by {one.name} {one.version}".rstrip(), flush=True)
        subprocess.run([sys.executable, str(score), str(times), str(answers)], check=True)


def questions(times: Path) -> list[dict[str, Any]]:
    """The cases of such a file as lines to ask."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    found: list[dict[str, Any]] = []
    for place, line in enumerate(line for line in times.read_text("utf-8").splitlines() if line.strip()):
        case = json.loads(line)
        offset = datetime.fromisoformat(case["ref"]).replace(tzinfo=ZoneInfo(case["tz"])).utcoffset()
        asked = {"id": place, "text": case["text"], "at": case["ref"], "tz": case["tz"], "language": "en"}
        found.append({**asked, "offset": offset.total_seconds() / 60 if offset is not None else 0})
    return found
