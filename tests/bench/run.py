"""`make bench`: commands, relay, lateness, memory, start, growth, the page: each beside its limit, in the same run."""

from __future__ import annotations

import asyncio
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
from pathlib import Path

import psutil
from backbone import burst, kafka_rates
from growth import growth
from lateness import lateness
from load import Load, post_many
from page import page
from page import rows as page_rows
from relay import relay_rates
from start import LIMIT_S, starts

from core.db.embedded import EmbeddedPostgres

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.services.broker import Broker  # noqa: E402 (found from the root)
from tests.services.obtain import MissingError  # noqa: E402

COUNT = int(os.environ.get("BENCH_COUNT", "1500"))
CONNECTIONS = 8
ROUNDS = 3
SENTENCES = (
    "Create a task to buy groceries",
    "submit report tomorrow 4pm p1 #work",
    "I need to renew my passport by friday",
    "add call the dentist next tuesday at 3pm",
)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, environ: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that ends with the block."""
    running = subprocess.Popen(command, env={**os.environ, **(environ or {})}, stdout=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()


def until_it_answers(port: int, path: str, seconds: float = 60) -> float:
    """How long it takes until the path answers 200."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing answered on {port}{path}")


def row(name: str, value: str, beside: str = "", note: str = "") -> None:
    """One line of the table."""
    print(f"{name:<34} {value:>16} {beside:>22}  {note}", flush=True)


async def commands(ours: int, limit: int) -> None:
    """Structured and text commands; the rounds alternate, so that a noisy machine hits both alike."""
    fast: list[Load] = []
    slow: list[Load] = []
    for port in (ours, limit):
        await post_many(port, "/tasks", _task, count=100, connections=CONNECTIONS)
    for _ in range(ROUNDS):
        slow.append(await post_many(ours, "/tasks", _task, count=COUNT, connections=CONNECTIONS))
        fast.append(await post_many(limit, "/tasks", _task, count=COUNT, connections=CONNECTIONS))
    best, ceiling = max(slow, key=_rate), max(fast, key=_rate)
    ratio = best.per_second / ceiling.per_second
    row("POST /tasks, commands/s", f"{best.per_second:.0f}", f"limit {ceiling.per_second:.0f}", f"ratio {ratio:.2f}")
    row("  p50 / p99 ms", f"{best.p50:.1f} / {best.p99:.1f}", f"{ceiling.p50:.1f} / {ceiling.p99:.1f}")
    text = await post_many(ours, "/chat", _text, count=COUNT, connections=CONNECTIONS)
    row("POST /chat, sentences/s", f"{text.per_second:.0f}", f"limit {ceiling.per_second:.0f}", _parse_note(ours))
    row("  p50 / p99 ms", f"{text.p50:.1f} / {text.p99:.1f}")


def _rate(load: Load) -> float:
    return load.per_second


def _task(number: int) -> dict[str, object]:
    return {"title": f"task {number}", "description": "measured", "priority": 2}


def _text(number: int) -> dict[str, object]:
    # A conversation of its own per connection's turn: a person types into one place at a time.
    return {"text": SENTENCES[number % len(SENTENCES)], "conversation": f"bench-{number % CONNECTIONS}"}


def _parse_note(port: int) -> str:
    """The mean time that understanding a text took, by the program's own count."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    values = {line.split(" ")[0]: float(line.split(" ")[1]) for line in lines if line.startswith("todobot_parse_")}
    mean = values["todobot_parse_seconds_sum"] / max(1.0, values["todobot_parse_seconds_count"])
    return f"parse {mean * 1000:.2f} ms each"


async def measure(folder: Path) -> None:
    """Everything, on one PostgreSQL of our own."""
    server = EmbeddedPostgres(folder / "data")
    url = await server.start()
    try:
        todobot = str(Path(sys.executable).with_name("todobot"))
        port, limit = free_port(), free_port()
        up = (todobot, "up", "--port", str(port), "--data-dir", str(folder / "run"))
        environ = {"DATABASE_URL": url, "LOG_LEVEL": "error"}
        with process(*up, environ=environ):
            until_it_answers(port, "/health/ready")
        with process(*up, environ=environ) as ours, process(sys.executable, str(HERE / "baseline.py"), url, str(limit)):
            started = until_it_answers(port, "/health/ready")
            until_it_answers(limit, "/docs")
            memory = psutil.Process(ours.pid).memory_info().rss / 2**20
            row("start, warm, to ready", f"{started:.1f} s", "limit 5 s")
            row("memory after start", f"{memory:.0f} MB")
            await commands(port, limit)
            row("memory after the load", f"{psutil.Process(ours.pid).memory_info().rss / 2**20:.0f} MB")
            await asyncio.sleep(3)
            late = await lateness(url, per_second=50, seconds=20)
            row("lateness, 50 reminders/s for 20 s", f"p99 {late.p99:.0f} ms", "limit 500 ms", late.note)
        ours_rate, bare = await relay_rates(url)
        row("relay, rows/s", f"{ours_rate:.0f}", f"bare loop {bare:.0f}", f"ratio {ours_rate / bare:.2f}")
        await backbone(url, folder)
        for name, few, many in await growth(url):
            note = f"ratio {many / few:.2f}, limit 2"
            row(f"{name}, 100,000 tasks", f"{many:.1f} ms", f"1,000: {few:.1f} ms", note)
        await in_a_browser(url)
    finally:
        await server.stop()


async def in_a_browser(url: str) -> None:
    """The page; said so where this machine has no Chromium."""
    try:
        seen = await page(url)
    except RuntimeError as error:
        row("page", "not measured", note=str(error)[-300:])
        return
    for line in page_rows(seen):
        row(*line)


async def backbone(url: str, folder: Path) -> None:
    """What goes through a real Kafka; said so where this machine has none."""
    (folder / "kafka").mkdir()
    try:
        broker = Broker(folder / "kafka", os.getpid())
    except MissingError as error:
        row("through Kafka", "not measured", note=str(error))
        return
    broker.start()
    try:
        ours, bare = await kafka_rates(url, broker.servers)
        row("relay through Kafka, records/s", f"{ours:.0f}", f"bare client {bare:.0f}", f"ratio {ours / bare:.2f}")
        told, last, first = await burst(url, broker.servers)
        note = f"{told} told, earliest {first:.2f} s after due"
        row("10,000 due in a second, 2 workers", f"{last:.1f} s", "limit 8 s", note)
        for name, seconds in (await starts(url, broker.servers, free_port)).items():
            row(f"start of {name}, on one core", f"{seconds:.1f} s", f"limit {LIMIT_S:.0f} s")
    finally:
        broker.stop()


def main() -> None:
    """Print the table."""
    print(f"{'what':<34} {'ours':>16} {'beside':>22}")
    with tempfile.TemporaryDirectory(prefix="todobot-bench-") as folder:
        Path(folder).chmod(0o755)
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
