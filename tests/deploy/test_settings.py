"""Compose file, chart and documentation know the settings that the code reads, all of them and no others."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
import yaml

from core.errors import StartError
from core.settings import Settings, environment
from tests.deploy import names, schema
from tests.deploy.chart import CHART, CI
from workers.options import settings_of

WRITE = "run: .venv/bin/python tests/deploy/schema.py --write"


def test_every_setting_of_the_code_is_documented_and_every_documented_one_is_read():
    read = names.of_the_core() | names.of_platforms()
    assert read - names.documented() == set(), "describe these in .env.example"
    text = "\n".join(
        path.read_text("utf-8") for place in ("bot", "core") for path in (names.ROOT / place).rglob("*.py")
    )
    unread = {name for name in names.documented() - read if not _mentioned(name, text)}
    assert unread == set(), "nothing reads these of .env.example"


def _mentioned(name: str, text: str) -> bool:
    """By itself, or without its platform's prefix."""
    return f'"{name}"' in text or f'"{name.partition("_")[2]}"' in text


def test_the_chart_takes_every_setting_and_no_other():
    assert schema.stands() == schema.wanted(), WRITE


def test_the_charts_own_values_and_those_of_every_ci_file_are_settings():
    plain, hidden = schema.wanted()
    for path in (CHART / "values.yaml", *CI):
        values = yaml.safe_load(path.read_text("utf-8"))
        assert set(values.get("config", {})) <= set(plain), path.name
        assert set(values.get("secrets", {}).get("values", {})) <= set(hidden), path.name


def test_compose_sets_nothing_that_is_no_setting_and_hands_in_what_has_to_be():
    known = names.documented()
    services = {name: one for name, one in names.compose()["services"].items() if names.ours(one)}
    assert set(services) == {"api", "bot", "workers", "migrate", "topics"}
    for name, service in services.items():
        assert set(service["environment"]) <= known, name
        assert {one.upper() for one in service["secrets"]} <= names.documented(), name
        # A value that is written here twice would win over what the user has put into .env.
        assert service["env_file"] == [{"path": ".env", "required": False}], name


def test_every_secret_of_compose_is_a_file_with_a_value_for_this_machine_alone():
    for name, secret in names.compose()["secrets"].items():
        path = names.ROOT / secret["file"].replace("${TODOBOT_SECRETS:-./deploy/env/secrets}", "deploy/env/secrets")
        assert path.read_text("utf-8").strip(), name


def test_a_secret_in_a_file_is_a_setting_and_the_environment_wins_over_it(tmp_path, monkeypatch):
    (tmp_path / "database_url").write_text("postgresql://from-the-file/x\n")
    (tmp_path / "SLACK_BOT_TOKEN").write_text("xoxb-file\n")
    (tmp_path / "log_level").write_text("debug\n")
    monkeypatch.setenv("SECRET_FILES", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    monkeypatch.setenv("LOG_LEVEL", "warning")
    assert Settings(_env_file=None).database_url == "postgresql://from-the-file/x"
    assert Settings(_env_file=None).log_level == "warning"
    assert environment(tmp_path / "no.env")["SLACK_BOT_TOKEN"] == "xoxb-file"
    monkeypatch.setenv("SECRET_FILES", str(tmp_path / "gone"))
    assert Settings(_env_file=None).database_url == ""


@pytest.mark.skipif(os.getuid() != 0, reason="who is not root cannot take a file from another user")
def test_a_secret_that_the_images_user_may_not_read_is_named(monkeypatch):
    """Compose mounts a file as it is on the machine, and people keep their secrets to themselves."""
    with tempfile.TemporaryDirectory() as name:  # above a folder of pytest's nobody else may look into
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "database_url").write_text("postgresql://x/y")
        (folder / "database_url").chmod(0o600)
        monkeypatch.setenv("SECRET_FILES", name)
        os.seteuid(10001)
        try:
            with pytest.raises(StartError, match=f"{name}/database_url cannot be read by user 10001"):
                settings_of()
            with pytest.raises(StartError, match="chmod"):
                environment(folder / "no.env")
        finally:
            os.seteuid(0)
