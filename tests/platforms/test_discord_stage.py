"""The stage of the scenarios reads the fake Discord as a person does: answers, cards, buttons, forms, what rings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.platforms.discord.echo import Both, Echo, together
from tests.scenarios.discordstage import InDiscord, read
from tests.scenarios.script import Script, Step

ALONE = Script("mine", ("http",), {"ann": "Europe/Berlin"}, ())
SHARED = Script("ours", ("http",), {"ann": "Europe/Berlin", "ben": ""}, (Step(1, "says", "x", "ann", "general"),))


class Answering(Echo):
    """It knows /do, and answers what it is told by what the test says."""

    async def setup_hook(self) -> None:
        @self.tree.command(description="Say it")
        async def do(interaction: discord.Interaction, text: str) -> None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send(f"Created #1: {text}")

        assert isinstance(do, app_commands.Command)
        await self.tree.sync()


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path, bot=Answering()) as made:
        yield made


class Stage(InDiscord):
    """Without a database: what has a nonce that begins with r is an occurrence."""

    def _occurs(self, mark: str) -> bool:
        return mark.startswith("r")

    def _breathe(self) -> None:
        """Nothing is due."""


def stage(both: Both, script: Script = ALONE) -> Stage:
    return Stage(SimpleNamespace(fake=both.fake), script)  # type: ignore[arg-type]


async def stepped(both: Both, step: str, *arguments: Any, then: Any = None, script: Script = ALONE) -> Any:
    """A step of the stage, which blocks, while the bot answers with `then`."""
    made = stage(both, script)
    heard = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(getattr(made, step)(*arguments))))
    if then is not None:
        await then()
    return await heard


async def test_what_was_typed_is_answered_in_direct_messages(both):
    async def then() -> None:
        (message,) = await both.bot.wait("message")
        embed = discord.Embed(title="☑ #1 milk", description="due <t:1770000000:F> (<t:1770000000:R>) · p1")
        view = discord.ui.View().add_item(discord.ui.Button(label="Undo", custom_id="u"))
        await message.channel.send("Created \\#1: milk", embed=embed, view=view)

    heard = await stepped(both, "say", "ann", "", "add milk", then=then)
    assert heard.text == "Created #1: milk" and heard.buttons == ("Undo",)
    assert heard.cards == ("☑ #1 milk · done · due Mon 2 Feb 2026 03:40 (Europe/Berlin) · p1",)


async def test_what_rings_meanwhile_is_no_answer_but_a_post(both):
    async def then() -> None:
        (message,) = await both.bot.wait("message")
        await message.channel.send(f"⏰ <@{message.author.id}>: vote", nonce="r1")
        await message.reply("Nothing is open.", nonce="a1")

    heard = await stepped(both, "say", "ann", "general", "list", then=then)
    assert heard.text == "Nothing is open."
    made = stage(both)
    assert await made.posts("ann", "general") == ["⏰ @ann: vote"]
    assert await made.posts("ann", "general") == await made.posts("ann", "") == []


async def test_where_people_share_a_guild_what_is_said_to_the_bot_alone_is_a_command(both):
    heard = await stepped(both, "say", "ann", "", "add milk", script=SHARED)
    assert heard.text == "Created #1: add milk", "the deferral is no answer"
    heard = await stepped(both, "say", "ben", "general", "/remindme in 5 minutes to vote", script=SHARED)
    assert heard.text == "Created #1: remind me in 5 minutes to vote"


class Rename(discord.ui.Modal, title="Edit"):
    """One field."""

    name = discord.ui.TextInput(label="Title", default="milk", custom_id="title")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"Changed: {self.name.value}", view=None)


class Menu(discord.ui.View):
    """What can be edited."""

    @discord.ui.select(options=[discord.SelectOption(label="Repeat"), discord.SelectOption(label="Text")])
    async def what(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        form = discord.ui.Modal(title="Repeat").add_item(discord.ui.TextInput(label="Every"))
        await interaction.response.send_modal(Rename() if select.values == ["Text"] else form)


async def test_a_button_leads_by_a_menu_to_a_form_that_is_filled_in(both):
    async def menu(interaction: discord.Interaction) -> None:
        if (interaction.data or {}).get("custom_id") == "edit":
            await interaction.response.send_message("What of it?", view=Menu(), ephemeral=True)

    both.bot.answers = menu
    view = discord.ui.View().add_item(discord.ui.Button(label="Edit", custom_id="edit"))
    ann = await both.bot.fetch_user(int(both.fake.id("person", "ann")))
    await ann.send("Created", view=view)
    heard = await stepped(both, "click", "ann", "", "Edit")
    assert heard.buttons == ("Repeat", "Text")
    heard = await stepped(both, "fill", "ann", "", {"Title": "oat milk"})
    assert heard.text == "Changed: oat milk"


def test_a_list_has_a_card_for_each_entry():
    embed = {"description": "**☐ #1 milk**\ndue Mon 5 Jan 2026\n**☑ #2 bread**"}
    heard = read({"content": "Two:", "embeds": [embed], "components": []}, "UTC", str)
    assert (heard.text, heard.cards) == ("Two:", ("☐ #1 milk · due Mon 5 Jan 2026", "☑ #2 bread · done"))
