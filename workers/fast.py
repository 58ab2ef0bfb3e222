"""Runs the program on the fastest event loop that this machine has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def run_fast(work: Coroutine[Any, Any, int]) -> int:
    """Like asyncio.run; the exit code that `work` returns."""
    with asyncio.Runner(loop_factory=_factory()) as runner:
        return runner.run(work)


def _factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where it has a wheel for this platform; None is the standard loop, which does the same, slower."""
    if find_spec("uvloop") is None:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    return factory
