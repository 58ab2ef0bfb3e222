"""A real Kubernetes control plane on loopback ports: etcd, API server, controllers, scheduler; kwok plays the nodes."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.deploy import injector
from tests.services import charttools
from tests.services.running import Service, free_ports

ROOT = Path(__file__).parents[2]
TOKEN = "the-tests-own-token"
RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {
        "name": "node",
        "annotations": {"kwok.x-k8s.io/node": "fake"},
        "labels": {"kubernetes.io/hostname": "node", "topology.kubernetes.io/zone": "a"},
    },
    "status": {"allocatable": {"cpu": "64", "memory": "256Gi", "pods": "500"}, "phase": "Running"},
}


class ControlPlane:
    """`start` takes some seconds; `end` leaves nothing behind. No container runs: what pods do is shown elsewhere."""

    def __init__(self, folder: Path, owner: int) -> None:
        self.folder, self._owner = folder, owner
        self._program, self._kwok = charttools.kubernetes(), charttools.kwok()
        self._etcd, self._peer, self.port = free_ports(3)
        self._services: list[Service] = []
        self.kubeconfig = folder / "kubeconfig"
        self.api = httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            verify=False,
            timeout=30,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

    def start(self) -> None:
        """Return when pods can be made and run."""
        self._write()
        client, peer = f"http://127.0.0.1:{self._etcd}", f"http://127.0.0.1:{self._peer}"
        etcd = {"data-dir": self.folder / "etcd", "unsafe-no-fsync": "true", "log-level": "error"}
        etcd |= {"listen-client-urls": client, "advertise-client-urls": client, "listen-peer-urls": peer}
        self._run("etcd", etcd | {"initial-advertise-peer-urls": peer, "initial-cluster": f"default={peer}"})
        keys = {"service-account-key-file": self.folder / "key.pem"}
        keys |= {"service-account-signing-key-file": self.folder / "key.pem"}
        server = {"etcd-servers": client, "secure-port": self.port, "bind-address": "127.0.0.1"}
        server |= {"cert-dir": self.folder / "certs", "service-account-issuer": "https://kubernetes.default.svc"}
        server |= {"service-cluster-ip-range": "10.0.0.0/24", "authorization-mode": "RBAC"}
        self._run("apiserver", server | keys | {"token-auth-file": self.folder / "tokens.csv"})
        self.until(self._ready, 60, "the API server to be ready")
        own = {"kubeconfig": self.kubeconfig, "leader-elect": "false", "secure-port": 0}
        authority = {"service-account-private-key-file": self.folder / "key.pem"}
        authority["root-ca-file"] = self.folder / "certs" / "apiserver.crt"
        self._run("controllers", own | authority)
        self._run("scheduler", own)
        words = ["--kubeconfig", self.kubeconfig, "--manage-all-nodes=true", "--config", charttools.stages()]
        self._services.append(Service("kwok", [str(word) for word in (self._kwok, *words)], self.folder, self._owner))
        self.post("/api/v1/nodes", NODE)
        self.until(lambda: self.get("/api/v1/namespaces/default/serviceaccounts/default"), 60, "the controllers")

    def end(self) -> None:
        """Everything stops, the last first."""
        self.api.close()
        for service in reversed(self._services):
            service.end()

    def get(self, path: str) -> dict[str, Any]:
        """What lies there; empty when nothing does."""
        answer = self.api.get(path)
        return answer.json() if answer.status_code == 200 else {}

    def post(self, path: str, body: dict[str, Any]) -> None:
        """Make it."""
        answer = self.api.post(path, json=body)
        assert answer.status_code in (200, 201), answer.text

    def namespace(self, name: str) -> None:
        """One that enforces the restricted Pod Security profile."""
        self.post("/api/v1/namespaces", {"metadata": {"name": name, "labels": RESTRICTED}})
        self.until(lambda: self.get(f"/api/v1/namespaces/{name}/serviceaccounts/default"), 30, f"namespace {name}")

    def define(self, folder: Path) -> None:
        """Make custom resources known, from the files of their definitions."""
        known = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        names = []
        for path in sorted(folder.glob("*.yaml")):
            for definition in yaml.safe_load_all(path.read_text()):
                if "conversion" in definition["spec"]:  # by a webhook that does not run here
                    definition["spec"]["conversion"] = {"strategy": "None"}
                self.post(known, definition)
                names.append(definition["metadata"]["name"])
        for name in names:
            self.until(lambda name=name: _established(self.get(f"{known}/{name}")), 30, f"{name} to be known")

    def inject(self, flags: Sequence[str]) -> None:
        """From now on Dapr gives pods their sidecars, as it is installed with these words of `helm install`."""
        service, hook = injector.started(self.folder, self._owner, flags)
        self._services.append(service)
        self.post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", hook)

    def helm(self, *words: str, fails: bool = False) -> str:
        """What Helm says. AssertionError when it fails, or when it does not and should."""
        command = [str(charttools.helm()), "--kubeconfig", str(self.kubeconfig), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert (done.returncode != 0) is fails, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def shell(self, command: str) -> str:
        """What a line says that somebody types in the repository, with this cluster's helm and kubectl."""
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        for one in (charttools.helm(), charttools.kubectl()):
            if not (programs / one.name).exists():
                (programs / one.name).symlink_to(one)
        environ = os.environ | {"KUBECONFIG": str(self.kubeconfig), "PATH": f"{programs}:{os.environ['PATH']}"}
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @staticmethod
    def until(ask: Callable[[], Any], seconds: float, what: str) -> Any:
        """What `ask` answers as soon as it is something."""
        end = time.monotonic() + seconds
        while not (answer := ask()):
            assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
            time.sleep(0.2)
        return answer

    def _ready(self) -> bool:
        try:
            return self.api.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def _run(self, role: str, options: dict[str, Any]) -> None:
        words = [f"--{name}={value}" for name, value in options.items()]
        self._services.append(Service(role, [str(self._program), role, *words], self.folder, self._owner))

    def _write(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        kind, shape = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
        (self.folder / "key.pem").write_bytes(key.private_bytes(kind, shape, serialization.NoEncryption()))
        (self.folder / "tokens.csv").write_text(f'{TOKEN},tests,tests,"system:masters"\n')
        cluster = {"server": f"https://127.0.0.1:{self.port}", "insecure-skip-tls-verify": True}
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "tests"}
        config["clusters"] = [{"name": "tests", "cluster": cluster}]
        config["users"] = [{"name": "tests", "user": {"token": TOKEN}}]
        config["contexts"] = [{"name": "tests", "context": {"cluster": "tests", "user": "tests"}}]
        self.kubeconfig.write_text(json.dumps(config))
        self.kubeconfig.chmod(0o600)


def _established(definition: dict[str, Any]) -> bool:
    conditions = definition.get("status", {}).get("conditions", [])
    return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)
