"""The fake gateway treats the real discord.py as Discord does: RESUME with what was missed, op 7, op 9, close codes."""

from __future__ import annotations

import asyncio

import discord
import pytest

from fakechat.process import wait_until
from tests.platforms.discord.client import FakeDiscord
from tests.platforms.discord.echo import Echo, pointed, running, together

INTENTS = discord.Intents(guilds=True, messages=True)


async def gone(both, order, **more):
    """What was typed while nobody listened arrives after the line is back."""
    await asyncio.to_thread(both.fake.gateway, order, **more)
    await asyncio.to_thread(wait_until, lambda: both.fake.log("gateway", what="close"), 15, "the line to close")


@pytest.mark.parametrize("order", ["drop", "reconnect", "close"])
async def test_a_lost_line_is_resumed_and_what_was_missed_comes(order, tmp_path):
    async with together(tmp_path) as both:
        both.fake.gateway("refuse", times=1)
        await gone(both, order)
        await both.do("type", text="meanwhile")
        await both.bot.wait("resumed", timeout=30)
        assert [one.content for one in await both.bot.wait("message")] == ["meanwhile"]
        assert len(both.fake.noted()["gateway"]["identified"]) == 1
        (resumed,) = both.fake.log("gateway", what="resumed")
        assert resumed["missed"] == 1


async def test_an_invalid_session_begins_anew_and_what_was_missed_is_lost(tmp_path):
    async with together(tmp_path, identify_seconds=0) as both:
        both.fake.gateway("refuse", times=1)
        both.fake.gateway("forget")
        await gone(both, "drop")
        await both.do("type", text="lost")
        await both.bot.wait("connect", 2, timeout=40)
        await asyncio.to_thread(both.fake.connected)
        await both.do("type", text="heard")
        assert [one.content for one in await both.bot.wait("message")] == ["heard"]
        assert [one["d"] for one in both.fake.log("gateway", what="out", op=9)] == [False]
        assert len(both.fake.noted()["gateway"]["identified"]) == 2


async def test_a_session_that_is_invalid_but_resumable_is_resumed(tmp_path):
    async with together(tmp_path) as both:
        await asyncio.to_thread(both.fake.gateway, "invalid", resumable=True)
        await both.bot.wait("resumed", timeout=30)
        assert len(both.fake.noted()["gateway"]["identified"]) == 1


async def test_silence_is_noticed_and_resumed(tmp_path):
    bot = Echo(heartbeat_timeout=2)
    async with together(tmp_path, bot=bot, heartbeat_ms=500) as both:
        await asyncio.to_thread(both.fake.gateway, "silence")
        await both.do("type", text="unheard")
        await both.bot.wait("resumed", timeout=40)
        assert [one.content for one in await both.bot.wait("message")] == ["unheard"]


async def test_a_client_that_says_nothing_is_closed_with_4009(tmp_path):
    import aiohttp

    fake = FakeDiscord(tmp_path, heartbeat_ms=200)
    fake.start()
    try:
        async with aiohttp.ClientSession() as web, web.ws_connect(f"{fake.gateway_url}?v=10&encoding=json") as line:
            assert (await line.receive_json())["op"] == 10
            await line.receive(timeout=20)
            assert line.close_code == 4009
    finally:
        fake.kill()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "wrong", "intents": 1}}', 4004),
        ('{"op": 2, "d": {"token": "TOKEN", "intents": 32769}}', 4014),
        ('{"op": 2, "d": {"token": "TOKEN", "intents": 1099511627776}}', 4013),
        ('{"op": 2, "d": {"token": "TOKEN", "intents": 1, "shard": [2, 2]}}', 4010),
        ("no json", 4002),
        ('{"op": 1, "d": "' + "x" * 4100 + '"}', 4002),
    ],
)
async def test_what_breaks_the_rules_is_closed_with_its_code(sent, code, line):
    socket, fake = line
    await socket.send_str(sent.replace("TOKEN", fake.token))
    await socket.receive(timeout=15)
    assert socket.close_code == code


@pytest.fixture
async def line(tmp_path):
    import aiohttp

    fake = FakeDiscord(tmp_path)
    fake.start()
    try:
        async with aiohttp.ClientSession() as web, web.ws_connect(f"{fake.gateway_url}?v=10&encoding=json") as socket:
            await socket.receive_json()
            yield socket, fake
    finally:
        fake.kill()


