"""Points at which a test lets the process stop or die: `TODOBOT_FAULT=notify.after_post=kill`; inert when unset.

`kill` sends SIGKILL and `stop` sends SIGSTOP to the process itself; `@3` after it waits for the third time, and
several are separated by commas. With `TODOBOT_FAULT_WHEN` nothing happens before that file is there.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

_SIGNALS = {"kill": "SIGKILL", "stop": "SIGSTOP"}


def _plan(text: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for item in filter(None, (item.strip() for item in text.split(","))):
        point, _, what = item.partition("=")
        name, _, count = what.partition("@")
        found[point] = (getattr(signal, _SIGNALS[name or "kill"]), int(count or 1))
    return found


_planned = _plan(os.environ.get("TODOBOT_FAULT", ""))
_when = os.environ.get("TODOBOT_FAULT_WHEN", "")


def hit(point: str) -> None:
    """Nothing, unless this point was named when the program started."""
    if point not in _planned or (_when and not Path(_when).exists()):
        return
    what, left = _planned[point]
    if left > 1:
        _planned[point] = (what, left - 1)
        return
    del _planned[point]
    os.kill(os.getpid(), what)
