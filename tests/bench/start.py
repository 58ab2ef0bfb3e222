"""How long the image's processes take from their start to /health/ready, on one core, with database and Kafka up."""

from __future__ import annotations

import compileall
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from core.bus.kafka.cluster import make_topics
from core.settings import Settings

ROOT = Path(__file__).parents[2]
TODOBOT = Path(sys.executable).with_name("todobot")
PARTS = {
    "api": ("api",),
    "bot": ("bot",),
    "core": ("work", "relay", "sweep", "schedule"),
    "notify": ("work", "notify"),
    "updates": ("work", "updates"),
}
ROUNDS = 3
LIMIT_S = 3.0
PATIENCE_S = 60.0


async def starts(url: str, servers: str, port: Callable[[], int]) -> dict[str, float]:
    """Seconds of each process by its name in the chart: the median of some starts, one after the other."""
    settings = Settings(_env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=f"s{secrets.token_hex(3)}-")
    await make_topics(settings, 1)
    for package in ("bot", "core", "workers"):  # as in the image
        compileall.compile_dir(str(ROOT / package), quiet=1)
    environ = os.environ | {
        "DATABASE_URL": url,
        "KAFKA_BOOTSTRAP_SERVERS": servers,
        "KAFKA_PREFIX": settings.kafka_prefix,
        "EVENT_BUS": "kafka",
        "SCHEDULER": "dapr",  # its sidecar is not waited for, in the chart neither
        "APP_API_TOKEN": secrets.token_hex(8),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LOG_LEVEL": "error",
    }
    found: dict[str, list[float]] = {name: [] for name in PARTS}
    for _ in range(ROUNDS):
        for name, words in PARTS.items():
            found[name].append(_started(words, environ, port(), port()))
    return {name: statistics.median(times) for name, times in found.items()}


def _started(words: tuple[str, ...], environ: dict[str, str], port: int, inner: int) -> float:
    """One start, on one core."""
    with tempfile.TemporaryDirectory(prefix="todobot-start-") as folder:
        began = time.perf_counter()
        process = subprocess.Popen(
            [TODOBOT, *words],
            env=environ | {"PORT": str(port), "INTERNAL_PORT": str(inner), "DATA_DIR": folder},
            stdout=subprocess.DEVNULL,
        )
        _keep_on_one_core(process.pid)
        try:
            while not _ready(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                    raise TimeoutError(f"todobot {' '.join(words)} is not ready")
                time.sleep(0.01)
            return time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def _keep_on_one_core(pid: int) -> None:
    one = psutil.Process(pid)
    if hasattr(one, "cpu_affinity"):  # not on macOS
        one.cpu_affinity(one.cpu_affinity()[:1])


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