async def test_more_than_120_frames_a_minute_are_too_many(line):
    socket, _ = line
    for _ in range(121):
        await socket.send_str('{"op": 1, "d": null}')
    async for _ in socket:
        pass
    assert socket.close_code == 4008


async def test_a_token_or_an_intent_that_is_not_allowed_ends_discord_py(tmp_path):
    fake = FakeDiscord(tmp_path)
    fake.start()
    try:
        with pointed(fake):
            with pytest.raises(discord.LoginFailure):
                await Echo().start("wrong")
            bot = Echo(intents=discord.Intents(guilds=True, message_content=True))
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await bot.start(fake.token)
        assert len(fake.noted()["gateway"]["identified"]) == 1
    finally:
        fake.kill()


async def test_two_identifies_within_five_seconds_are_one_too_many(tmp_path):
    fake = FakeDiscord(tmp_path)
    fake.start()
    try:
        async with running(fake, Echo()):
            pass
        async with running(fake, Echo()) as both:
            assert len(both.fake.noted()["gateway"]["identified"]) == 3, "the second one was refused"
    finally:
        fake.kill()


async def test_with_the_content_intent_all_words_come(tmp_path):
    bot = Echo(intents=discord.Intents(guilds=True, messages=True, message_content=True))
    async with together(tmp_path, bot=bot, app={"privileged": ["content"]}) as both:
        await both.do("type", text="just talk", channel="general")
        assert [one.content for one in await both.bot.wait("message")] == ["just talk"]
        assert both.bot.application.flags.gateway_message_content_limited


async def test_guilds_come_go_and_are_out_of_reach(tmp_path):
    async with together(tmp_path) as both:
        acme, globex = (int(both.fake.id("guild", one)) for one in ("acme", "globex"))
        both.fake.change(available=False)
        await both.bot.wait("guild_unavailable")
        assert both.bot.get_guild(acme).unavailable
        both.fake.change(available=True)
        await both.bot.wait("guild_available")
        both.fake.change(guild="globex", leave=True)
        (left,) = await both.bot.wait("guild_remove")
        assert left.id == globex
        await both.do("make", guild="initech", content={"people": [{"account": "bill"}], "channels": {"hall": None}})
        (joined,) = await both.bot.wait("guild_join")
        assert [one.name for one in joined.text_channels] == ["hall"]


async def test_shards_hear_of_their_own_guilds_and_direct_messages_come_to_the_first(tmp_path):
    world = {f"guild{n}": {"people": [{"account": "ann"}], "channels": {"general": None}} for n in range(6)}
    bot = Echo(shard_count=2, shard_id=1)
    async with together(tmp_path, bot=bot, world=world) as both:
        mine = [name for name in world if (int(both.fake.id("guild", name)) >> 22) % 2 == 1]
        assert sorted(one.name for one in both.bot.guilds) == mine
        await both.do("type", text="hello")
        for name in world:
            await both.do("type", text="x", guild=name, channel="general", mention=True)
        heard = await both.bot.wait("message", len(mine))
        assert sorted(one.guild.name for one in heard) == mine


async def test_members_are_told_when_they_are_asked_for(tmp_path):
    intents = discord.Intents(guilds=True, members=True)
    async with together(tmp_path, bot=Echo(intents=intents), app={"privileged": ["members"]}) as both:
        acme = both.bot.get_guild(int(both.fake.id("guild", "acme")))
        await acme.chunk()
        assert {one.name for one in acme.members} == {"ann", "ben", "cat", "dan", "todobot"}
        assert [one.name for one in await acme.query_members("be")] == ["ben"]
        both.fake.change(account="ben", present=False)
        (left,) = await both.bot.wait("raw_member_remove")
        assert left.user.name == "ben"


async def test_what_is_sent_twice_has_the_same_id(tmp_path):
    async with together(tmp_path, bot=Echo(intents=INTENTS)) as both:
        sent = await both.do("type", text="add milk", copies=2)
        assert [str(one.id) for one in await both.bot.wait("message", 2)] == [sent["id"]] * 2
