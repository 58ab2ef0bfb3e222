"""What every Secrets promises; each implementation that ships is run through it."""

from __future__ import annotations

import pytest

from core.secrets.env import EnvironmentSecrets

KNOWN = {"SLACK_BOT_TOKEN": "canary-7f3a", "DISCORD_TOKEN": "canary with = and 'quotes'"}


def environment(_folder):
    return EnvironmentSecrets(KNOWN, None)


def file(folder):
    (folder / ".env").write_text("SLACK_BOT_TOKEN=canary-7f3a\nDISCORD_TOKEN=\"canary with = and 'quotes'\"\nEMPTY=\n")
    return EnvironmentSecrets({}, folder / ".env")


@pytest.fixture(params=[environment, file])
def secrets(request, tmp_path):
    return request.param(tmp_path)


async def test_a_name_gives_its_value_and_none_where_there_is_none(secrets):
    for name, value in KNOWN.items():
        assert await secrets.get(name) == value
    assert await secrets.get("OTHER") is None
    assert await secrets.get("EMPTY") is None


def test_it_never_shows_what_it_keeps(secrets):
    assert "canary" not in repr(secrets)
    assert "canary" not in str(secrets)


async def test_the_environment_beats_the_file(tmp_path):
    (tmp_path / ".env").write_text("A=file\nB=file\n")
    secrets = EnvironmentSecrets({"A": "environment", "B": ""}, tmp_path / ".env")
    assert await secrets.get("A") == "environment"
    assert await secrets.get("B") == "file"
