"""A bot with a real Dapr sidecar beside it, for faults of the sidecar and of its scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from fakechat.process import Program
from tests.services.running import free_ports
from tests.services.shared import owner
from tests.services.sidecar import Sidecar

TOKEN = "canary-app-token"
SIGNED = {"dapr-api-token": TOKEN}
DEPLOYED = Path(__file__).parents[2] / "deploy" / "dapr"


def settings_at(grpc: str, internal: int) -> dict[str, str]:
    """What a bot is told whose timers are at Dapr there."""
    return {
        "SCHEDULER": "dapr",
        "DAPR_GRPC_ENDPOINT": grpc,
        "APP_API_TOKEN": TOKEN,
        "INTERNAL_PORT": str(internal),
    }


@contextmanager
def sidecar_of(
    folder: Path, scheduler: str, app_port: int, *files: str, app: str = "", **environ: str
) -> Iterator[tuple[Sidecar, dict[str, str]]]:
    """A sidecar of an app on this port, not started, with these files of deploy/dapr; and the settings of the bot.

    Processes of the same `app` share its timers.
    """
    home = folder / f"dapr-{app_port}"
    (home / "components").mkdir(parents=True)
    for name in files:
        (home / "components" / Path(name).name).symlink_to(DEPLOYED / name)
    made = Sidecar(
        home,
        owner(),
        app or f"app-{app_port}",
        app_port,
        home / "components",
        scheduler,
        config=DEPLOYED / "config.yaml",
        environ={"APP_API_TOKEN": TOKEN, **environ},
    )
    (internal,) = free_ports(1)
    try:
        yield made, settings_at(made.settings["DAPR_GRPC_ENDPOINT"], internal)
    finally:
        made.stop()


def counted(bot: Program, name: str, result: str) -> float:
    """How often the bot counted this result."""
    text = httpx.get(f"{bot.url}/metrics", timeout=5).text
    found = re.search(rf'^todobot_{name}_total{{result="{result}"}} (\S+)$', text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def healthy(bot: Program, part: str = "scheduler") -> bool:
    """Whether this part of the bot is up."""
    up: bool = httpx.get(f"{bot.url}/health", timeout=5).json()["parts"][part]["up"]
    return up


def ring(settings: dict[str, str], name: str, **headers: str) -> int:
    """Call the bot as a sidecar would; the status of its answer."""
    url = f"http://127.0.0.1:{settings['INTERNAL_PORT']}/job/{name}"
    return httpx.post(url, json={}, headers=headers, timeout=5).status_code
