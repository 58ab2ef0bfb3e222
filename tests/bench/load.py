"""A small HTTP load: so many connections, one request after the other on each, and the time that each took."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second and the times in milliseconds."""

    per_second: float
    p50: float
    p99: float


async def post_many(
    port: int, path: str, body: Callable[[int], dict[str, Any]], *, count: int, connections: int
) -> Load:
    """POST JSON bodies; every answer must be 2xx."""
    numbers = iter(range(count))
    times: list[float] = []

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            payload = json.dumps(body(number)).encode()
            head = (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(payload)}\r\n\r\n"
            )
            started = time.perf_counter()
            writer.write(head.encode() + payload)
            status = await _answer(reader)
            times.append((time.perf_counter() - started) * 1000)
            if status // 100 != 2:
                raise RuntimeError(f"{path} answered {status}")
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    took = time.perf_counter() - started
    times.sort()
    return Load(count / took, times[len(times) // 2], times[int(len(times) * 0.99)])


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    length = int(head.split("content-length:", 1)[1].split("\r\n", 1)[0])
    await reader.readexactly(length)
    return status
