"""The wheel has everything that the program reads, the built page too."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from tests.deploy.chart import ROOT

UV = ROOT / ".venv" / "uv" / "bin" / "uv"


def test_the_wheel_has_every_file_of_the_program_and_the_page(tmp_path: Path):
    assert (ROOT / "bot" / "web" / "page" / "index.html").is_file(), "run: make page"
    # By way of the archive of the sources, as whoever publishes it does it.
    done = subprocess.run([str(UV), "build", "--out-dir", str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    kept = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "bot", "core", "workers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    there = {name for name in kept.stdout.splitlines() if (ROOT / name).is_file()}
    sources = {name for name in there if not name.startswith("bot/web/ui/")}
    page = {str(path.relative_to(ROOT)) for path in (ROOT / "bot" / "web" / "page").rglob("*") if path.is_file()}
    assert packed == sources | page
