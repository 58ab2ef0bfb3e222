"""The page with 100,000 tasks in a real browser: when it first paints, and whether scrolling the list ever stalls."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.api.who import local_account
from core.bootstrap import build
from core.db.directory import Known
from core.db.embedded import EmbeddedPostgres
from core.db.migrate import migrate
from core.messages import Address, Author
from core.settings import Settings
from tests.crowd import fill
from tests.ui.browser import ROOT, chromium

SIZE = 100_000
PAINT_MS, TASK_MS = 1000, 50  # the limits
TODOBOT = str(Path(sys.executable).with_name("todobot"))
UI = ROOT / "bot" / "web" / "ui"
# All of them are the person's own and open, so that the list has every one.
_MINE = (
    "UPDATE tasks SET creator_id = %(me)s, list_id = %(inbox)s, status = 'open', completed_at = NULL"
    " WHERE workspace_id = %(workspace)s"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser saw, in milliseconds: medians of five cold loads, and every task of over 50 ms by its cause."""

    chat_paint: float
    tasks_paint: float
    rows: float  # until the first rows are there
    jump: float  # until rows are there after the scroll bar was dragged to a far place, the median
    stalls: dict[str, list[float]]
    busy: float  # the longest that one task kept the processor, which other programs do not lengthen
    listed: int


async def page(url: str) -> Seen:
    """All of it, on a database of its own on this server. RuntimeError where there is no Chromium."""
    program = chromium()
    database_url = await _filled(url)
    with _up(database_url) as address:
        return _measured(program, address)


async def _filled(url: str) -> str:
    """A database with so many tasks of the person whose machine this is."""
    with psycopg.connect(_dsn(url), autocommit=True) as connection:
        connection.execute("CREATE DATABASE page")
    database_url = make_url(url).set(database="page").render_as_string(hide_password=False)
    await migrate(database_url)
    services = build(Settings(_env_file=None), database_url, {})  # type: ignore[call-arg]
    me = local_account()
    known: Known = await services.directory.identify(Address("web", me, "main", person=me), Author(me, me))
    await services.db.stop()
    fill(_dsn(database_url), known, SIZE)
    params = {"me": known.person_id, "inbox": known.inbox_id, "workspace": known.workspace_id}
    with psycopg.connect(_dsn(database_url), autocommit=True) as connection:
        connection.execute(_MINE, params)
        connection.execute("VACUUM ANALYZE tasks")
    return database_url


@contextmanager
def _up(database_url: str) -> Iterator[str]:
    """`todobot up` on this database, and where it answers; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="todobot-page-") as folder:
        environ = os.environ | {"DATABASE_URL": database_url, "LOG_LEVEL": "error"}
        command = [TODOBOT, "up", "--port", str(port), "--data-dir", folder]
        running = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
        try:
            _until_ready(port)
            yield f"http://localhost:{port}"
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def _until_ready(port: int) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("todobot up is not ready")


def _measured(program: str, address: str) -> Seen:
    script = UI / "tests" / "bench" / "page.ts"
    command = [str(ROOT / ".ci" / "node"), "node", "--disable-warning=ExperimentalWarning", str(script)]
    environ = os.environ | {"TODOBOT_URL": address, "CHROMIUM": program}
    done = subprocess.run(command, cwd=UI, capture_output=True, text=True, env=environ, timeout=600)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Seen(**json.loads(done.stdout.splitlines()[-1]))


def _dsn(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def rows(seen: Seen) -> list[tuple[str, str, str, str]]:
    """The lines of the table: what, ours, beside, note."""
    stalls = [one for many in seen.stalls.values() for one in many]
    told = "; ".join(f"{name}: {', '.join(f'{one:.0f}' for one in many)}" for name, many in seen.stalls.items() if many)
    note = f"worst {max(stalls):.0f} ms ({told})" if stalls else "none"
    return [
        ("page: first paint, chat", f"{seen.chat_paint:.0f} ms", f"limit {PAINT_MS} ms", "median of 5 cold loads"),
        ("page: first paint, 100,000 tasks", f"{seen.tasks_paint:.0f} ms", f"limit {PAINT_MS} ms", ""),
        ("  until the first rows", f"{seen.rows:.0f} ms", "", ""),
        ("  until rows after a far jump", f"{seen.jump:.0f} ms", "", f"of {seen.listed:,} listed"),
        (f"  stalls of over {TASK_MS} ms, scrolling", f"{len(stalls)}", "limit 0", note),
        (
            "  longest task, processor time",
            f"{seen.busy:.0f} ms",
            f"limit {TASK_MS} ms",
            "other programs do not lengthen it",
        ),
    ]


async def main() -> None:
    """The table by itself; with --serve it stays up, so that one can look."""
    with tempfile.TemporaryDirectory(prefix="todobot-page-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "data")
        try:
            url = await server.start()
            if "--serve" in sys.argv:
                with _up(await _filled(url)) as address:
                    print(address, flush=True)
                    await asyncio.Event().wait()
            for name, ours, beside, note in rows(await page(url)):
                print(f"{name:<34} {ours:>16} {beside:>22}  {note}")
        finally:
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
