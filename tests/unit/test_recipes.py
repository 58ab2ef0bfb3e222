"""What CONTRIBUTING and README tell people to open, name and type is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TOPS = ("bot/", "core/", "workers/", "tests/", "docs/", ".ci/")
MADE = (".venv/", ".data/")


def named(text: str) -> list[str]:
    """Paths of the repository that stand in code or behind a link, without those that hold a blank like <wish>."""
    found = {*re.findall(r"`([^`\s]+)`", text), *re.findall(r"\]\(([^)\s#]+)", text), *re.findall(r"\.ci/\w+", text)}
    paths = {path for path in found if path.startswith(TOPS) or path.endswith((".md", ".yaml", ".example"))}
    return sorted(path for path in paths if "<" not in path and "://" not in path and not path.startswith(MADE))


def targets(text: str) -> set[str]:
    """What is typed after `make`."""
    return set(re.findall(r"(?:`|\$ |> )(?:[A-Z_]+=\S+ )*make ([a-z-]+)", text))


@pytest.mark.parametrize("text", [CONTRIBUTING, README], ids=["CONTRIBUTING", "README"])
def test_every_path_is_there(text):
    beside = [ROOT, ROOT / "bot/terminal", ROOT / "core/commands"]  # a recipe names files of its folder in short
    assert named(text)
    assert [path for path in named(text) if not any(any(folder.glob(path)) for folder in beside)] == []


@pytest.mark.parametrize("text", [CONTRIBUTING, README], ids=["CONTRIBUTING", "README"])
def test_every_target_of_make_is_there(text):
    known = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets(text)
    assert targets(text) <= known


def test_the_recipe_of_a_platform_names_what_pyproject_has():
    quoted = re.search(r'in the contract "([^"]+)"', " ".join(CONTRIBUTING.split()))
    assert quoted is not None
    (contract,) = [one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["name"] == quoted[1]]
    assert {"forbidden_modules", "ignore_imports"} <= set(contract)
    assert "todobot.platforms" in PROJECT["project"]["entry-points"]
    assert "dev" in PROJECT["dependency-groups"]


def test_a_platform_has_the_files_that_the_recipe_names():
    for folder in (path for path in (ROOT / "bot").iterdir() if (path / "__init__.py").exists()):
        assert {"__init__.py", "adapter.py", "notifier.py", "README.md"} <= {path.name for path in folder.iterdir()}


def test_the_table_of_tests_lists_every_folder():
    listed = set(re.findall(r"^\| `(tests/\w+)` \|", CONTRIBUTING, re.MULTILINE))
    there = {f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/*.py")}
    assert listed == there
