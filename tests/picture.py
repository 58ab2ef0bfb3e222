"""Draws the rooms of the house and who imports whom, from the real imports, into docs/guides/tour.md.

`python tests/picture.py` prints the picture, `--write` puts it into the guide; a test holds the two equal.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

GUIDE = Path(__file__).resolve().parents[1] / "docs/guides/tour.md"
BLOCK = re.compile(r"```mermaid\n.*?```", re.S)
# Everybody may use these, so arrows to them would say nothing.
EVERYWHERE = frozenset({"core.cutting", "core.errors", "core.settings", "core.log", "core.telemetry"})


def room_of(module: str) -> str | None:
    """The room a module is in: a platform, a part of the core, or the workers."""
    parts = module.split(".")
    if parts[0] == "workers":
        return "workers"
    return ".".join(parts[:2]) if len(parts) > 1 else None


def arrows() -> set[tuple[str, str]]:
    """(who imports, what is imported), without those that follow from two others."""
    graph = grimp.build_graph("bot", "core", "workers")
    found: set[tuple[str, str]] = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = room_of(module), room_of(imported)
            if pair[0] and pair[1] and pair[0] != pair[1] and pair[1] not in EVERYWHERE:
                found.add((pair[0], pair[1]))
    return {(a, b) for a, b in found if not _on_the_way(a, b, found)}


def _on_the_way(start: str, end: str, pairs: set[tuple[str, str]]) -> bool:
    """Whether `end` is reached from `start` through another room."""
    seen: set[str] = set()
    waiting = [b for a, b in pairs if a == start and b != end]
    while waiting:
        room = waiting.pop()
        if room == end:
            return True
        if room not in seen:
            seen.add(room)
            waiting += [b for a, b in pairs if a == room]
    return False


def picture() -> str:
    """The picture as a Mermaid block."""
    lines = [f"  {a.replace('.', '_')}[{a}] --> {b.replace('.', '_')}[{b}]" for a, b in sorted(arrows())]
    return "\n".join(["```mermaid", "graph TD", *lines, "```"])


if __name__ == "__main__":
    if "--write" in sys.argv:
        GUIDE.write_text(BLOCK.sub(lambda _: picture(), GUIDE.read_text("utf-8"), count=1), "utf-8")
    else:
        sys.stdout.write(picture() + "\n")
