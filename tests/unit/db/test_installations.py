"""Workspaces that let us in: their tokens are only readable with the keys, and one process renews at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.db.installations import KEYS, StoredInstallations, new_key
from core.db.uow import Scope
from core.errors import StartError
from core.ports import Installation
from core.secrets.env import EnvironmentSecrets

ACME = Installation(
    "slack",
    "T1",
    "Acme",
    {"bot_token": "xoxb-canary", "refresh_token": "r1"},
    {"bot_user": "U0"},
    datetime(2030, 1, 2, tzinfo=UTC),
)


def kept(db, *keys: str) -> StoredInstallations:
    return StoredInstallations(db, EnvironmentSecrets({KEYS: ",".join(keys)}, None))


async def row(db):
    async with db.transaction(Scope.system("test")) as tx:
        return (await tx.rows("SELECT * FROM installations"))[0]


async def test_what_was_put_comes_back_and_no_token_lies_open(db):
    store = kept(db, new_key())
    assert await store.get("slack", "T1") is None
    await store.put(ACME)
    assert await store.get("slack", "T1") == ACME
    assert await store.all("slack") == [ACME]
    assert await store.all("discord") == []
    assert "canary" not in str(await row(db))
    assert "canary" not in repr(ACME)


async def test_an_end_is_kept_with_its_time_and_a_new_consent_ends_it(db):
    store = kept(db, new_key())
    await store.put(replace(ACME, ended="app_uninstalled"))
    ended = (await row(db))["ended_at"]
    assert ended is not None
    await store.put(replace(ACME, ended="app_uninstalled", name="x"))
    assert (await row(db))["ended_at"] == ended
    await store.put(ACME)
    assert (await row(db))["ended_at"] is None


async def test_keys_are_changed_by_putting_a_new_one_in_front(db):
    old, new = new_key(), new_key()
    await kept(db, old).put(ACME)
    both = kept(db, new, old)
    assert await both.get("slack", "T1") == ACME
    await both.put(ACME)
    assert await kept(db, new).get("slack", "T1") == ACME
    with pytest.raises(StartError, match="was a key removed"):
        await kept(db, old).get("slack", "T1")


@pytest.mark.parametrize("keys", [(), ("no key",)])
async def test_without_a_good_key_it_says_how_to_get_one(db, keys):
    await kept(db, new_key()).put(ACME)
    for ask in (kept(db, *keys).check(), kept(db, *keys).get("slack", "T1"), kept(db, *keys).put(ACME)):
        with pytest.raises(StartError, match=KEYS):
            await ask


async def test_where_there_is_nothing_to_encrypt_no_key_is_needed(db):
    open_to_all = replace(ACME, platform="discord", workspace="7", secrets={})
    await kept(db).put(open_to_all)
    assert await kept(db).get("discord", "7") == open_to_all
    assert await kept(db).all("discord") == [open_to_all]


async def test_a_row_copied_over_another_one_opens_nothing(db):
    store = kept(db, new_key())
    await store.put(ACME)
    await store.put(replace(ACME, workspace="T2"))

    async def swap(tx):
        await tx.write(
            "UPDATE installations SET sealed = (SELECT sealed FROM installations WHERE external_id = 'T1')"
            " WHERE external_id = 'T2'"
        )

    await db.run(Scope.system("test"), swap)
    with pytest.raises(StartError, match="another workspace"):
        await store.get("slack", "T2")


async def test_of_many_who_renew_at_once_one_spends_the_token(db):
    store = kept(db, new_key())
    await store.put(ACME)
    spent = []

    async def exchange(known):
        if known.secrets["refresh_token"] != "r1":
            return None  # somebody was quicker
        spent.append(known)
        await asyncio.sleep(0.05)
        return replace(known, secrets={"bot_token": "new", "refresh_token": "r2"})

    found = await asyncio.gather(*(store.renew("slack", "T1", exchange) for _ in range(5)))
    assert len(spent) == 1
    assert {one.secrets["bot_token"] for one in found} == {"new"}
    assert await store.renew("slack", "T9", exchange) is None
