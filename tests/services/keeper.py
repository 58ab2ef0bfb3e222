"""Runs one service for as long as another process lives: `keeper.py PID COMMAND...`.

The process that needs a service may be killed; what it started must not stay behind. SIGTERM ends the service, and
with it this program; the service's exit ends it too, with the same code.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

PATIENCE_S = 10.0
LOOK_S = 0.25


def main() -> int:
    """Start, watch, stop."""
    watched, command = int(sys.argv[1]), sys.argv[2:]
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the one whom we serve
    with subprocess.Popen(command, start_new_session=True) as child:
        while child.poll() is None and not stopping and _lives(watched):
            time.sleep(LOOK_S)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        return child.wait()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())
