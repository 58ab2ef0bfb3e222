"""Where the project says that it lives: the repository and the registry beside it, in every file that names them.

`python tests/deploy/address.py OWNER/REPOSITORY` writes another one everywhere; it is read from pyproject.toml.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SOURCE = re.compile(r'^Source = "https://github\.com/([\w.-]+)/([\w.-]+)"', re.MULTILINE)
_RENDERED = ROOT / "deploy" / "kubernetes"


def address() -> tuple[str, str]:
    """The owner and the repository's name."""
    found = _SOURCE.search((ROOT / "pyproject.toml").read_text("utf-8"))
    assert found is not None, "pyproject.toml says no Source"
    return found[1], found[2]


def files() -> dict[Path, str]:
    """The texts of the repository in which the address stands, those apart that are rendered from others."""
    places = ("deploy", "helm", "docker-compose.yml", "pyproject.toml", "README.md", "CONTRIBUTING.md")
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *places], cwd=ROOT, capture_output=True, text=True
    )
    owner, name = address()
    found: dict[Path, str] = {}
    for path in map(ROOT.joinpath, done.stdout.splitlines()):
        if path.suffix in ("", ".md", ".yaml", ".yml", ".toml") and path.is_file() and _RENDERED not in path.parents:
            text = path.read_text("utf-8")
            if f"ghcr.io/{owner}" in text or f"github.com/{owner}/{name}" in text:
                found[path] = text
    return found


def main() -> int:
    """Write another address into every file that has the old one."""
    if len(sys.argv) != 2 or not re.fullmatch(r"[\w.-]+/[\w.-]+", sys.argv[1]):
        print(__doc__)
        return 2
    (owner, name), (other, called) = address(), sys.argv[1].split("/")
    for path, text in files().items():
        moved = text.replace(f"github.com/{owner}/{name}", f"github.com/{other}/{called}")
        path.write_text(moved.replace(f"ghcr.io/{owner}", f"ghcr.io/{other.lower()}"), "utf-8")
    print("now: .venv/bin/python tests/deploy/chart.py --write")
    return 0


if __name__ == "__main__":
    sys.exit(main())
