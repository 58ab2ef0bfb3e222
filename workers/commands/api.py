"""`todobot api`: REST, the page and the conversations of terminal and page, beside other processes."""

from __future__ import annotations

from core.settings import Settings
from workers.data_folder import Run
from workers.options import Port, settings_of
from workers.platforms import wanted
from workers.program import Parts
from workers.serving import serve


def command(port: Port = None) -> None:
    """Serve the API and the page. Needs DATABASE_URL and a bus; run as many as you like."""
    serve(settings_of(port), Parts("api", api=True, doors=True), _greeting)


def _greeting(run: Run, settings: Settings) -> list[str]:
    return [f"todobot api is up: {run.url} (doors: {', '.join(wanted(settings))})"]
