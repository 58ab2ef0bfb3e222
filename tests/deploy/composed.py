"""The services of docker-compose.yml as processes of this machine: its commands, settings, files, order and checks.

Each container's network is a set of free loopback ports, and every address that the file names is put into them.
Images of others are stood in for by the programs of tests/services; what only a container has (its own root, users,
volumes) is shown by test_image.py instead.
"""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.deploy import names
from tests.deploy.chart import ROOT
from tests.services import obtain
from tests.services.broker import HERE as SERVICES
from tests.services.broker import LEAN
from tests.services.running import Service, listens
from tests.services.sidecar import answers

BIN = Path(sys.executable).parent
SYSTEM = ("/usr/local/bin", "/usr/bin", "/bin")
PORTS = {"PORT", "INTERNAL_PORT", "--port", "--app-port"}  # settings and options whose value is a port of their own
ABSENT = {"postgres", "dapr-placement"}  # the test has its own server; only actors need the other, nobody is told of it
READY_S = 240.0
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def image_settings() -> dict[str, str]:
    """What the Dockerfile puts into the environment of every process of ours."""
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    block = re.search(r"^ENV (PATH=.*?)\nWORKDIR", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    return dict(re.findall(r"(\w+)=(\S+)", block[1].replace("\\\n", " ")))


def image_command(target: str) -> list[str]:
    """What the image of this target runs when nothing else is said."""
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    found = re.search(rf'^FROM runtime AS {target}\n(?:.*\n)*?CMD \["([\w-]+)"\]', text, re.MULTILINE)
    assert found is not None, target
    return [found[1]]


@dataclass
class Composed:
    """`start` brings up what `docker compose up` does, with `environ` for `.env`; `end` stops the last first."""

    folder: Path
    owner: int
    secrets: Mapping[str, str]
    environ: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)  # more files for every sidecar, by their names
    running: dict[str, Service] = field(default_factory=dict)
    _ports: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services: dict[str, Any] = self._read(names.compose()["services"])

    def port(self, service: str, number: int) -> int:
        """The port on this machine that stands for the container's."""
        network = str(self.services.get(service, {}).get("network_mode", service)).removeprefix("service:")
        if (network, number) not in self._ports:
            self._ports[network, number] = _free(set(self._ports.values()))
        return self._ports[network, number]

    def start(self) -> None:
        """Everything without a profile, in the order that the file asks for; then until all say that they are well."""
        for name, service in self.services.items():
            if "profiles" not in service:
                self._start(name)
        for name in self.running:
            self._until(name, "service_healthy")

    def inside(self, name: str, *words: str) -> str:
        """What a command answers that somebody runs in the container: `docker compose exec NAME WORDS`."""
        _, environ = self._made(name, self.services[name], self.folder / name)
        path = ":".join([str(BIN), *SYSTEM])
        done = subprocess.run(
            words, env=environ | {"PATH": path}, capture_output=True, text=True, cwd=self.folder / name
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def end(self) -> dict[str, int]:
        """With which code each process of ours ended."""
        codes: dict[str, int] = {}
        for name, service in reversed(self.running.items()):
            service.end()
            if names.ours(self.services[name]):
                codes[name] = service.keeper.wait(60)
        return codes

    def _start(self, name: str) -> None:
        if name in self.running or name in ABSENT:
            return
        service = self.services[name]
        for other, how in service.get("depends_on", {}).items():
            self._start(other)
            self._until(other, how["condition"])
        home = self.folder / name
        home.mkdir()
        command, environ = self._made(name, service, home)
        clean = [
            "env",
            "-i",
            f"PATH={':'.join([str(BIN), *SYSTEM])}",
            *(f"{key}={value}" for key, value in environ.items()),
        ]
        self.running[name] = Service(name, [*clean, *command], home, self.owner)

    def _made(self, name: str, service: dict[str, Any], home: Path) -> tuple[list[str], dict[str, str]]:
        if name == "kafka":
            return self._kafka(service, home), {"KAFKA_HEAP_OPTS": service["environment"]["KAFKA_HEAP_OPTS"]}
        if name == "dapr-scheduler":
            return self._scheduler(service, home), {}
        if name.endswith("-daprd"):
            return self._sidecar(name, service, home), self._settings(name, service["environment"])
        (home / "secrets").mkdir(exist_ok=True)
        for secret in service["secrets"]:
            (home / "secrets" / secret).write_text(self.secrets[secret])
        settings = image_settings() | service["environment"]
        # The container's root cannot be written, and it has no volume: nobody may want this folder.
        settings |= {"HOST": "127.0.0.1", "DATA_DIR": str(home / "data"), "SECRET_FILES": str(home / "secrets")}
        settings.pop("PATH")
        words = service.get("command") or image_command(service["build"]["target"])
        return [str(BIN / "todobot"), *words], self._settings(name, settings)

    def _kafka(self, service: dict[str, Any], home: Path) -> list[str]:
        """Its image makes properties of the environment's names."""
        options = {
            key: value for key, value in service["environment"].items() if key not in ("CLUSTER_ID", "KAFKA_HEAP_OPTS")
        }
        lines = {key.removeprefix("KAFKA_").lower().replace("_", "."): value for key, value in options.items()}
        lines["log.dirs"] = str(home / "data")
        for key in ("listeners", "advertised.listeners", "controller.quorum.voters"):
            bound = re.sub(r"://:(\d+)", r"://kafka:\1", lines[key])
            lines[key] = self._moved("kafka", bound)
        (home / "server.properties").write_text("\n".join(f"{key}={value}" for key, value in lines.items()))
        log = f"-Dlog4j2.configurationFile={SERVICES / 'kafka' / 'log4j2.properties'}"
        java = ["java", *LEAN, log, "-cp", f"{obtain.kafka()}/*"]
        formatted = ["kafka.tools.StorageTool", "format", "-t", service["environment"]["CLUSTER_ID"], "-c"]
        done = subprocess.run([*java, *formatted, "server.properties"], cwd=home, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return [*java, "kafka.Kafka", "server.properties"]

    def _scheduler(self, service: dict[str, Any], home: Path) -> list[str]:
        ours, loopback = "dapr-scheduler-server-0", "127.0.0.1"
        own = {"listen-address": loopback, "healthz-listen-address": loopback, "metrics-listen-address": loopback}
        own |= {"healthz-port": self.port("dapr-scheduler", 8080), "metrics-port": self.port("dapr-scheduler", 9090)}
        own |= {"etcd-client-port": self.port("dapr-scheduler", 2379), "id": ours}
        own |= {"etcd-initial-cluster": f"{ours}=http://localhost:{self.port('dapr-scheduler', 2380)}"}
        words = [str(home / "etcd") if word == "/var/lib/dapr" else word for word in service["command"][1:]]
        return [str(obtain.dapr()), "scheduler", *self._words("dapr-scheduler", words), *_options(own)]

    def _sidecar(self, name: str, service: dict[str, Any], home: Path) -> list[str]:
        for volume in service["volumes"]:
            source, target, _ = volume.split(":")
            place = home / target.lstrip("/")
            place.parent.mkdir(exist_ok=True)
            place.write_bytes((ROOT / source).read_bytes())
        for file, text in self.resources.items():
            (home / "components" / file).write_text(text)
        words = [
            str(home / word.lstrip("/")) if word in ("/components", "/config.yaml") else word
            for word in service["command"][1:]
        ]
        own: dict[str, object] = {"placement-host-address": "", "metrics-listen-address": "127.0.0.1"}
        own |= {"metrics-port": self.port(name, 9090)}
        own |= {"dapr-http-port": self.port(name, 3500), "dapr-grpc-port": self.port(name, 50001)}
        own |= {"dapr-internal-grpc-port": self.port(name, 50002), "log-level": "warn"}
        return [str(obtain.dapr()), "daprd", *self._words(name, words), *_options(own)]

    def _until(self, name: str, condition: str) -> None:
        if name in ABSENT or condition == "service_started":
            return
        running, service = self.running[name], self.services[name]
        if condition == "service_completed_successfully" or (names.ours(service) and "healthcheck" not in service):
            assert running.keeper.wait(READY_S) == 0, running.log.read_text(errors="replace")[-3000:]
        elif name == "kafka":
            running.wait(listens(self.port(name, 9092)), READY_S)
        elif "healthcheck" in service:
            running.wait(lambda: self.healthy(name), READY_S)

    def healthy(self, name: str) -> bool:
        """Whether the file's own check says that the container is well."""
        kind, program, *words, text = self.services[name]["healthcheck"]["test"]
        time.sleep(0.3)
        if program == "/bin/wget":
            return answers(self._moved(name, text))()
        assert (kind, program, *words) == ("CMD", "python", "-c")
        return subprocess.run([sys.executable, "-c", self._moved(name, text)], capture_output=True).returncode == 0

    def _settings(self, name: str, environ: Mapping[str, str]) -> dict[str, str]:
        return {
            key: str(self.port(name, int(value))) if key in PORTS else self._moved(name, value)
            for key, value in environ.items()
        }

    def _words(self, name: str, words: list[str]) -> list[str]:
        pairs = zip(["", *words], words, strict=False)
        return [
            str(self.port(name, int(word))) if before in PORTS else self._moved(name, word) for before, word in pairs
        ]

    def _moved(self, name: str, text: str) -> str:
        """The text with every address in it as it is on this machine."""
        known = "|".join(re.escape(one) for one in [*self.services, "127.0.0.1"])
        return re.sub(rf"(?<![\w.-])({known}):(\d+)", lambda found: self._place(name, found[1], int(found[2])), text)

    def _place(self, name: str, host: str, number: int) -> str:
        return f"127.0.0.1:{self.port(name if host == '127.0.0.1' else host, number)}"

    def _read(self, value: Any) -> Any:
        """The file with its variables filled in, as compose does it."""
        if isinstance(value, dict):
            return {key: self._read(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._read(one) for one in value]
        return (
            _VARIABLE.sub(lambda found: self.environ.get(found[1]) or found[2] or "", value)
            if isinstance(value, str)
            else value
        )


def _free(taken: set[int]) -> int:
    """A port that nobody uses now, of those that no client is given: it is taken long after it was chosen."""
    while True:
        port = secrets.choice(range(15_000, 30_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in taken:
                return port


def _options(options: Mapping[str, object]) -> list[str]:
    return [part for name, value in options.items() for part in (f"--{name}", str(value))]
