"""The data folder of a running todobot: one `up` at a time, and where the others find it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import StartError

LOCK, RUN = "up.lock", "run.json"
LOOK_S = 0.25


@dataclass(frozen=True, slots=True)
class Run:
    """A running `up`: where it answers, and the token that lets who can read the folder speak for its people."""

    pid: int
    url: str
    token: str


class DataFolder:
    """Held by one `up`. The lock is the kernel's, so a process that was killed holds nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock: int | None = None

    def hold(self) -> None:
        """Take the folder, and forget where one that was killed had answered. StartError when another `up` has it."""
        lock = self._opened()
        try:
            _take(lock)
        except OSError as error:
            os.close(lock)
            run = self.running()
            where = f" at {run.url} (process {run.pid})" if run else ""
            raise StartError(
                f"todobot is running on {self.path} already{where}. Talk to it with `todobot chat`, stop it, or give"
                " this one a folder of its own: --data-dir OTHER"
            ) from error
        self._lock = lock
        (self.path / RUN).unlink(missing_ok=True)

    def make(self) -> None:
        """See that the folder is there. StartError when it cannot be."""
        os.close(self._opened())

    def tell(self, url: str) -> Run:
        """Write where we answer, readable by this user alone."""
        run = Run(os.getpid(), url, secrets.token_urlsafe(24))
        draft = self.path / f"{RUN}.new"
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(run), file)
        draft.replace(self.path / RUN)
        return run

    def leave(self) -> None:
        """Give the folder back."""
        if self._lock is not None:
            (self.path / RUN).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def running(self) -> Run | None:
        """The `up` that runs on this folder, or None. A file that a killed one left behind does not count."""
        if not self.held():
            return None
        try:
            return Run(**json.loads((self.path / RUN).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def held(self) -> bool:
        """Whether an `up` has the folder, also one that is starting and cannot be talked to yet."""
        try:
            lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    def _opened(self) -> int:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StartError(
                f"The data folder {self.path} cannot be used ({reason}). Name one that you may write to:"
                " --data-dir OTHER"
            ) from error


def _take(lock: int) -> None:
    """The lock for us alone; one who only looks whether it is taken holds it for an instant."""
    until = time.monotonic() + LOOK_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
