"""People who write without a pause: each wish has its own key and is sent again until it is acknowledged."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import httpx

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request got: a status, or 0 with the error's name; times in epoch seconds."""

    title: str
    status: int
    sent: float
    at: float
    error: str = ""


@dataclass
class Writers:
    """Some over `POST /tasks`, some over `POST /chat`, until `stop`; all that they were told is in `answers`."""

    url: str
    count: int = 4
    answers: list[Answer] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Write from now on."""
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(self.count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish what it has begun."""
        self._done.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def acknowledged(self) -> list[Answer]:
        """The answers that say that it is written."""
        return [answer for answer in self.answers if answer.status in (200, 201)]

    def _write(self, number: int) -> None:
        place, kind = ("/tasks", "title") if number % 2 == 0 else ("/chat", "text")
        wish = 0
        with httpx.Client(base_url=self.url, timeout=PATIENCE_S, trust_env=False, verify=False) as client:
            while not self._done.is_set():
                wish += 1
                title = f"writer{number} wish{wish}"
                body = {kind: title} if kind == "title" else {kind: f'add "{title}"', "key": title}
                while not self._sent(client, place, body, title):
                    time.sleep(0.2)
                time.sleep(0.02)

    def _sent(self, client: httpx.Client, place: str, body: dict[str, str], title: str) -> bool:
        sent, status, error = time.time(), 0, ""
        try:
            answer = client.post(place, json=body, headers={"Idempotency-Key": title})
            status = answer.status_code
            error = "" if answer.is_success else answer.text
        except httpx.HTTPError as problem:
            error = repr(problem)
        self.answers.append(Answer(title, status, sent, time.time(), error))
        return status in (200, 201)
