"""The laptop's PostgreSQL keeps its data through every kind of death, as any user, in any folder."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from core.db.embedded import EmbeddedPostgres
from core.db.postmaster import Postmaster
from core.errors import StartError

ROOT = Path(__file__).parents[3]
Start = Callable[..., Awaitable[EmbeddedPostgres]]


def run(server: EmbeddedPostgres, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def gone(pid: int | None) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def healed(server: EmbeddedPostgres, sql: str, within: float = 15.0) -> list[tuple[object, ...]]:
    deadline = time.monotonic() + within
    while True:
        try:
            return await asyncio.to_thread(run, server, sql)
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server did not come back"
            await asyncio.sleep(0.05)


async def test_a_first_start_makes_the_database_in_utf8(tmp_path: Path, start: Start) -> None:
    told: list[str] = []
    server = EmbeddedPostgres(tmp_path, on_progress=told.append)
    try:
        url = await server.start()
        assert url.startswith("postgresql+psycopg://")
        (row,) = run(server, "SELECT current_database(), getdatabaseencoding(), upper('ä'), current_setting('fsync')")
        assert row == ("todobot", "UTF8", "Ä", "on")
        assert any("Creating" in sentence for sentence in told)
    finally:
        await server.stop()


async def test_a_warm_start_takes_less_than_a_second_and_a_half(tmp_path: Path, start: Start) -> None:
    await (await start(tmp_path)).stop()
    begun = time.monotonic()
    run(await start(tmp_path), "SELECT 1")
    assert time.monotonic() - begun < 1.5


async def test_nothing_listens_on_tcp_and_the_socket_is_private(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path)
    assert server.pid is not None
    listening = [c for c in psutil.Process(server.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert listening == []
    (row,) = run(server, "SHOW unix_socket_directories")
    assert stat.S_IMODE(Path(str(row[0]).strip('"')).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "postgres" / "server.log").stat().st_mode) == 0o600


async def test_a_second_program_attaches_and_the_last_to_leave_stops_it(tmp_path: Path, start: Start) -> None:
    first, second = await start(tmp_path), await start(tmp_path)
    pid = first.pid
    assert second.pid == pid
    assert second.url == first.url
    await second.stop()
    assert first.pid == pid
    third = await start(tmp_path)
    await first.stop()
    assert run(third, "SELECT 1") == [(1,)]
    await third.stop()
    assert gone(pid)


async def test_two_programs_may_start_the_same_new_folder_at_once(tmp_path: Path, start: Start) -> None:
    servers = await asyncio.gather(*(start(tmp_path) for _ in range(3)))
    assert len({server.pid for server in servers}) == 1
    assert [run(server, "SELECT 1") for server in servers] == [[(1,)]] * 3


async def test_a_kept_server_runs_on(tmp_path: Path, start: Start) -> None:
    kept = await start(tmp_path, keep=True)
    pid = kept.pid
    await kept.stop()
    assert (await start(tmp_path)).pid == pid


async def test_a_server_that_outlived_its_killed_program_is_adopted(tmp_path: Path, start: Start) -> None:
    program = textwrap.dedent("""
        import asyncio, os, signal, sys
        from pathlib import Path
        from core.db.embedded import EmbeddedPostgres
        async def main():
            server = EmbeddedPostgres(Path(sys.argv[1]))
            await server.start()
            print(server.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(main())
    """)
    ended = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == -signal.SIGKILL
    server = await start(tmp_path)
    assert server.pid == int(ended.stdout)
    await server.stop()
    assert gone(int(ended.stdout))


async def test_a_killed_server_comes_back_by_itself_with_its_data(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path)
    run(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    pid, url = server.pid, server.url
    kill(pid)
    assert await healed(server, "SELECT count(*) FROM kept") == [(1000,)]
    assert server.pid != pid
    assert server.url == url


async def test_a_server_killed_while_we_were_away_starts_with_its_data(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path, keep=True)
    run(server, "CREATE TABLE kept AS SELECT 1 AS n")
    pid = server.pid
    await server.stop()
    kill(pid)
    assert run(await start(tmp_path), "SELECT n FROM kept") == [(1,)]


async def test_a_server_that_dies_just_after_it_was_found_is_started_again(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await start(tmp_path, keep=True)
    run(kept, "CREATE TABLE kept AS SELECT 1 AS n")
    pid = kept.pid
    await kept.stop()
    find = Postmaster.ensure_running

    def find_and_lose(self: Postmaster, deadline: float, progress: Callable[[str], None]) -> None:
        find(self, deadline, progress)
        if self.pid() == pid:
            kill(pid)
            psutil.wait_procs([psutil.Process(pid)], timeout=5)

    monkeypatch.setattr(Postmaster, "ensure_running", find_and_lose)
    assert run(await start(tmp_path), "SELECT n FROM kept") == [(1,)]


async def test_a_stale_pid_file_whose_number_lives_on_is_no_server(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path, keep=True)
    pid = server.pid
    await server.stop()
    file = tmp_path / "postgres" / "cluster" / "postmaster.pid"
    kill(pid)
    old = file.read_text().split("\n", 1)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        file.write_text(f"{stranger.pid}\n{old[1]}")
        again = await start(tmp_path)
        assert again.pid not in (pid, stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_path_too_long_for_a_socket_works(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / ("a long name, with spaces and ümläuts " * 3) / ("x" * 80)
    server = await start(folder)
    assert run(server, "SELECT 1") == [(1,)]
    await server.stop()
    assert run(await start(folder), "SELECT 1") == [(1,)]


async def test_a_server_whose_socket_was_cleaned_away_is_started_anew(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path, keep=True)
    pid = server.pid
    run(server, "CREATE TABLE kept AS SELECT 1 AS n")
    (row,) = run(server, "SHOW unix_socket_directories")
    await server.stop()
    for file in Path(str(row[0]).strip('"')).iterdir():
        file.unlink()
    again = await start(tmp_path)
    assert again.pid != pid
    assert run(again, "SELECT n FROM kept") == [(1,)]


async def test_a_start_that_is_cancelled_leaves_no_server_behind(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    starting = asyncio.create_task(server.start())
    await asyncio.sleep(0.3)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert server.pid is None


async def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartError, match="DATA_DIR"):
        await EmbeddedPostgres(tmp_path / "file").start()


async def test_an_interrupted_creation_is_begun_anew(tmp_path: Path, start: Start) -> None:
    half = tmp_path / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert run(await start(tmp_path), "SELECT 1") == [(1,)]


async def test_foreign_files_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "cluster").mkdir(parents=True)
    (tmp_path / "postgres" / "cluster" / "thesis.txt").write_text("mine")
    with pytest.raises(StartError, match="no PostgreSQL database"):
        await EmbeddedPostgres(tmp_path).start()


async def test_a_platform_without_the_wheel_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StartError, match="DATABASE_URL=postgresql://"):
        await EmbeddedPostgres(tmp_path).start()
    assert list(tmp_path.iterdir()) == []


async def test_a_broken_cluster_is_explained_and_not_locked(tmp_path: Path, start: Start) -> None:
    await (await start(tmp_path)).stop()
    version = tmp_path / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(StartError, match="version"):
        await EmbeddedPostgres(tmp_path).start()
    version.write_text("18\n")
    assert run(await start(tmp_path), "SELECT 1") == [(1,)]
