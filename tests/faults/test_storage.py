"""F12, F15, F16: connections end, the answer to a COMMIT is lost, the disk is full, the database is read-only."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from fakechat.process import Program, wait_until
from tests.faults.proxy import before
from tests.faults.scene import Scene
from tests.faults.servers import own_server

TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'todobot'
"""
SOCKET = ".s.PGSQL.5432"


def add(bot: Program, title: str, key: str = "") -> httpx.Response:
    """One task over REST, asked once."""
    headers = {"Idempotency-Key": key} if key else {}
    return httpx.post(f"{bot.url}/tasks", json={"title": title}, headers=headers, timeout=30)


def titles(scene: Scene) -> list[str]:
    """The titles of all tasks, in the order of their numbers."""
    return [row["title"] for row in scene.rows("SELECT title FROM tasks ORDER BY number")]


def test_the_first_wish_after_all_connections_were_ended_is_granted(stage):  # F12
    with stage() as scene:
        bot = scene.bot()
        for number in range(5):
            scene.script(TERMINATE)
            assert add(bot, f"wish {number}").status_code == 201
            assert scene.fake.type(f"add typed {number}")["tries"][0]["status"] == 200
        ringing = scene.remind("ring all the same", 2)
        until = time.monotonic() + 3
        while time.monotonic() < until:  # also in the middle of whatever it does
            scene.script(TERMINATE)
            time.sleep(0.05)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        assert sorted(titles(scene)) == sorted(
            [*(f"wish {n}" for n in range(5)), *(f"typed {n}" for n in range(5)), "ring all the same"]
        )


def test_a_commit_whose_answer_is_lost_makes_nothing_twice(stage, server_url):  # F15
    folder = make_url(server_url).query.get("host")
    if not folder:
        pytest.skip("the test's server has no socket here that a proxy could stand before")
    with before(f"{folder}/{SOCKET}") as proxy, stage() as scene:
        given = make_url(scene.url.replace("postgresql://", "postgresql+psycopg://", 1))
        url = given.set(host="127.0.0.1", port=proxy.port, query={}).render_as_string(hide_password=False)
        bot = scene.bot(DATABASE_URL=url)
        add(bot, "to be at home")
        for number in range(5):
            proxy.cut(1)
            first = add(bot, f"wish {number}", key=f"key {number}")
            again = add(bot, f"wish {number}", key=f"key {number}")
            assert again.status_code == 201
            assert first.status_code in (201, 503)
            if first.status_code == 201:
                assert again.json() == first.json()
        proxy.cut(3)
        assert scene.fake.type("add typed")["tries"][0]["status"] == 200
        wait_until(lambda: "typed" in titles(scene), 20, "what was typed")
        ringing = scene.remind("ring once", 2)
        proxy.cut(4)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        assert proxy.lost >= 9
        assert sorted(titles(scene)) == sorted(
            ["to be at home", *(f"wish {number}" for number in range(5)), "typed", "ring once"]
        )


def test_with_a_full_disk_nothing_is_acknowledged_and_with_room_it_goes_on_by_itself(stage):  # F16
    with small_disk() as disk, own_server(disk / "server") as server, stage(url=server.url) as scene:
        bot = scene.bot()
        assert add(bot, "before").status_code == 201
        ballast = disk / "ballast"
        acknowledged, refusals = ["before"], 0
        fill(ballast)
        for number in range(400):
            fill(ballast)
            title = f"wish {number} " + "x" * 150
            answer = add(bot, title, key=title)
            if answer.status_code == 201:
                acknowledged.append(title)
                continue
            assert answer.status_code == 503, answer.text
            assert "nothing was done" in answer.json()["detail"]
            refusals += 1
            if refusals == 2:
                break
        assert refusals, "the disk never was full"
        ballast.unlink()
        wait_until(lambda: add(bot, "after", key="after").status_code == 201, 60, "room to be used", every=0.5)
        assert titles(scene) == [*acknowledged, "after"]
        ringing = scene.remind("ring", 1)
        scene.reaches(ringing, "sent")


def test_while_the_database_is_read_only_nothing_is_acknowledged(stage):  # F16
    with stage() as scene:
        bot = scene.bot()
        assert add(bot, "before").status_code == 201
        name = scene.rows("SELECT current_database() AS name")[0]["name"]
        scene.script(f"ALTER DATABASE {name} SET default_transaction_read_only = on; {TERMINATE}")
        answer = add(bot, "while", key="while")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert httpx.get(f"{bot.url}/tasks", timeout=10).json()["items"][0]["title"] == "before"
        with psycopg.connect(scene.url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
            connection.execute(TERMINATE)
        assert add(bot, "while", key="while").status_code == 201
        assert titles(scene) == ["before", "while"]


def fill(ballast: Path) -> None:
    """Take every byte that is free."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of 192 MB. The test is skipped where this user may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="todobot-disk-", dir="/tmp"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192m,mode=0755", "tmpfs", folder], capture_output=True)
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"no disk to fill: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)
