"""What simcord covers of Discord in process too: it and our fake pass the same tests, with the same bot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from tests.platforms.discord.echo import Both, Echo, together


class Rename(discord.ui.Modal, title="Edit"):
    """One field."""

    name = discord.ui.TextInput(label="Title", default="milk", custom_id="title")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Saved {self.name.value}")


class Buttons(discord.ui.View):
    """Two of them."""

    @discord.ui.button(label="Done", custom_id="done")
    async def done(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="☑ milk", view=None)

    @discord.ui.button(label="Edit", custom_id="edit")
    async def edit(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.send_modal(Rename())


class Todo(Echo):
    """A bot with one command."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, messages=True, message_content=True))
        self.codes: list[int] = []

        @self.tree.command(description="Add a task")
        async def add(interaction: discord.Interaction, title: str) -> None:
            await interaction.response.send_message(f"Created {title}", ephemeral=True)
            try:  # a second first answer, which the library itself would not send
                adapter = interaction.response._parent
                await adapter._state.http.request(
                    discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
                    json={"type": 4, "data": {"content": "again"}},
                )
            except discord.HTTPException as wrong:
                self.codes.append(wrong.code)

        @add.autocomplete("title")
        async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current}…", value=current)]

    async def setup_hook(self) -> None:
        await self.tree.sync()


@dataclass
class Ours:
    """A person at the fake."""

    both: Both

    @property
    def channel(self) -> Any:
        return self.both.place()

    async def slash(self, title: str) -> tuple[str, bool]:
        result = await self.both.do("command", name="add", options={"title": title}, channel="general")
        return result["said"], bool(result["message"]["only_for"])

    async def suggest(self, typed: str) -> list[str]:
        given = {"name": "add", "focused": "title", "options": {"title": typed}, "channel": "general"}
        return [one["name"] for one in (await self.both.do("suggest", **given))["choices"]]

    async def click(self, message: discord.Message, label: str) -> Any:
        return await self.both.do("click", id=str(message.id), label=label, channel="general")

    async def submit(self, _: Any, value: str) -> str:
        said: str = (await self.both.do("submit", values={"Title": value}))["said"]
        return said

    async def shown(self, message: discord.Message) -> str:
        seen = self.both.fake.see(channel="general")["messages"]
        return next(one["text"] for one in seen if one["id"] == str(message.id))


@dataclass
class Theirs:
    """A person in simcord."""

    env: Any
    ann: Any
    place: Any

    @property
    def channel(self) -> Any:
        return self.env.bot.get_channel(self.place.id)

    async def slash(self, title: str) -> tuple[str, bool]:
        result = await self.ann.slash(self.place, "add", title=title)
        return result.response.content, result.ephemeral

    async def suggest(self, typed: str) -> list[str]:
        found = await self.ann.autocomplete(self.place, "add", "title", typed)
        return [one["name"] if isinstance(one, dict) else one.name for one in found]

    async def click(self, message: discord.Message, label: str) -> Any:
        return await self.ann.click(message, label=label)

    async def submit(self, shown: Any, value: str) -> str:
        said: str = (await self.ann.submit_modal(shown, {"title": value})).response.content
        return said

    async def shown(self, message: discord.Message) -> str:
        return (await self.channel.fetch_message(message.id)).content


@contextlib.asynccontextmanager
async def meeting(kind: str, folder: Path) -> AsyncIterator[Any]:
    """A person at one of the two; not a fixture, as simcord begins and ends in one context."""
    if kind == "fake":
        async with together(folder, bot=Todo(), app={"privileged": ["content"]}) as both:
            yield Ours(both)
        return
    async with simcord.run(Todo(), check_errors=False) as env:
        guild = env.create_guild()
        place = guild.create_text_channel("general")
        yield Theirs(env, guild.add_member(env.create_user("ann")), place)


KINDS = pytest.mark.parametrize("kind", ["fake", "simcord"])


async def refused(peer: Any, **message: Any) -> int:
    with pytest.raises(discord.HTTPException) as wrong:
        await peer.channel.send(**message)
    return wrong.value.code


@KINDS
async def test_a_command_is_suggested_and_answered_once_for_one_alone(kind, tmp_path):
    async with meeting(kind, tmp_path) as peer:
        assert await peer.suggest("mi") == ["mi…"]
        assert await peer.slash("milk") == ("Created milk", True)
        bot = peer.both.bot if isinstance(peer, Ours) else peer.env.bot
        for _ in range(500):
            if bot.codes:
                break
            await asyncio.sleep(0.02)
        assert bot.codes == [40060]


@KINDS
async def test_buttons_change_their_message_and_open_modals_that_are_filled(kind, tmp_path):
    async with meeting(kind, tmp_path) as peer:
        card = await peer.channel.send("☐ milk", view=Buttons())
        opened = await peer.click(card, "Edit")
        assert await peer.submit(opened, "oat milk") == "Saved oat milk"
        await peer.click(card, "Done")
        assert await peer.shown(card) == "☑ milk"


@KINDS
async def test_the_limits_of_a_message_are_the_same(kind, tmp_path):
    async with meeting(kind, tmp_path) as peer:
        assert await refused(peer, content="x" * 2001) == 50035
        assert await refused(peer, embed=discord.Embed(title="x" * 257)) == 50035
        big = [discord.Embed(description="x" * 3001), discord.Embed(description="x" * 3000)]
        assert await refused(peer, embeds=big) == 50035
        await peer.channel.send("x" * 2000)


@KINDS
async def test_what_is_gone_is_told_by_the_same_codes(kind, tmp_path):
    async with meeting(kind, tmp_path) as peer:
        sent = await peer.channel.send("x")
        await sent.delete()
        with pytest.raises(discord.NotFound) as wrong:
            await sent.edit(content="y")
        assert wrong.value.code == 10008
