"""Who sees which channel and who may call everybody, against the fake Discord's own reckoning."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import PermanentError, TransientError
from tests.platforms.discord.client import FakeDiscord
from tests.unit.discord.peer import Out, discord_in


@pytest.fixture
def fake(tmp_path):
    with discord_in(tmp_path / "discord", burst=1000) as made:
        yield made


async def seen(out: Out, account: str) -> set[str]:
    known = {out.fake.id("channel", "acme", name): name for name in ("general", "random", "secret", "closed")}
    found = await out.rights.channels(out.fake.id("guild", "acme"), out.person(account))
    return {known.get(one, one) for one in found}


async def test_people_see_what_their_roles_and_the_channels_exceptions_let_them_see(fake: FakeDiscord):
    out = Out(fake)
    assert await seen(out, "ann") >= {"general", "random", "secret", "closed"}
    assert await seen(out, "ben") == {"general", "random", "closed"}
    assert await seen(out, "cat") == {"general"}
    with pytest.raises(PermanentError):
        await seen(out, "eve")
    with pytest.raises(PermanentError):
        await out.rights.channels("1", out.person("ann"))
    await out.notifier.close()


async def test_what_has_changed_is_asked_anew_and_nothing_else_is_asked_twice(fake: FakeDiscord):
    out = Out(fake)
    for _ in range(5):
        await asyncio.gather(*(seen(out, one) for one in ("ann", "ben", "cat")))
    noted = await asyncio.to_thread(fake.noted)
    assert len(noted["calls"]) == 1 + 3 + 3, [one["route"] for one in noted["calls"]]
    await asyncio.to_thread(fake.change, channel="random", members=["bot", "ann"])
    out.rights.forget(fake.id("guild", "acme"))
    assert await seen(out, "ben") == {"general", "closed"}
    await out.notifier.close()


async def test_a_thread_is_seen_by_who_sees_its_channel(fake: FakeDiscord):
    out = Out(fake)
    said = await asyncio.to_thread(fake.type, "hello", channel="secret", mention=True)
    thread = await asyncio.to_thread(fake.do, "thread", channel="secret", id=said["id"], name="talk")
    number = str(thread.get("id") or thread.get("channel"))
    assert number in await seen(out, "ann")
    assert number not in await seen(out, "ben")
    await out.notifier.close()


async def test_without_an_answer_nobody_is_said_to_be_gone(fake: FakeDiscord):
    out = Out(fake)
    await out.rest.me()
    fake.fail("status", route="*", status=503)
    with pytest.raises(TransientError):
        await seen(out, "ann")
    fake.heal()
    assert "general" in await seen(out, "ann")
    await out.notifier.close()
