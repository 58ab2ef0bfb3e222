"""`todobot work`: the loops and consumers, all of them or those that are named."""

from __future__ import annotations

from typing import Annotated

import typer

from core.errors import StartError
from core.settings import Settings
from workers.data_folder import Run
from workers.loops import ROLES
from workers.options import Port, settings_of
from workers.program import Parts
from workers.serving import serve

Roles = Annotated[list[str] | None, typer.Argument(help=f"Which of {', '.join(ROLES)}; all when none is named.")]


def command(roles: Roles = None, port: Port = None) -> None:
    """Relay facts, set timers, post reminders. Needs DATABASE_URL and a bus; any number of each may run."""
    wanted = tuple(dict.fromkeys(roles or ROLES))
    unknown = [role for role in wanted if role not in ROLES]
    if unknown:
        raise StartError(f"There is no role {', '.join(unknown)}. There is: {', '.join(ROLES)}.")

    def greeting(run: Run, _settings: Settings) -> list[str]:
        return [f"todobot work is up: {run.url}/health (roles: {', '.join(wanted)})"]

    serve(settings_of(port), Parts("work", roles=wanted), greeting)
