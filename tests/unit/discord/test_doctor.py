"""What the doctor finds, and what the invite link asks for."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.discord import platform
from bot.discord.client import intents_of
from bot.discord.doctor import doctor
from bot.discord.settings import Settings
from core.errors import StartError
from core.ports import Finding
from tests.platforms.discord.client import FakeDiscord
from tests.unit.discord.peer import discord_in

README = Path(__file__).parents[3] / "bot/discord/README.md"


async def looked(fake: FakeDiscord, **more: str) -> list[Finding]:
    return await doctor(Settings.partial(fake.for_bot() | more))


def wrong(findings: list[Finding]) -> list[str]:
    return [one.text for one in findings if not one.well]


async def test_it_finds_a_bot_that_is_well_and_one_that_lacks_something(tmp_path):
    with discord_in(tmp_path / "d") as fake:
        findings = await looked(fake)
        assert wrong(findings) == []
        assert any("DISCORD_MESSAGE_CONTENT is off" in one.text for one in findings)
        (intent,) = wrong(await looked(fake, DISCORD_MESSAGE_CONTENT="on"))
        assert "Message Content Intent" in intent
        fake.settings(privileged=["content", "members"])
        assert wrong(await looked(fake, DISCORD_MESSAGE_CONTENT="on", DISCORD_MEMBERS="on")) == []
        fake.settings(shards=3, remaining=900)
        (shards,) = wrong(await looked(fake, DISCORD_SHARDS="2"))
        assert "Discord wants 3" in shards
        fake.settings(remaining=7)
        (sessions,) = wrong(await looked(fake))
        assert "Only 7 sessions" in sessions
        (token,) = await looked(fake, DISCORD_BOT_TOKEN="another.token")
        assert "does not know DISCORD_BOT_TOKEN" in token.text
    (away,) = await looked(fake)
    assert "does not let us in" in away.text


async def test_it_names_the_permissions_that_are_missing(tmp_path):
    world = {
        "acme": {"people": [{"account": "ann", "name": "Ann"}], "channels": {"general": None}, "bot_permissions": 0}
    }
    with discord_in(tmp_path / "d", world=world) as fake:
        everyone = fake.id("guild", "acme")
        fake.change(guild="acme", role=everyone, permissions=1 << 10)
        (rights,) = wrong(await looked(fake))
        assert "acme (" in rights
        assert "Embed Links" in rights
        assert "View Channels" not in rights


async def test_without_a_token_it_says_where_there_is_one():
    (one,) = await doctor(Settings.partial({}))
    assert not one.well
    assert "Reset Token" in one.advice


def invite(**environ: str) -> str:
    return platform.manifest(environ, socket=True, url="", oauth=False)


def test_the_invite_asks_for_exactly_what_is_needed_and_names_the_intents():
    said = invite(DISCORD_APPLICATION_ID="123456789012345678", DISCORD_MEMBERS="on")
    bits = 1 << 10 | 1 << 11 | 1 << 38 | 1 << 14 | 1 << 16 | 1 << 17
    asked = f"client_id=123456789012345678&scope=bot+applications.commands&permissions={bits}"
    assert said.startswith(f"https://discord.com/oauth2/authorize?{asked}\n")
    assert f"permissions={bits}\n" in README.read_text("utf-8")
    assert f"(intents {intents_of(Settings.partial({})).value}:" in README.read_text("utf-8")
    assert "Server Members Intent" in said
    assert "Message Content" not in said


def test_the_application_is_known_by_the_token_and_asked_for_without_one():
    first = base64.urlsafe_b64encode(b"123456789012345678").decode().rstrip("=")
    assert "client_id=123456789012345678&" in invite(DISCORD_BOT_TOKEN=f"{first}.GAbcde.0123456789abcdef")
    with pytest.raises(StartError, match="DISCORD_APPLICATION_ID"):
        invite()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "no token!"),
        ("API_URL", "discord.com"),
        ("GATEWAY_URL", "https://x"),
        ("MESSAGE_CONTENT", "perhaps"),
        ("SHARDS", "0"),
        ("APPLICATION_ID", "x"),
    ],
)
def test_a_value_that_cannot_be_is_named(name, value):
    with pytest.raises(StartError, match=f"DISCORD_{name}"):
        Settings.of({"DISCORD_BOT_TOKEN": "a.good.token0"} | {f"DISCORD_{name}": value})


def test_a_token_is_needed_and_never_shown():
    with pytest.raises(StartError, match="DISCORD_BOT_TOKEN"):
        Settings.of({})
    settings = Settings.of({"DISCORD_BOT_TOKEN": "Bot secret.secret.secret"})
    assert "secret" not in repr(settings)
    assert "secret" not in settings.name
