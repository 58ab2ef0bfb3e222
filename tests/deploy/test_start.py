"""Each process of the chart is ready within three seconds of one core, with database and Kafka up.

Counted is the processor's time from the start to /health/ready, which is the time that passes on a core of its own: so
the figure is the same on a machine that has much else to do. `make bench` measures the time that passes.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core.bus.kafka.cluster import make_topics
from core.settings import Settings
from fakechat.process import wait_until
from tests.faults.rolling import layout
from tests.services.running import free_ports
from tests.services.sidecar import answers

pytestmark = [pytest.mark.services, pytest.mark.deploying, pytest.mark.timeout(400)]
LIMIT_S, TRIES = 3.0, 2
TODOBOT = Path(sys.executable).with_name("todobot")


def taken(words: tuple[str, ...], environ: dict[str, str], folder: Path) -> float:
    """Seconds of the processor until it is ready."""
    port, inner = free_ports(2)
    own = {"PORT": str(port), "INTERNAL_PORT": str(inner), "DATA_DIR": str(folder)}
    process = subprocess.Popen([TODOBOT, *words], env=environ | own, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        watched = psutil.Process(process.pid)
        if hasattr(watched, "cpu_affinity"):  # not on macOS
            watched.cpu_affinity(watched.cpu_affinity()[:1])
        wait_until(answers(f"http://127.0.0.1:{port}/health/ready"), 90, f"todobot {' '.join(words)} to be ready")
        spent = watched.cpu_times()
        return spent.user + spent.system
    finally:
        process.terminate()
        process.wait(60)


async def test_every_process_of_the_chart_is_ready_within_three_seconds_of_a_core(
    database_url: str, kafka_servers: str, tmp_path: Path
):
    settings = Settings(_env_file=None, kafka_bootstrap_servers=kafka_servers, kafka_prefix=f"{secrets.token_hex(3)}-")
    await make_topics(settings, 1)
    environ = os.environ | {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "KAFKA_PREFIX": settings.kafka_prefix,
        "SCHEDULER": "dapr",  # its sidecar is not waited for, in the chart neither
        "APP_API_TOKEN": "a-token-of-this-test",
        "LOG_LEVEL": "error",
    }
    processes = {words for _, words in layout().values()}
    assert len(processes) >= 5
    taken(("api",), environ, tmp_path)  # the first one compiles what the image has compiled
    # The least of some: what else runs on the same core only ever adds.
    found = {words: min(taken(words, environ, tmp_path) for _ in range(TRIES)) for words in processes}
    assert {words: seconds for words, seconds in found.items() if seconds > LIMIT_S} == {}
