"""`.env.example` names every setting of the core, and nothing that is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own environment does not count."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_every_setting_is_documented_with_its_default() -> None:
    documented = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    missing = {name.upper() for name in Settings.model_fields} - documented.keys()
    assert not missing, f"describe these in .env.example: {sorted(missing)}"
    for name, field in Settings.model_fields.items():
        written = Settings(_env_file=None, **{name: documented[name.upper()] or field.default})
        assert getattr(written, name) == field.default, f"{name.upper()} has another default"


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(EXAMPLE.read_text("utf-8"))
    assert Settings(_env_file=file).port == 8080
