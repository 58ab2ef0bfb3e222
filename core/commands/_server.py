"""The settings of a workspace, which its admins change: read, written, said and taken back."""

from __future__ import annotations

from typing import Any

from core.commands import _zones as zones
from core.commands._base import Context
from core.domain import Workspace
from core.domain.events import Change, WorkspaceUpdated
from core.domain.workspace import REPEATS
from core.errors import ConflictError, ForbiddenError, UserError
from core.messages import is_zone

NAMES = {"zone": "zone", "repeat": "shortest_repeat"}  # as they are said, and as the row has them


async def row(context: Context, *, lock: bool = False) -> Workspace:
    """The workspace as it is now."""
    found = await context.tx.one(
        f"SELECT * FROM workspaces WHERE id = %(workspace)s{' FOR NO KEY UPDATE' if lock else ''}"
    )
    assert found is not None
    return Workspace(**found)


def value_of(name: str, said: str) -> str | int | None:
    """A value as the row holds it. UserError when there is no such setting or value."""
    if name == "zone":
        return _zone(said.strip())
    if name != "repeat":
        raise UserError("setting_unknown", said=name[:40])
    minutes = int(said) if said.isdecimal() and len(said) < 5 else 0
    if minutes not in REPEATS:
        raise UserError("server_repeat_bad", said=said[:40], known=", ".join(map(str, REPEATS)))
    return minutes


def _zone(said: str) -> str | None:
    if not said:
        return None
    found = [said] if is_zone(said) and "/" in said else zones.resolve(said)
    if not found:
        raise UserError("zone_unknown", zone=said[:50], near=", ".join(zones.likely(said)) or "Europe/Berlin")
    if len(found) > 1:
        raise UserError("server_zone_which", said=said[:50], near=", ".join(found[:5]))
    return found[0]


def said(workspace: Workspace, context: Context) -> dict[str, str]:
    """Each setting in words."""
    zone = workspace.zone or context.book.text("server_zone_none")
    return {
        "zone": context.book.text("server_zone", zone=zone),
        "repeat": context.book.text("server_repeat", minutes=workspace.shortest_repeat),
    }


def written(workspace: Workspace) -> dict[str, Any]:
    """The settings as data."""
    return {"zone": workspace.zone, "repeat": workspace.shortest_repeat}


async def save(context: Context, workspace: Workspace, change: Change) -> None:
    """Write what changed, and say so in the log."""
    names = (*change.after, "version")
    await context.tx.write(
        f"UPDATE workspaces SET {', '.join(f'{name} = %({name})s' for name in names)} WHERE id = %(workspace)s",
        **{name: getattr(workspace, name) for name in names},
    )
    context.tx.emit(WorkspaceUpdated(workspace.id, workspace.version, change))


async def back(context: Context, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Take a change back. ConflictError when it was changed again since."""
    if not context.who.admin:
        raise ForbiddenError("server_admins_only")
    workspace = await row(context, lock=True)
    if any(getattr(workspace, name) != value for name, value in data["after"].items()):
        raise ConflictError("undo_server_settings")
    await save(context, workspace, workspace.settle(**data["before"]))
    return "undone_server_settings", {}
