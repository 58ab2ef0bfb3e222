"""What stands before processes in a cluster, in small: a service that knows who is ready, and clients that use it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from fakechat.process import Program

MANIFESTS = Path(__file__).parents[2] / "deploy" / "kubernetes"


def layout() -> dict[str, tuple[int, tuple[str, ...]]]:
    """The chart's processes as it renders them: by name, how many, and with which words `todobot` is called."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for path in sorted(MANIFESTS.glob("30-deployment-*.yaml")):
        spec = yaml.safe_load(path.read_text())["spec"]
        words = tuple(spec["template"]["spec"]["containers"][0]["args"])
        found[path.stem.removeprefix("30-deployment-")] = (spec["replicas"], words)
    return found


@dataclass
class Balancer:
    """A Service: requests go to those who are ready, in turn. Who is taken out gets no new ones."""

    _ready: list[Program] = field(default_factory=list)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, program: Program) -> None:
        """It is ready."""
        with self._lock:
            self._ready.append(program)

    def remove(self, program: Program) -> None:
        """It will go."""
        with self._lock:
            self._ready.remove(program)

    def take(self) -> str:
        """Whose turn it is."""
        with self._lock:
            self._next += 1
            return self._ready[self._next % len(self._ready)].url


@dataclass
class Crowd:
    """Clients that ask one thing after the other until they are told to stop, and repeat nothing."""

    balancer: Balancer
    clients: int = 3
    made: list[str] = field(default_factory=list)  # what was acknowledged
    bad: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """From now on."""
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(self.clients)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Each has the answer to its last question."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _work(self, number: int) -> None:
        with httpx.Client(timeout=120, trust_env=False, verify=False) as client:
            count = 0
            while not self._stop.wait(0.1):
                count += 1
                self._ask(client, f"load {number} {count}")

    def _ask(self, client: httpx.Client, title: str) -> None:
        try:
            answer = client.post(f"{self.balancer.take()}/tasks", json={"title": title})
            if answer.status_code == 201:
                self.made.append(title)
            else:
                self.bad.append(f"POST {answer.status_code} {answer.text[:200]}")
            answer = client.get(f"{self.balancer.take()}/tasks?limit=5")
            if answer.status_code != 200:
                self.bad.append(f"GET {answer.status_code} {answer.text[:200]}")
        except httpx.HTTPError as error:
            self.bad.append(f"{title}: {type(error).__name__} {error}")
