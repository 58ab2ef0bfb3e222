"""What a platform told us, kept for a while: asked once, however many wait for it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from core.errors import TransientError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Answers by key, at most `size` of them, each for `ttl_s` seconds.

    While the platform does not answer (TransientError), what it said before is still what is known.
    """

    def __init__(self, ttl_s: float, size: int = 10_000) -> None:
        self._ttl_s, self._size = ttl_s, size
        self._known: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._asking: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """What is known, else what `ask` says; its error when nothing is known."""
        known = self._known.get(key)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.ensure_future(self._ask(key, ask))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        try:
            return await asyncio.shield(task)  # one that gives up waiting takes the answer from nobody
        except TransientError:
            if known is None:
                raise
            return known[1]

    async def _ask(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        value = await ask()
        # What was changed while we asked may be newer than the answer: `put` and `forget` take the task away.
        if self._asking.get(key) is asyncio.current_task():
            self.put(key, value)
        return value

    def last(self, key: K) -> V | None:
        """What was said last, however long ago; None when that is not kept."""
        known = self._known.get(key)
        return known[1] if known is not None else None

    def put(self, key: K, value: V) -> None:
        """This is so from now on."""
        self._asking.pop(key, None)
        self._known[key] = (time.monotonic() + self._ttl_s, value)
        self._known.move_to_end(key)
        while len(self._known) > self._size:
            self._known.popitem(last=False)

    def forget(self, which: Callable[[K], bool]) -> None:
        """These have changed: ask again."""
        for keys in (self._known, self._asking):
            for key in [key for key in keys if which(key)]:
                del keys[key]
