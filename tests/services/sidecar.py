"""Dapr's processes: the scheduler that keeps the jobs, and a sidecar (daprd) beside an app."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import obtain
from tests.services.running import Service, free_ports

LOOPBACK = "127.0.0.1"


def answers(url: str) -> Callable[[], bool]:
    """Whether this URL answers with success."""

    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                return 200 <= answer.status < 300
        except (OSError, urllib.error.URLError):
            return False

    return ask


@dataclass
class JobScheduler:
    """Dapr's scheduler with its own etcd; its jobs outlive its deaths."""

    folder: Path
    owner: int

    def __post_init__(self) -> None:
        self._program = obtain.dapr()
        self.port, self._health, self._metrics, self._etcd, self._peer = free_ports(5)
        self._service: Service | None = None

    @property
    def address(self) -> str:
        """What a sidecar is told."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """The process that keeps it."""
        assert self._service is not None
        return self._service.keeper.pid

    def start(self) -> None:
        """Return when it is healthy."""
        name = "dapr-scheduler-server-0"
        options = {
            "listen-address": LOOPBACK,
            "port": self.port,
            "healthz-listen-address": LOOPBACK,
            "healthz-port": self._health,
            "metrics-listen-address": LOOPBACK,
            "metrics-port": self._metrics,
            "etcd-data-dir": self.folder / "etcd",
            "etcd-client-port": self._etcd,
            "etcd-initial-cluster": f"{name}=http://localhost:{self._peer}",
            "id": name,
        }
        self._service = Service("scheduler", _command(self._program, "scheduler", options), self.folder, self.owner)
        self._service.wait(answers(f"http://{LOOPBACK}:{self._health}/healthz"), 60)

    def kill(self) -> None:
        """SIGKILL."""
        assert self._service is not None
        self._service.kill()

    def stop(self) -> None:
        """Shut down in order."""
        if self._service is not None:
            self._service.end()


@dataclass
class Sidecar:
    """daprd beside the app on `app_port`; its own ports stay the same over its deaths.

    `components` is a folder of Dapr resources, `environ` what they and the app token (APP_API_TOKEN) are read from.
    """

    folder: Path
    owner: int
    app_id: str
    app_port: int
    components: Path
    scheduler: str = ""
    config: Path | None = None
    environ: dict[str, str] = field(default_factory=dict)
    health_path: str = "/health/live"

    def __post_init__(self) -> None:
        self._program = obtain.dapr()
        self.http, self.grpc, self._internal, self._metrics = free_ports(4)
        self._service: Service | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the app's environment needs to find it."""
        return {
            "DAPR_HTTP_ENDPOINT": f"http://{LOOPBACK}:{self.http}",
            "DAPR_GRPC_ENDPOINT": f"http://{LOOPBACK}:{self.grpc}",
        }

    def start(self, *, wait: bool = True) -> None:
        """Start it; with `wait`, return when it is healthy, which takes an app that answers."""
        options = {
            "app-id": self.app_id,
            "app-port": self.app_port,
            "app-protocol": "http",
            "dapr-http-port": self.http,
            "dapr-grpc-port": self.grpc,
            "dapr-internal-grpc-port": self._internal,
            "dapr-listen-addresses": LOOPBACK,
            "metrics-port": self._metrics,
            "metrics-listen-address": LOOPBACK,
            "placement-host-address": "",
            "scheduler-host-address": self.scheduler,
            "resources-path": self.components,
            "app-health-check-path": self.health_path,
            "app-health-probe-interval": 1,
            "log-level": "warn",
        }
        if self.config is not None:
            options["config"] = self.config
        command = [*_command(self._program, "daprd", options), "--enable-app-health-check"]
        self._service = Service(f"daprd-{self.app_id}", command, self.folder, self.owner, **self.environ)
        if wait:
            self._until_it_has_its_ports()

    def _until_it_has_its_ports(self) -> None:
        """A port that was free when it was chosen may be somebody's now: then it is started once more."""
        for left in (2, 1, 0):
            try:
                self.wait()
                return
            except RuntimeError:
                if not left or "address already in use" not in self.log:
                    raise
            self._internal, self._metrics = free_ports(2)
            self.start(wait=False)

    def wait(self, seconds: float = 60) -> None:
        """Until it is healthy."""
        assert self._service is not None
        self._service.wait(answers(f"http://{LOOPBACK}:{self.http}/v1.0/healthz"), seconds)

    @property
    def log(self) -> str:
        """What it has said."""
        assert self._service is not None
        return self._service.log.read_text(errors="replace")

    def kill(self) -> None:
        """SIGKILL."""
        assert self._service is not None
        self._service.kill()

    def stop(self) -> None:
        """Shut down in order."""
        if self._service is not None:
            self._service.end()


def _command(program: Path, role: str, options: dict[str, object]) -> list[str]:
    words = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [str(program), role, *words]
