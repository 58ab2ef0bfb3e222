"""Services that one test run starts once, whichever of its processes asks first, and stops at its end."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.services.obtain import MissingError

FOLDER, OWNER = "TODOBOT_TEST_RUN", "TODOBOT_TEST_OWNER"
Facts = dict[str, str]


def begin() -> bool:
    """Called by every process of the run; whether this one is the first, which has to call `end`."""
    if FOLDER in os.environ:
        return False
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="todobot-run-")
    os.environ[OWNER] = str(os.getpid())
    return True


def owner() -> int:
    """The process with whose end every service ends."""
    return int(os.environ[OWNER])


def shared(name: str, start: Callable[[Path], tuple[int, Facts]]) -> Facts:
    """What is to be known of the run's service of that name.

    `start` gets an empty folder, and answers the keeping process and the facts. Skips the test where the machine
    cannot have the service; in CI that is a failure.
    """
    home = Path(os.environ[FOLDER])
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = home / f"{name}.json"
        if not known.exists():
            folder = home / name
            folder.mkdir()
            known.write_text(json.dumps(_tried(start, folder)))
        facts: Facts = json.loads(known.read_text())
    if "missing" in facts:
        refuse(facts["missing"])
    return facts


def refuse(reason: str) -> None:
    """Skip, or in CI fail."""
    if os.environ.get("CI"):
        pytest.fail(f"a real service is missing: {reason}", pytrace=False)
    pytest.skip(f"a real service is missing: {reason}")


def _tried(start: Callable[[Path], tuple[int, Facts]], folder: Path) -> Facts:
    try:
        pid, facts = start(folder)
    except MissingError as error:
        return {"missing": str(error)}
    return facts | {"pid": str(pid)}


def versions() -> list[str]:
    """Which services this run has started or missed, in words."""
    return [one.get("version") or f"MISSING: {one['missing']}" for one in _known()]


def _known() -> list[Facts]:
    return [json.loads(path.read_text()) for path in sorted(Path(os.environ[FOLDER]).glob("*.json"))]


def end() -> None:
    """Stop what runs and forget it."""
    facts = _known()
    keepers = [psutil.Process(int(one["pid"])) for one in facts if "pid" in one and psutil.pid_exists(int(one["pid"]))]
    for keeper in keepers:
        keeper.send_signal(signal.SIGTERM)
    psutil.wait_procs(keepers, timeout=15)
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)
