"""What every Secrets promises; each implementation that ships is run through it."""

from __future__ import annotations

import json

import pytest

from core.secrets.dapr import DaprSecrets
from core.secrets.env import EnvironmentSecrets
from tests.contracts.sidecars import beside, deployed

KNOWN = {"SLACK_BOT_TOKEN": "canary-7f3a", "DISCORD_TOKEN": "canary with = and 'quotes'"}


def environment(_folder):
    return EnvironmentSecrets(KNOWN, None)


def file(folder):
    (folder / ".env").write_text("SLACK_BOT_TOKEN=canary-7f3a\nDISCORD_TOKEN=\"canary with = and 'quotes'\"\nEMPTY=\n")
    return EnvironmentSecrets({}, folder / ".env")


DAPR = ("dapr-environment", "dapr-file", "dapr-bundle")


@pytest.fixture(params=[environment, file, *(pytest.param(name, marks=pytest.mark.services) for name in DAPR)])
async def secrets(request, tmp_path):
    if request.param not in DAPR:
        yield request.param(tmp_path)
        return
    stored = KNOWN | {"EMPTY": ""}
    listed = {"todobot": stored} if request.param == "dapr-bundle" else stored
    (tmp_path / "secrets.json").write_text(json.dumps(listed))
    kind = "environment" if request.param == "dapr-environment" else "file"
    environ = stored if kind == "environment" else {"SECRETS_FILE": str(tmp_path / "secrets.json")}
    name = "todobot" if request.param == "dapr-bundle" else ""
    components = deployed(tmp_path / "components", f"components/{kind}/secretstore.yaml")
    async with beside(tmp_path / "dapr", components=components, environ=environ, dapr_secret_name=name) as settings:
        made = DaprSecrets(settings)
        yield made
        await made.close()


async def test_a_name_gives_its_value_and_none_where_there_is_none(secrets):
    for name, value in KNOWN.items():
        assert await secrets.get(name) == value
    assert await secrets.get("OTHER") is None
    assert await secrets.get("EMPTY") is None


async def test_it_never_shows_what_it_keeps(secrets):
    assert "canary" not in repr(secrets)
    assert "canary" not in str(secrets)


async def test_the_environment_beats_the_file(tmp_path):
    (tmp_path / ".env").write_text("A=file\nB=file\n")
    secrets = EnvironmentSecrets({"A": "environment", "B": ""}, tmp_path / ".env")
    assert await secrets.get("A") == "environment"
    assert await secrets.get("B") == "file"
