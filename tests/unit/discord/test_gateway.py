"""The connection: RESUME where it can be, few sessions where it cannot, and reasons when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.discord.gateway import Gateway
from bot.discord.guilds import Guilds
from bot.discord.identify import Identifies
from core.messages import Reply
from tests.platforms.discord.client import FakeDiscord
from tests.unit.discord.peer import Alone, Kept, Out, discord_in

WAIT_S = 40.0


class Ears:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def message(self, message: Any) -> None:
        """Somebody wrote."""
        self.heard.append(message.content)

    async def interaction(self, interaction: Any) -> None:
        """Somebody clicked."""
        self.heard.append(f"interaction {interaction.data}")

    async def reaction(self, payload: Any, added: bool, moment: str, parent: int | None) -> None:
        """Somebody ticked."""
        self.heard.append(f"{payload.emoji} {'on' if added else 'off'} {moment}")


class Process:
    """The gateway as one process has it."""

    def __init__(self, fake: FakeDiscord, kept: Kept, **settings: str) -> None:
        self.out, self.ears, self.kept = Out(fake, **settings), Ears(), kept
        name = self.out.settings.name
        self.guilds = Guilds(kept, self.out.rights)
        identifies = Identifies(kept, name)
        self.gateway = Gateway(self.out.settings, self.out.rest, self.ears, self.guilds, identifies, Alone(), name)

    async def up(self) -> None:
        """Returns when it is connected."""
        await until(lambda: self.gateway.health()[0], "a connection", lambda: self.gateway.health()[1])

    async def end(self) -> None:
        """Close everything."""
        await self.gateway.stop()
        await self.guilds.stop()
        await self.out.notifier.close()


async def until(true: Callable[[], Any], what: str, now: Callable[[], Any] = lambda: "") -> None:
    """Waits for a condition."""
    try:
        async with asyncio.timeout(WAIT_S):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"no {what}: {now()}") from None


@asynccontextmanager
async def running(fake: FakeDiscord, kept: Kept | None = None, **settings: str) -> AsyncIterator[Process]:
    """A process that has been started; `kept` is what outlives it."""
    process = Process(fake, kept or Kept(), **settings)
    await process.gateway.start()
    try:
        yield process
    finally:
        await process.end()


def frames(fake: FakeDiscord, op: int) -> list[dict[str, Any]]:
    """What the client sent of one kind: 2 is IDENTIFY, 6 is RESUME."""
    return [one for one in fake.log("gateway", what="in") if one["op"] == op]


async def typed(fake: FakeDiscord, text: str) -> None:
    """Somebody writes to the bot."""
    await asyncio.to_thread(fake.type, text)


async def test_what_is_heard_is_handed_on(tmp_path):
    with discord_in(tmp_path / "d") as fake:
        async with running(fake) as one:
            await one.up()
            await typed(fake, "add milk")
            await until(lambda: one.ears.heard == ["add milk"], "message", lambda: one.ears.heard)
            posted = await one.out.notifier.answer(one.out.at(), Reply(parts=("card",)), key="k")
            await asyncio.to_thread(fake.react, posted, channel="general")
            await until(lambda: one.ears.heard[-1].startswith("✅ on "), "reaction", lambda: one.ears.heard)
            session, number = one.ears.heard[-1].removeprefix("✅ on ").split(":")
            assert len(session) == 32
            assert number.isdigit()
            assert set(one.kept.installed) == {fake.id("guild", "acme"), fake.id("guild", "globex")}


async def test_a_lost_connection_comes_back_with_resume_and_misses_nothing(tmp_path):
    with discord_in(tmp_path / "d", heartbeat_ms=1000) as fake:
        async with running(fake) as one:
            await one.up()
            orders = ("drop", {}), ("reconnect", {}), ("close", {"code": 4000}), ("invalid", {"resumable": True})
            for times, (order, more) in enumerate((*orders, ("silence", {})), 1):
                await asyncio.to_thread(fake.gateway, order, **more)
                await typed(fake, f"after {order}")
                await until(lambda n=times: len(frames(fake, 6)) >= n, "RESUME", one.gateway.health)
                await until(lambda o=order: f"after {o}" in one.ears.heard, "replay", lambda: one.ears.heard)
            assert len(frames(fake, 2)) == 1


async def test_while_the_gateway_refuses_connections_the_session_is_kept(tmp_path):
    with discord_in(tmp_path / "d") as fake:
        async with running(fake) as one:
            await one.up()
            await asyncio.to_thread(fake.gateway, "refuse", times=2, status=503)
            await asyncio.to_thread(fake.gateway, "drop")
            await typed(fake, "still there")
            await until(lambda: "still there" in one.ears.heard, "replay", one.gateway.health)
            assert len(frames(fake, 2)) == 1


async def test_a_session_that_is_over_begins_anew_a_few_times_a_minute_and_restarts_count(tmp_path):
    kept = Kept()
    with discord_in(tmp_path / "d", identify_seconds=0) as fake:
        for _ in range(2):
            async with running(fake, kept) as one:
                await one.up()
        async with running(fake, kept) as one:
            await one.up()
            await asyncio.to_thread(fake.gateway, "invalid", resumable=False)
            await until(lambda: "too many sessions" in one.gateway.health()[1], "patience", one.gateway.health)
            assert not one.gateway.health()[0]
        for _ in range(3):
            async with running(fake, kept) as one:
                await until(lambda one=one: "too many sessions" in one.gateway.health()[1], "patience")
        assert len(frames(fake, 2)) == 3


async def test_an_intent_that_is_not_switched_on_is_explained_and_not_tried_again(tmp_path):
    kept = Kept()
    with discord_in(tmp_path / "d", identify_seconds=0) as fake:
        for number in range(1, 6):
            async with running(fake, kept, DISCORD_MESSAGE_CONTENT="on") as one:
                await until(lambda: len(frames(fake, 2)) >= min(number, 3), "try", one.gateway.health)  # noqa: B023
                await until(lambda: "DISCORD_MESSAGE_CONTENT" in one.gateway.health()[1], "reason")
                assert not one.gateway.health()[0]
        assert len(frames(fake, 2)) == 3


async def test_a_token_that_is_unknown_begins_no_session(tmp_path):
    with discord_in(tmp_path / "d") as fake:
        async with running(fake, DISCORD_BOT_TOKEN="not.the.token") as one:
            await until(lambda: "set DISCORD_BOT_TOKEN" in one.gateway.health()[1], "reason", one.gateway.health)
        assert frames(fake, 2) == []


async def test_a_token_that_is_taken_away_ends_in_a_reason(tmp_path):
    with discord_in(tmp_path / "d") as fake:
        async with running(fake) as one:
            await one.up()
            await asyncio.to_thread(fake.gateway, "close", code=4004)
            await until(lambda: "4004" in one.gateway.health()[1], "reason", one.gateway.health)
            assert not one.gateway.health()[0]
        assert len(frames(fake, 2)) == 1


async def test_many_guilds_need_shards_as_discord_says(tmp_path):
    with discord_in(tmp_path / "d", identify_seconds=0) as fake:
        await asyncio.to_thread(fake.settings, shards=2)
        async with running(fake) as one:
            await one.up()
            assert sorted(frame["d"]["shard"] for frame in frames(fake, 2)) == [[0, 2], [1, 2]]
            assert "2 of 2 shards" in one.gateway.health()[1]


async def test_when_the_guilds_have_become_too_many_it_comes_back_with_more_shards(tmp_path):
    with discord_in(tmp_path / "d", identify_seconds=0) as fake:
        async with running(fake) as one:
            await one.up()
            await asyncio.to_thread(fake.settings, shards=3)
            await asyncio.to_thread(fake.gateway, "close", code=4011)
            await until(lambda: "3 of 3 shards" in one.gateway.health()[1], "more shards", one.gateway.health)
            await typed(fake, "a")
            await until(lambda: one.ears.heard == ["a"], "what is said", lambda: one.ears.heard)
        assert [frame["d"]["shard"][1] for frame in frames(fake, 2)] == [1, 3, 3, 3]


async def test_a_guild_that_discord_cannot_reach_is_not_one_that_was_left(tmp_path):
    acme, kept = "acme", Kept()
    with discord_in(tmp_path / "d", identify_seconds=0) as fake:
        number = fake.id("guild", acme)
        async with running(fake, kept) as one:
            await one.up()
            await until(lambda: number in kept.installed, "installation")
            await asyncio.to_thread(fake.change, guild=acme, available=False)
            await typed(fake, "a")
            await until(lambda: one.ears.heard == ["a"], "what followed")
            assert kept.installed[number].ended == ""
            await asyncio.to_thread(fake.change, guild=acme, leave=True)
            await until(lambda: kept.installed[number].ended == "left", "end")
            await asyncio.to_thread(fake.change, guild=acme, join=True)
            await until(lambda: kept.installed[number].ended == "", "return")
        await asyncio.to_thread(fake.change, guild=acme, leave=True)
        async with running(fake, kept) as one:
            await one.up()
            await until(lambda: kept.installed[number].ended == "left", "end", lambda: kept.installed)
