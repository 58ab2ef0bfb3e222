"""The built page, and how a journey through it is run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

import pytest

from tests.ui.browser import ROOT, chromium
from tests.ui.deeds import Deed, deeds

UI = ROOT / "bot" / "web" / "ui"
PICTURES = ROOT / ".cache" / "screenshots"


@pytest.fixture(scope="session")
def built() -> None:
    """The page and what it is made with; `make test` has made both already."""
    done = subprocess.run(["make", "page"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def npm(script: str, **environ: str) -> None:
    """This script of the page's package ends well."""
    command = [str(ROOT / ".ci" / "node"), "npm", "--prefix", str(UI), "run", "--silent", script]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environ, timeout=880)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]


def journey(url: str, which: str = "*", known: Mapping[str, Deed] | None = None) -> None:
    """These journeys of tests/journeys end well; what happens outside of the browser in them is done by `known`."""
    with deeds(known or {}) as address:
        places = {"TODOBOT_URL": local(url), "DEEDS": address, "JOURNEYS": f"tests/journeys/{which}.test.ts"}
        npm("journeys", CHROMIUM=chromium(), SCREENSHOTS=str(PICTURES), **places)


def local(url: str) -> str:
    """As people call their own machine."""
    return url.replace("127.0.0.1", "localhost")
