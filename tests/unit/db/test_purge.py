"""A workspace that let us go long ago is erased with all that is in it, and no other."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from core.bootstrap import build
from core.db.installations import KEYS, new_key
from core.db.purge import purge
from core.db.uow import Scope
from core.messages import Address, Author, Incoming
from core.ports import Installation
from core.settings import Settings

SCOPE = Scope.system("test")
TABLES = ("workspaces", "tasks", "reminders", "occurrences", "events", "members", "persons", "installations")


@pytest.fixture
async def services(database_url):
    built = build(Settings(_env_file=None), database_url, {KEYS: new_key()})
    yield built
    await built.db.stop()


async def lived(services, team: str) -> None:
    await services.installations.put(Installation("slack", team, team, {"bot_token": "x"}))
    for text in ("add buy milk to my shop list", "remind me to stretch in 20 minutes", "assign 1 to <@U9|Zoe>", "undo"):
        place = Address("slack", team, "C1", "", "")
        wish = Incoming(
            place, Author("U1", "Ann", "Europe/Berlin"), uuid.uuid4().hex, text=text, message_id=text, people=("U9",)
        )
        assert (await services.assistant.handle(wish)).status < 400


async def left_of(services) -> dict[str, int]:
    found = {}
    async with services.db.transaction(SCOPE) as tx:
        for table in (
            "workspaces",
            "tasks",
            "reminders",
            "occurrences",
            "events",
            "members",
            "persons",
            "installations",
        ):
            found[table] = (await tx.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"]
    return found


async def test_only_what_was_left_long_ago_is_erased(services):
    await lived(services, "T1")
    alone = await left_of(services)
    await lived(services, "T2")
    assert await services.db.run(SCOPE, lambda tx: purge(tx, 30)) is None
    ended = await services.installations.get("slack", "T2")
    await services.installations.put(replace(ended, ended="app_uninstalled"))
    assert await services.db.run(SCOPE, lambda tx: purge(tx, 30)) is None

    async def age(tx):
        await tx.write("UPDATE installations SET ended_at = ended_at - interval '31 days'")

    await services.db.run(SCOPE, age)
    assert await services.db.run(SCOPE, lambda tx: purge(tx, 30)) is not None
    assert await left_of(services) == alone
    assert await services.db.run(SCOPE, lambda tx: purge(tx, 30)) is None
    assert await services.installations.get("slack", "T2") is None


async def test_who_is_the_same_everywhere_stays_while_one_place_knows_them(services):
    ann, places = Author("1001", "Ann"), ("77", "88")
    for guild in places:
        await services.installations.put(Installation("discord", guild, guild, {}))
        wish = Incoming(Address("discord", guild, "C1"), ann, uuid.uuid4().hex, text="add buy milk")
        assert (await services.assistant.handle(wish)).status < 400

    async def end(guild: str):
        await services.installations.put(replace(await services.installations.get("discord", guild), ended="kicked"))
        age = "UPDATE installations SET ended_at = ended_at - interval '31 days' WHERE ended <> ''"
        await services.db.run(SCOPE, lambda tx: tx.write(age))
        assert await services.db.run(SCOPE, lambda tx: purge(tx, 30)) is not None
        return await left_of(services)

    once = await end("77")
    assert (once["persons"], once["workspaces"], once["tasks"]) == (1, 1, 1)
    assert set((await end("88")).values()) == {0}
