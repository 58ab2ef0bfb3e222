"""The page as people have it: its parts by Vitest, whole journeys in a real browser on the real server, its size."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from fakechat.process import Program
from tests.scenarios.programs import up
from tests.ui.browser import ROOT
from tests.ui.conftest import UI, journey, npm
from tests.ui.content import fill

PAGE = ROOT / "bot" / "web" / "page"
FIRST_LOAD_MAX = 250_000
pytestmark = [pytest.mark.timeout(900), pytest.mark.usefixtures("built")]


@pytest.fixture
def running(tmp_path) -> Program:
    """`todobot up` with a database of its own."""
    program = up(tmp_path)
    program.start(ready="/health/ready")
    yield program
    program.stop()


def test_the_parts_of_the_page_hold():
    npm("test")


def test_whole_journeys_in_a_browser(running):
    journey(running.url)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_with_something_on_it(running, language):
    """Light and dark, wide and narrow: axe, the policy, nothing cut off. Pictures are kept in .cache/screenshots."""
    cluster = Path(running.environ["DATA_DIR"]) / "postgres" / "cluster"
    folder = (cluster / "postmaster.pid").read_text().splitlines()[4]  # where its socket is
    where = f"dbname=todobot user=todobot host={folder}"
    journey(running.url, f"views/{language}", {"fill": lambda language: fill(running.url, where, language)})


def test_the_types_of_the_page_are_those_of_the_interface(tmp_path):
    """`make types` writes them anew."""
    document = tmp_path / "openapi.json"
    document.write_text(
        subprocess.run([ROOT / ".venv/bin/todobot", "openapi"], capture_output=True, text=True, check=True).stdout
    )
    tool = UI / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    command = [str(ROOT / ".ci" / "node"), "node", str(tool), str(document), "-o", str(tmp_path / "schema.d.ts")]
    subprocess.run(command, cwd=UI, check=True, capture_output=True)
    kept = (UI / "src" / "api" / "schema.d.ts").read_text("utf-8")
    assert (tmp_path / "schema.d.ts").read_text("utf-8") == kept, "run `make types` and commit what it writes"


def test_the_first_load_is_small():
    """The chat, which most people open first: its scripts, styles and fonts as they travel."""
    parts = json.loads((PAGE / ".vite" / "manifest.json").read_text("utf-8"))
    wanted, seen = ["index.html"], set()
    files = {"index.html"} | {str(path.relative_to(PAGE)) for path in PAGE.glob("assets/*.woff2")}
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        part = parts[name]
        wanted += part.get("imports", [])
        files |= {part["file"], *part.get("css", [])}
    sizes = {name: _travelling(PAGE / name) for name in files if (PAGE / name).is_file()}
    assert sum(sizes.values()) <= FIRST_LOAD_MAX, sizes


def _travelling(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6)) if path.suffix != ".woff2" else path.stat().st_size


def test_the_lock_names_no_registry():
    lock = (UI / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
