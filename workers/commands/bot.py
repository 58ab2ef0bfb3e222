"""`todobot bot`: the chat platforms' ways in, beside other processes."""

from __future__ import annotations

from core.settings import Settings
from workers.data_folder import Run
from workers.options import Port, settings_of
from workers.platforms import wanted
from workers.program import Parts
from workers.serving import serve


def command(port: Port = None) -> None:
    """Listen to the platforms in BOT_PLATFORMS. Needs DATABASE_URL and a bus; one process per gateway."""
    serve(settings_of(port), Parts("bot", doors=True), _greeting)


def _greeting(run: Run, settings: Settings) -> list[str]:
    return [f"todobot bot is up: {run.url}/health (doors: {', '.join(wanted(settings))})"]
