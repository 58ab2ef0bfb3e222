"""The tour names files that exist, and its picture is drawn from the imports as they are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOUR = (ROOT / "docs/guides/tour.md").read_text("utf-8")
FILES = sorted(set(re.findall(r"\(\.\./\.\./([\w./-]+)\)", TOUR)))


def test_the_picture_is_drawn_from_the_imports():
    drawn = subprocess.run(
        [sys.executable, str(ROOT / "tests/picture.py")], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert drawn.strip() in TOUR, "run: python tests/picture.py --write"


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_tour_is_there(name):
    assert (ROOT / name).exists()


def test_the_tour_passes_through_every_room():
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "core").rglob("*.py")}
    wanted = {room for room in rooms if room.count("/") == 1 and not room.endswith("__pycache__")}
    assert wanted <= {"/".join(name.split("/")[:2]) for name in FILES}
