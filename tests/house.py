"""Checks the house rules that no linter knows: sizes, names and folders. Run by `make check`."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES, FUNCTION_LINES = 300, 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager"}
FOLDERS = {"bot", "core", "workers", "deploy", "helm", "tests", "docs", ".ci", ".github"}
SOURCES = {"bot", "core", "workers"}
FILES = {
    "docker-compose.yml",
    "pyproject.toml",
    "uv.lock",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    ".dockerignore",
    ".env.example",
    ".gitignore",
    ".gitattributes",
    ".pre-commit-config.yaml",
}


def tracked(root: Path) -> list[Path]:
    """The repository's files as git sees them, new ones included, ignored ones not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := root / name).is_file())


def complaints(root: Path) -> Iterator[str]:
    """One sentence for each place where a rule is broken."""
    files = tracked(root)
    yield from _about_rooms({path.relative_to(root) for path in files})
    for path in files:
        place = path.relative_to(root)
        yield from _about_place(place)
        if path.suffix == ".py":
            yield from _about_source(place, path.read_text("utf-8"))
        if path.suffix in (".ts", ".tsx", ".css") and path.name != "schema.d.ts":  # that one is generated
            yield from _about_length(place, path.read_text("utf-8").count("\n"))


def _about_rooms(places: set[Path]) -> Iterator[str]:
    rooms = {place.parent for place in places if place.suffix == ".py" and place.parts[0] in SOURCES}
    for room in sorted(rooms):
        if room / "__init__.py" not in places:
            yield f"{room}: a folder of sources has an __init__.py that says in a sentence what lives there"


def _about_place(place: Path) -> Iterator[str]:
    top = place.parts[0]
    if len(place.parts) == 1 and top not in FILES:
        yield f"{place}: no file of this name belongs at the top; put it into one of {', '.join(sorted(FOLDERS))}"
    if len(place.parts) > 1 and top not in FOLDERS:
        yield f"{place}: the top-level folders are fixed: {', '.join(sorted(FOLDERS))}"
    if FORBIDDEN_NAMES & {part.split(".")[0] for part in place.parts}:
        yield f"{place}: a name must say what is in it; {', '.join(sorted(FORBIDDEN_NAMES))} say nothing"
    # A platform of the tests is a distribution, beside its own pyproject.toml: a real package, not a test folder.
    packaged = (ROOT / place.parent.parent / "pyproject.toml").exists() and len(place.parts) > 3
    if top == "tests" and place.name == "__init__.py" and not packaged:
        yield f"{place}: test folders have no __init__.py (pytest imports by path here)"


def _about_length(place: Path, lines: int) -> Iterator[str]:
    if lines > FILE_LINES:
        yield f"{place}: {lines} lines, at most {FILE_LINES}: it has two subjects, make them two files"


def _about_source(place: Path, source: str) -> Iterator[str]:
    yield from _about_length(place, source.count("\n"))
    tree = ast.parse(source, str(place))
    if not (ast.get_docstring(tree) or "").strip():
        yield f"{place}:1: open the module with one sentence that says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{place}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


def main() -> int:
    """Prints every complaint; the exit status is 1 when there are some."""
    found = list(complaints(ROOT))
    print(*(found or ["The house is in order."]), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
