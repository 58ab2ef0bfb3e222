"""The checker of the house rules sees what breaks them."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("house", ROOT / "tests" / "house.py")
assert spec and spec.loader
house = importlib.util.module_from_spec(spec)
spec.loader.exec_module(house)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("core/big.py", '"""Doc."""\n' + "x = 1\n" * 300, "301 lines"),
        ("core/long.py", '"""Doc."""\n\n\ndef long():\n' + "    x = 1\n" * 40, "long has 41 lines"),
        ("core/room/thing.py", '"""Doc."""\n', "what lives there"),
        ("core/bare.py", "x = 1\n", "one sentence"),
        ("core/utils.py", '"""Doc."""\n', "must say what is in it"),
        ("docs/common/thing.md", "x\n", "must say what is in it"),
        ("tests/unit/__init__.py", '"""Doc."""\n', "no __init__.py"),
        ("scripts/thing.py", '"""Doc."""\n', "top-level folders are fixed"),
        ("notes.md", "x\n", "belongs at the top"),
    ],
)
def test_what_breaks_a_rule_is_found(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "core").mkdir(exist_ok=True)
    (tmp_path / "core" / "__init__.py").write_text('"""Doc."""\n')
    (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (complaint,) = house.complaints(tmp_path)
    assert words in complaint


def test_what_keeps_the_rules_is_not_complained_about(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text('"""Doc."""\n')
    (tmp_path / "core" / "fine.py").write_text('"""Doc."""\n' + "x = 1\n" * 299)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert list(house.complaints(tmp_path)) == []
