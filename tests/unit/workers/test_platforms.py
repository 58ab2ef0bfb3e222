"""A platform is handed the same settings as the rest of the program: the environment's and those of `.env`."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from core.bootstrap import build
from core.ports import Running, Surroundings
from core.settings import Settings
from workers import platforms
from workers.platforms import wanted


class Toy(Running):
    """A platform that keeps what it was handed."""

    name = "toy"

    def build(self, surroundings: Surroundings) -> Toy:
        self.environ = surroundings.environ
        return self


platform = Toy()


@pytest.fixture
async def handed(tmp_path, monkeypatch, database_url):
    """Writes `.env`, builds the platform, and says what it was handed."""
    monkeypatch.chdir(tmp_path)
    entry = EntryPoint("toy", f"{__name__}:platform", platforms.GROUP)
    monkeypatch.setattr(platforms, "entry_points", lambda group: [entry])
    services = build(Settings(_env_file=None), database_url, {})

    def write(text: str) -> dict[str, str]:
        (tmp_path / ".env").write_text(text)
        return platforms.build_platforms(services, ["toy"])["toy"].environ

    yield write
    await services.db.stop()


def test_a_platform_reads_its_settings_from_the_file(handed):
    assert handed("TOY_TOKEN=secret\nTOY_BARE\n")["TOY_TOKEN"] == "secret"


def test_the_environment_wins_over_the_file(handed, monkeypatch):
    monkeypatch.setenv("TOY_TOKEN", "newer")
    assert handed("TOY_TOKEN=older\n")["TOY_TOKEN"] == "newer"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ("terminal", "web")),
        ({"SLACK_BOT_TOKEN": "x"}, ("terminal", "web", "slack")),
        ({"SLACK_CLIENT_ID": "x"}, ("terminal", "web", "slack")),
        ({"SLACK_BOT_TOKEN": "x", "BOT_PLATFORMS": "terminal"}, ("terminal",)),
        ({"BOT_PLATFORMS": "slack"}, ("slack",)),
    ],
)
def test_a_platform_whose_token_is_set_is_wanted_unless_others_are_named(tmp_path, monkeypatch, environ, expected):
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_PLATFORMS", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert wanted(Settings()) == expected
