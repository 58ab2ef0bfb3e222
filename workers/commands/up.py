"""`todobot up`: everything on this machine, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys

from core import log
from core.settings import Settings
from workers.data_folder import Run
from workers.fast import run_fast
from workers.options import Data, Port, settings_of
from workers.program import Program


def command(port: Port = None, data_dir: Data = None) -> None:
    """Run everything on this machine: the database, the reminders, the page and the chat platforms that are set up."""
    settings = settings_of(port, data_dir)
    log.configure(settings.log_level, settings.log_format)
    sys.exit(run_fast(_up(settings)))


async def _up(settings: Settings) -> int:
    program = Program(settings, say=_say)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, program.stop)
    try:
        run = await program.start()
        _greet(run, settings)
        await program.run()
        _say("Stopping: finishing what has begun.")
    finally:
        await program.close()
    return 0


def _greet(run: Run, settings: Settings) -> None:
    _say(f"todobot is up: {run.url} (the API is described at {run.url}/docs)")
    _say(f"  doors     {', '.join(settings.platforms)}")
    _say(f"  data      {settings.data_dir.resolve() if not settings.database_url else 'DATABASE_URL'}")
    _say("  talk      make chat, in another terminal")
    _say("  stop      Ctrl-C; what is set rings when it runs again")


def _say(line: str) -> None:
    print(line, flush=True)
