"""Runs a program in the foreground until a signal ends it: Ctrl-C and SIGTERM finish what has begun."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable

from core import log, tracing
from core.settings import Settings
from workers.data_folder import Run
from workers.fast import run_fast
from workers.last_resort import LastResort
from workers.program import Parts, Program

MARGIN_S, OWN_DATABASE_S = 5.0, 60.0  # on top of the grace period

Greeting = Callable[[Run, Settings], list[str]]


def serve(settings: Settings, parts: Parts, greeting: Greeting) -> None:
    """Run these parts and end the process; `greeting` is said once they are up."""
    log.configure(settings.log_level, settings.log_format)
    tracing.configure(settings.otel_exporter_otlp_endpoint, parts.name)
    last = LastResort()
    code = run_fast(_serve(settings, parts, greeting, last))
    last.over()
    tracing.flush()
    sys.exit(code)


async def _serve(settings: Settings, parts: Parts, greeting: Greeting, last: LastResort) -> int:
    program = Program(settings, say=_say, parts=parts)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, program.stop)
    try:
        run = await program.start()
        for line in greeting(run, settings):
            _say(line)
        await program.run()
        _say("Stopping: finishing what has begun.")
    finally:
        # A database of our own writes everything down before it ends, which may take its time.
        last.start(loop, settings.grace_seconds + (OWN_DATABASE_S if parts.alone else MARGIN_S))
        await program.close()
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
