"""A service's process in a test: started with its log in a file, waited for, killed, paused, ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

KEEPER = Path(__file__).with_name("keeper.py")


def free_ports(count: int) -> list[int]:
    """So many loopback ports that nobody uses now, all different, outside the range that clients get by themselves."""
    held: list[socket.socket] = []
    try:
        for _ in range(count):
            one = socket.socket()
            one.bind(("127.0.0.1", 0))
            held.append(one)
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


class Service:
    """One process of a service. It ends with `end`, and at the latest with the process `owner`."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, owner: int, **environ: str) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.keeper = subprocess.Popen(
                [sys.executable, str(KEEPER), str(owner), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=os.environ | environ,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The service's own process."""
        return psutil.Process(self.keeper.pid).children()[0].pid

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Until `ready` says so. RuntimeError with the log's end when the process is gone or time is up."""
        until = time.monotonic() + seconds
        while not ready():
            if self.keeper.poll() is not None or time.monotonic() > until:
                self.end()
                raise RuntimeError(f"{self.name} did not start: {self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, as a power cut does it."""
        os.kill(self.pid, signal.SIGKILL)
        self.keeper.wait(10)

    def pause(self) -> None:
        """SIGSTOP: it holds its connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def end(self) -> None:
        """Ended in order, and by force after ten seconds; harmless when it is gone."""
        if self.keeper.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess, IndexError, ProcessLookupError):
                self.go_on()
            self.keeper.terminate()
            self.keeper.wait(20)


def listens(port: int) -> Callable[[], bool]:
    """Whether somebody takes connections there."""

    def ask() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return True
        return False

    return ask
