"""The real discord.py works with the fake Discord: it connects, hears, posts, edits, reacts, answers, opens modals."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
from discord import app_commands

from tests.platforms.discord.echo import Both, Echo, together


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path) as made:
        yield made


async def test_it_is_ready_with_the_guilds_that_it_is_in(both):
    assert sorted(one.name for one in both.bot.guilds) == ["acme", "globex"]
    acme = both.bot.get_guild(int(both.fake.id("guild", "acme")))
    assert {one.name for one in acme.text_channels} == {"general", "random", "secret"}, "but not “closed”"
    assert acme.me.guild_permissions.send_messages and not acme.me.guild_permissions.manage_guild
    assert both.bot.application.name == "todobot" and both.bot.user.bot
    assert both.fake.noted()["gateway"]["lines"] == 1


async def test_what_is_posted_is_there_and_says_whom_it_calls(both):
    ann, ben = (both.fake.id("person", one) for one in ("ann", "ben"))
    allowed = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(int(ann))])
    text = f"⏰ <@{ann}> <@{ben}> @everyone: vote"
    embed = discord.Embed(title="#1 vote", description="<t:1700000000:F>").add_field(name="due", value="today")
    sent = await both.place().send(text, embed=embed, allowed_mentions=allowed, nonce="n1")
    (entry,) = both.fake.log("post")
    assert entry["pings"] == {"users": [ann], "roles": [], "everyone": False} and entry["reached"] == ["ann"]
    assert entry["place"] == "general" and entry["id"] == str(sent.id) and entry["nonce"] == "n1"
    assert entry["shown"] == f"{text}\n#1 vote\n<t:1700000000:F>\ndue: today"
    seen = both.fake.see(channel="general", account="ben")["messages"]
    assert [one["text"] for one in seen] == [text] and seen[0]["ours"]
    await sent.edit(content="⏰ done", embed=None)
    await sent.add_reaction("✅")
    assert both.fake.see(channel="general")["messages"][0]["shown"] == "⏰ done"
    assert both.fake.log("update")[0]["pings"]["users"] == []
    await sent.delete()
    assert both.fake.see(channel="general")["messages"] == []


async def test_without_the_intent_words_come_only_when_they_are_for_the_bot(both):
    await both.do("type", text="just talk", channel="general")
    await both.do("type", text="add milk @ben", channel="general", mention=True)
    await both.do("type", text="add bread", account="ben")
    heard = await both.bot.wait("message", 3)
    assert [one.content for one in heard] == [
        "",
        f"<@{both.bot.user.id}> add milk <@{both.fake.id('person', 'ben')}>",
        "add bread",
    ]
    assert heard[2].guild is None and isinstance(heard[2].channel, discord.DMChannel)
    card = await both.place().send("#1 milk")
    await both.do("type", text="done", channel="general", reply=str(card.id))
    await both.do("type", text="no ping", channel="general", reply=str(card.id), ping=False)
    heard = [one for one in await both.bot.wait("message", 6) if not one.author.bot]
    assert [one.content for one in heard[3:]] == ["done", ""]
    assert heard[3].reference.message_id == card.id


async def test_a_reaction_is_heard(both):
    card = await both.place().send("#1 milk")
    await both.do("react", id=str(card.id), channel="general", account="ben")
    (told,) = await both.bot.wait("raw_reaction_add")
    assert (told.message_id, str(told.emoji), told.user_id) == (card.id, "✅", int(both.fake.id("person", "ben")))
    await both.do("react", id=str(card.id), channel="general", account="ben", remove=True)
    await both.bot.wait("raw_reaction_remove")


async def test_commands_are_registered_suggested_and_answered(both):
    @app_commands.command(description="Add a task")
    async def add(interaction: discord.Interaction, title: str, who: discord.Member | None = None) -> None:
        await interaction.response.send_message(f"Created {title} for {who}", ephemeral=True)

    @add.autocomplete("title")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}…", value=current)]

    group = app_commands.Group(name="todo", description="Tasks")
    group.add_command(add)
    both.bot.tree.add_command(group)
    await both.bot.tree.sync()
    assert [one["name"] for one in both.fake.noted()["commands"][""]] == ["todo"]
    result = await both.do("command", name="todo add", options={"title": "milk", "who": "ben"}, channel="general")
    assert result["answer"]["type"] == 4 and result["said"] == "Created milk for ben"
    assert both.fake.see(channel="general", account="ben")["messages"] == [], "it was for ann alone"
    assert [one["only_for"] for one in both.fake.see(channel="general")["messages"]] == ["ann"]
    found = await both.do("suggest", name="todo add", focused="title", options={"title": "mi"}, channel="general")
    assert found["choices"] == [{"name": "mi…", "value": "mi"}]
    missing = await both.do("command", name="todo add", channel="general")
    assert missing["refused"] == "missing: title"


class Form(discord.ui.Modal, title="Edit"):
    """One field."""

    name = discord.ui.Label(text="Title", component=discord.ui.TextInput(default="milk", max_length=50))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.name.component, discord.ui.TextInput)
        await interaction.response.send_message(f"Saved {self.name.component.value}")


class Buttons(discord.ui.View):
    """Two of them, and a list."""

    @discord.ui.button(label="Done", custom_id="done")
    async def done(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="☑ milk", view=None)

    @discord.ui.button(label="Edit", custom_id="edit")
    async def edit(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(custom_id="when", options=[discord.SelectOption(label="In 5 minutes", value="5m")])
    async def when(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"chosen {select.values}")
        await interaction.followup.send("and more", ephemeral=True)


async def test_buttons_selects_and_modals_are_pressed_and_filled(both):
    await both.place().send("☐ milk", view=Buttons())
    opened = await both.do("click", label="Edit", channel="general")
    assert opened["answer"]["type"] == 9
    assert both.fake.see(channel="general")["modal"]["inputs"][0]["value"] == "milk"
    assert (await both.do("submit", values={"Title": ""})) == {"missing": ["Title"]}
    saved = await both.do("submit", values={"Title": "oat milk"})
    assert saved["said"] == "Saved oat milk" and both.fake.see()["modal"] is None
    chosen = await both.do("click", label="In 5 minutes", channel="general")
    assert chosen["answer"]["type"] == 5
    await both.wait("ephemeral", text="and more")
    shown = [one["shown"] for one in both.fake.see(channel="general")["messages"]]
    assert shown[-2:] == ["chosen ['5m']", "and more"], "the first follow-up filled what was deferred"
    await both.do("click", label="Done", channel="general", account="ben")
    assert both.fake.see(channel="general")["messages"][0]["buttons"] == []


async def test_an_interaction_that_nobody_answers_fails_after_three_seconds(both):
    late: list[discord.Interaction] = []

    async def keep(interaction: discord.Interaction) -> None:
        late.append(interaction)

    both.bot.answers = keep
    await both.place().send("x", view=discord.ui.View().add_item(discord.ui.Button(label="A", custom_id="a")))
    result = await both.do("click", label="A", channel="general")
    assert result["shown"] == "The application did not respond"
    with pytest.raises(discord.NotFound) as wrong:
        await late[0].response.send_message("late")
    assert wrong.value.code == 10062


async def test_a_dm_is_opened_and_a_closed_one_is_refused(tmp_path):
    async with together(tmp_path, bot=Echo()) as both:
        ann = await both.bot.fetch_user(int(both.fake.id("person", "ann")))
        await ann.send("hello")
        assert both.fake.log("post")[0]["dm"] == "ann"
        both.fake.change(account="ann", dms=False)
        with pytest.raises(discord.Forbidden) as wrong:
            await ann.send("hello")
        assert wrong.value.code == 50007
