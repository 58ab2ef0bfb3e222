"""Programs that a test starts: on a free loopback port, ended by their own pid, with what they said in a file."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import httpx

T = TypeVar("T")
PATIENCE = 2.0


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(look: Callable[[], T | None], timeout: float, what: str, every: float = 0.02) -> T:
    """What `look` finds as soon as it is true; AssertionError that names `what` when it does not come.

    `timeout` are seconds on a machine that does nothing else; a busy one gets PATIENCE times as long.
    """
    timeout *= PATIENCE
    end = time.monotonic() + timeout
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        time.sleep(every)


class Program:
    """One process. It can be started again after its end; its output is appended to `output`."""

    def __init__(
        self, command: Sequence[str], *, port: int, output: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        self.command, self.port, self.output = list(command), port, output
        self.environ = dict(environ or {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id; AssertionError when it was never started."""
        assert self.process is not None, "not started"
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs (a paused one does)."""
        return self.process is not None and self.process.poll() is None

    def start(self, *, ready: str = "/health/live", timeout: float = 60.0) -> None:
        """Start and return when GET `ready` answers 2xx; with ready="" at once."""
        assert not self.alive, "already running"
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environ}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        if ready:
            wait_until(
                lambda: self.answers(ready), timeout, f"{self.command[:3]} to answer {ready}\n{self.said()[-2000:]}"
            )

    def answers(self, path: str) -> bool:
        """Whether GET `path` is answered 2xx within 2 s; AssertionError when the process has ended."""
        assert self.alive, f"{self.command[:3]} ended at its start:\n{self.said()[-2000:]}"
        try:
            # It is plain HTTP; reading all certificates costs 20 ms at every call.
            return httpx.get(self.url + path, timeout=2, trust_env=False, verify=False).is_success
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        """All of its output so far."""
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def signal(self, number: int) -> None:
        """Send a signal to this very process."""
        if self.alive:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, and wait for its end."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(10)

    def pause(self) -> None:
        """SIGSTOP: it stands still, with its connections open."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self.signal(signal.SIGCONT)

    def stop(self, timeout: float = 30.0) -> int:
        """SIGTERM (and SIGCONT, if it is paused), then SIGKILL after `timeout`; its exit status."""
        if self.process is None:
            return 0
        self.signal(signal.SIGTERM)
        self.resume()
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.wait()


def todobot(
    folder: Path,
    *,
    environ: Mapping[str, str],
    arguments: Sequence[str] = ("up",),
    port: int | None = None,
    name: str = "todobot",
) -> Program:
    """The todobot program of this environment, not started yet, with PORT and DATA_DIR of its own under `folder`.

    `environ` overrides all of it: take Fakechat.for_bot() for the platform, DATABASE_URL for a given database, DATA_DIR
    when several share one.
    """
    port = port or free_port()
    own = {"PORT": str(port), "DATA_DIR": str(folder / "data"), "LOG_FORMAT": "json", **environ}
    program = Path(sys.executable).with_name("todobot")
    return Program([str(program), *arguments], port=port, output=folder / f"{name}.out", environ=own)
