"""The time zone of this machine: a good guess for the person who sits at it."""

from __future__ import annotations

import os
from pathlib import Path

from core.messages import is_zone

LINK = Path("/etc/localtime")


def machine_zone() -> str | None:
    """Its IANA name; None when the machine does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return named if is_zone(named) else None
    try:
        _, _, name = str(LINK.resolve(strict=True)).partition("/zoneinfo/")
    except OSError:
        return None
    if name in ("Etc/UTC", "Etc/UCT", "UCT", "Universal", "Zulu"):
        return "UTC"
    return name if name and is_zone(name) else None
