"""`todobot up`: everything on this machine, until it is told to stop."""

from __future__ import annotations

from core.settings import Settings
from workers.data_folder import Run
from workers.options import Data, Port, settings_of
from workers.platforms import wanted
from workers.program import EVERYTHING
from workers.serving import serve


def command(port: Port = None, data_dir: Data = None) -> None:
    """Run everything on this machine: the database, the reminders, the page and the chat platforms that are set up."""
    serve(settings_of(port, data_dir), EVERYTHING, _greeting)


def _greeting(run: Run, settings: Settings) -> list[str]:
    return [
        f"todobot is up: {run.url} (the API is described at {run.url}/docs)",
        f"  doors     {', '.join(wanted(settings))}",
        f"  data      {settings.data_dir.resolve() if not settings.database_url else 'DATABASE_URL'}",
        "  talk      make chat, in another terminal",
        "  stop      Ctrl-C; what is set rings when it runs again",
    ]
