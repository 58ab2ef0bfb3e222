"""Draws a card and a Home from the blocks that we send, for the README.

`python tests/platforms/slack/drawn/pictures.py` needs npm (slack-blocks-to-jsx is put into a folder of its own), a
Chromium and the font Lato, as Debian's packages chromium and fonts-lato.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT))

from bot.slack.home import home_view  # noqa: E402 (the path comes first)
from bot.slack.render import render  # noqa: E402
from core.messages import Button, Card, Day, Instant, Reply  # noqa: E402

HERE, PICTURES = Path(__file__).parent, ROOT / "docs/pictures"
PACKAGES = ("slack-blocks-to-jsx@1.1.1", "react@19", "react-dom@19")
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
    "--force-device-scale-factor=1.5",
)  # fmt: skip
WIDTH = 720
QUIETLY: dict[str, Any] = {"check": True, "capture_output": True, "text": True}
ID = UUID(int=1)
NOW = datetime(2026, 3, 4, 14, 35, tzinfo=UTC)
DONE, EDIT = Button("Done", "1:complete_task:1", "primary"), Button("Edit", "1:edit_task:1")
SNOOZES = ("20 min", "1 h", "3 h", "Tomorrow 9:00", "Next week", "Custom…")


def task(number: int, title: str, **more: Any) -> Card:
    """An open task."""
    return Card("task", ID, number, title, "open", **{"buttons": (DONE,), **more})


def at(**later: float) -> Instant:
    """A moment in Berlin."""
    return Instant(NOW + timedelta(**later), "Europe/Berlin")


def card() -> list[dict[str, Any]]:
    """What somebody is answered who asked for a task, and the reminder of it."""
    more: dict[str, Any] = {"due": at(days=2, minutes=25), "priority": 1, "tags": ("sales",), "assignees": ("Ben",)}
    offer = task(12, "Send the offer to Acme", description="With the new prices.", buttons=(DONE, EDIT), **more)
    made = Reply(("Created #12: Send the offer to Acme.",), (offer,), (Button("Undo", "1:undo:1"),))
    snoozes = tuple(Button(label, f"1:snooze:1:{label}") for label in SNOOZES)
    rings = Reply(("⏰ Call the dentist",), buttons=(Button("Done", "1:acknowledge:1", "primary"), *snoozes))
    return [block for reply in (made, rings) for message in render(reply) for block in message["blocks"]]


def home() -> list[dict[str, Any]]:
    """What is somebody's."""
    stretch = Card("reminder", ID, 9, "Stretch", "active", at(minutes=20), detail="every weekday")
    sections = [
        Reply(("Overdue",), (task(4, "Renew the certificate", due=Day(date(2026, 3, 2)), priority=2),)),
        Reply(("Today",), (task(11, "Call the dentist", due=at(hours=1)), task(8, "Water the plants", tags=("home",)))),
        Reply(("Upcoming",), (task(12, "Send the offer to Acme", due=at(days=2, minutes=25), priority=1),)),
        Reply(("Reminders",), (Card(**{**_fields(stretch), "buttons": (Button("Cancel", "1:cancel_reminder:1"),)}),)),
        Reply(("Your times are shown for Europe/Berlin.",), buttons=(Button("Settings", "1:settings"),)),
    ]
    blocks: list[dict[str, Any]] = home_view(sections)["blocks"]
    return blocks


def _fields(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in Card.__slots__}


def drawable(thing: Any) -> Any:
    """The package draws no markup in a text that is `verbatim`; Slack does, and only parses nothing by itself."""
    if isinstance(thing, dict):
        return {name: drawable(value) for name, value in thing.items() if name != "verbatim"}
    return [drawable(one) for one in thing] if isinstance(thing, list) else thing


def draw(folder: Path, name: str, blocks: list[dict[str, Any]], title: str = "") -> None:
    """One picture."""
    given, page = folder / f"{name}.json", folder / f"{name}.html"
    given.write_text(json.dumps({"name": "todobot", "title": title, "blocks": drawable(blocks)}))
    subprocess.run(["node", str(HERE / "draw.mjs"), str(given), str(page)], cwd=folder, check=True)
    browser = ["chromium", *CHROMIUM, f"--user-data-dir={folder / 'profile'}"]
    asked = subprocess.run([*browser, f"--window-size={WIDTH},99", "--dump-dom", page.as_uri()], **QUIETLY)
    [height] = re.findall(r'data-height="(\d+)"', asked.stdout)
    PICTURES.mkdir(exist_ok=True)
    shot = PICTURES / f"{name}.png"
    subprocess.run([*browser, f"--window-size={WIDTH},{height}", f"--screenshot={shot}", page.as_uri()], **QUIETLY)


def main() -> None:
    """Both pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", *PACKAGES], cwd=folder, check=True)
        draw(folder, "slack-card", card())
        draw(folder, "slack-home", home(), "Home")


if __name__ == "__main__":
    main()
