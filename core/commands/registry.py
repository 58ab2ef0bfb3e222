"""Finds the commands: every file of this folder that is not infrastructure holds exactly one."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from pydantic import TypeAdapter

import core.commands as folder
from core.commands._base import Command
from core.commands.several import Several
from core.errors import UserError

INFRASTRUCTURE = frozenset({"registry"})


def _load() -> dict[str, type[Command]]:
    found: dict[str, type[Command]] = {}
    for module_info in pkgutil.iter_modules(folder.__path__):
        stem = module_info.name
        if stem.startswith("_") or stem in INFRASTRUCTURE:
            continue
        module = importlib.import_module(f"{folder.__name__}.{stem}")
        kinds = [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, Command) and kind.__module__ == module.__name__
        ]
        if len(kinds) != 1:
            raise ImportError(f"core/commands/{stem}.py must hold exactly one Command, and holds {len(kinds)}")
        kinds[0].name = stem
        found[stem] = kinds[0]
    return found


COMMANDS: dict[str, type[Command]] = _load()
"""Name to class."""

_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in COMMANDS.items()}


def to_json(command: Command) -> dict[str, Any]:
    """The command as JSON, with its name under `command`."""
    if isinstance(command, Several):  # each with its name
        return {"command": command.name, "commands": [to_json(one) for one in command.commands]}
    fields: dict[str, Any] = _ADAPTERS[command.name].dump_python(command, mode="json")
    return {"command": command.name, **fields}


def from_json(document: dict[str, Any]) -> Command:
    """The command of a JSON document. UserError("action_stale") when this release has no such command."""
    kind = _ADAPTERS.get(str(document.get("command")))
    if kind is None:
        raise UserError("action_stale")
    if document["command"] == Several.name:
        return Several(tuple(from_json(one) for one in document["commands"]))
    command: Command = kind.validate_python({name: value for name, value in document.items() if name != "command"})
    return command
