"""People in the fake Discord can do what they can in a client, and nothing else; the real discord.py hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.platforms.discord.echo import Both, Echo, together


class Tool(Echo):
    """With menus, and commands that not everybody gets everywhere."""

    async def setup_hook(self) -> None:
        @self.tree.context_menu(name="Add task")
        async def add(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"Created: {message.content} by {message.author.name}")

        @self.tree.context_menu(name="Assign task")
        async def assign(interaction: discord.Interaction, person: discord.User) -> None:
            await interaction.response.send_message(f"For {person.name}", ephemeral=True)

        @self.tree.command(name="server-settings", description="For admins")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.guild_only()
        async def settings(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("set", ephemeral=True)

        @self.tree.command(name="list", description="Tasks")
        @app_commands.choices(which=[app_commands.Choice(name="All", value="all")])
        async def listed(
            interaction: discord.Interaction, which: str = "open", who: discord.User | None = None
        ) -> None:
            await interaction.response.send_message(f"{which} of {who} at {interaction.locale}")

        await self.tree.sync()


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path, bot=Tool()) as made:
        yield made


async def refused(both: Both, deed: str, **body: Any) -> str:
    with pytest.raises(AssertionError) as wrong:
        await both.do(deed, **body)
    assert ": 400 " in str(wrong.value)
    return str(wrong.value)


async def test_menus_of_messages_and_people_bring_what_they_were_opened_on(both):
    roof = await both.do("type", text="the roof leaks", account="ben", channel="general")
    done = await both.do("context", name="Add task", id=roof["id"], channel="general")
    assert done["said"] == "Created: the roof leaks by ben", "words come without the intent"
    done = await both.do("context", name="Assign task", target="ben", channel="general")
    assert done["said"] == "For ben" and done["message"]["only_for"] == "ann"
    assert "not offered" not in str(await both.do("context", name="Add task", id=roof["id"], channel="general"))


async def test_commands_are_offered_to_whom_and_where_they_are_for(both):
    assert (await both.do("command", name="server-settings", channel="general"))["said"] == "set"
    told = await both.do("command", name="server-settings", channel="general", account="ben")
    assert told["refused"] == "server-settings is not offered to ben"
    assert (await both.do("command", name="server-settings"))["refused"] == "server-settings is not offered here"
    assert "there is no command" in (await both.do("command", name="nothing"))["refused"]
    assert "has no option" in await refused(both, "command", name="list", options={"what": "x"})
    assert "no choice" in await refused(both, "command", name="list", options={"which": "some"})


async def test_a_command_brings_choices_people_and_the_language_of_who_uses_it(both):
    options = {"which": "All", "who": "ben"}
    done = await both.do("command", name="list", options=options, account="cat", channel="general")
    assert done["said"] == "all of ben at de"
    assert (await both.do("command", name="list"))["said"] == "open of None at en-US"
    assert both.fake.log("post")[-1]["dm"] == "ann"


async def test_an_edit_and_a_deletion_are_heard_and_only_of_ones_own(both):
    sent = await both.do("type", text="add milk")
    await both.do("edit", id=sent["id"], text="add bread")
    await both.bot.wait("raw_message_edit")
    assert "only what they wrote" in await refused(
        both,
        "edit",
        id=(await both.do("type", text="x", channel="general"))["id"],
        text="y",
        account="ben",
        channel="general",
    )
    await both.do("delete", id=sent["id"])
    (gone,) = await both.bot.wait("raw_message_delete")
    assert str(gone.message_id) == sent["id"]


async def test_a_thread_is_a_channel_of_its_own(both):
    root = await both.do("type", text="plans", channel="general")
    thread = await both.do("thread", channel="general", name="plans", id=root["id"])
    assert thread["id"] == root["id"]
    await both.bot.wait("thread_create")
    await both.do("type", text="add milk", channel=thread["id"], mention=True)
    heard = (await both.bot.wait("message", 2))[-1]
    assert isinstance(heard.channel, discord.Thread) and heard.channel.parent.name == "general"
    await heard.reply("Created #1: milk")
    (said,) = both.fake.log("post")
    assert (said["thread"], said["place"]) == (thread["id"], "plans")
    seen = both.fake.see(channel="plans")["messages"][-1]
    assert seen["answers"] == str(heard.id) and seen["pings"]["users"] == [both.fake.id("person", "ann")]


async def test_nobody_acts_on_what_they_do_not_see(both):
    assert "does not see closed" in await refused(both, "type", text="x", channel="closed", account="cat")
    await both.do("command", name="list", channel="general")
    private = (await both.do("context", name="Assign task", target="ben", channel="general"))["message"]["id"]
    assert "sees no message" in await refused(both, "react", id=private, channel="general", account="ben")
    assert "takes no reactions" in await refused(both, "react", id=private, channel="general")
    assert "takes no reply" in await refused(both, "type", text="x", reply=private, channel="general")
    assert "sees no “Done”" in await refused(both, "click", label="Done", channel="general")
    assert "nothing is open" in await refused(both, "submit", values={})


async def test_an_interaction_that_is_delivered_twice_has_one_id_and_one_answer(both):
    answered: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        answered.append(interaction)

    both.bot.answers = answer
    done = await both.do("command", name="list", channel="general", copies=2)
    assert done["said"].startswith("open")
    await both.bot.wait("interaction", 2)
    await both.wait("request", count=2, route="POST /interactions/{interaction}/{token}/callback")
    codes = [one["code"] for one in both.fake.log("request") if "callback" in one["path"]]
    assert codes == [0, 40060] and len(both.fake.log("post")) == 1
    assert {str(one.id) for one in answered} == {done["id"]}


async def test_roles_and_members_change_and_the_bot_hears_of_itself(both):
    acme = both.bot.get_guild(int(both.fake.id("guild", "acme")))
    assert acme.me.guild_permissions.mention_everyone
    both.fake.change(role="todobot", permissions=1 << 10)
    await both.bot.wait("guild_role_update")
    assert not acme.me.guild_permissions.mention_everyone
    both.fake.change(channel="general", members=["ann", "bot"])
    await both.bot.wait("guild_channel_update")
    assert "does not see general" in await refused(both, "type", text="x", channel="general", account="ben")
    both.fake.change(channel="general", deleted=True)
    await both.bot.wait("guild_channel_delete")
