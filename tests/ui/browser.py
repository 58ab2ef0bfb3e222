"""Where the tests of the page find a Chromium: on the PATH, else from npm, else Debian's where we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CARRIED = "@sparticuz/chromium@149"
FOLDER = ROOT / ".cache" / "chromium"
ASK = "import('@sparticuz/chromium').then(async (it) => console.log(await it.default.executablePath()))"


def chromium() -> str:
    """The path of a Chromium that starts here. RuntimeError with what was tried when there is none."""
    for found in (_on_path, _carried, _of_debian):
        path = found()
        if path is not None and _starts(path):
            return path
    raise RuntimeError("There is no Chromium: not on the PATH, npm's does not start, and Debian's needs root.")


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _carried() -> str | None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    npm = [str(ROOT / ".ci" / "node"), "npm", "--prefix", str(FOLDER), "install", "--no-audit", "--no-fund", CARRIED]
    if not (FOLDER / "node_modules" / "@sparticuz").exists() and subprocess.run(npm, cwd=FOLDER).returncode:
        return None
    asked = [str(ROOT / ".ci" / "node"), "node", "-e", ASK]
    done = subprocess.run(asked, cwd=FOLDER, capture_output=True, text=True)
    return done.stdout.strip() or None


def _of_debian() -> str | None:
    if os.geteuid() or shutil.which("apt-get") is None:
        return None
    subprocess.run(["apt-get", "update", "-qq"])
    subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"])
    return _on_path()


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
