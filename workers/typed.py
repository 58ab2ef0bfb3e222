"""The lines that come in through a pipe, one at a time, without standing in the way of what rings."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from typing import BinaryIO


async def typed_lines() -> AsyncIterator[str]:
    """Each line of standard input without its end, until the input closes; what is no UTF-8 is replaced."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes] = asyncio.Queue()
    wanted = threading.Semaphore(0)

    def read(source: BinaryIO) -> None:
        raw = b"-"
        while raw:
            wanted.acquire()
            raw = source.readline()
            loop.call_soon_threadsafe(waiting.put_nowait, raw)

    # A thread that dies with the program, and a file of its own: the reader of an open pipe can be woken by nothing,
    # and the interpreter waits at its end for its executor's threads and for the lock of its standard input.
    source = open(sys.stdin.fileno(), "rb", closefd=False)  # noqa: SIM115, ASYNC230 (it lives as long as we do)
    threading.Thread(target=read, args=(source,), daemon=True, name="typed").start()
    while True:
        wanted.release()
        raw = await waiting.get()
        if not raw:
            return
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")
