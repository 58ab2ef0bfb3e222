"""What faults of Discord are played on: its fake, reminders as the command writes them, and its log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.db.directory import Directory
from core.db.engine import Database, sqlalchemy_url
from core.db.uow import Scope, Transaction
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderScheduled
from core.messages import Address, Author
from tests.faults.scene import Scene
from tests.platforms.discord.client import FakeDiscord


class Fake(FakeDiscord):
    """It calls nobody: bots connect to it."""

    def webhook(self, url: str) -> None:
        """Nothing to tell."""


@dataclass(frozen=True)
class Wish:
    """A reminder in a channel, for who sets it, or in somebody's direct messages, so many seconds from now."""

    text: str
    seconds: float
    channel: str = ""
    person: str = ""
    setter: str = "ann"


def remind(scene: Scene, wishes: Sequence[Wish]) -> None:
    """Write them, by the database's clock."""
    asyncio.run(_remind(scene, wishes))


async def _remind(scene: Scene, wishes: Sequence[Wish]) -> None:
    db, fake = Database(sqlalchemy_url(scene.url)), scene.fake
    guild = fake.id("guild", "acme")
    try:
        people = Directory(db)
        general = Address("discord", guild, fake.id("channel", "acme", "general"))
        known: dict[tuple[str, str, str], tuple[Any, Any]] = {}
        for wish in wishes:
            key = (wish.channel, wish.person, wish.setter)
            if key in known:
                continue
            channel = "" if wish.person else fake.id("channel", "acme", wish.channel)
            place = Address("discord", guild, channel, "", fake.id("person", wish.person) if wish.person else "")
            setter = await people.identify(general, _author(fake, wish.setter))
            known[key] = setter, await people.identify(place, _author(fake, wish.person or wish.setter))

        async def work(tx: Transaction) -> None:
            for wish in wishes:
                await _one(tx, *known[(wish.channel, wish.person, wish.setter)], wish)

        await db.run(Scope.of(setter.workspace_id), work)
    finally:
        await db.stop()


def _author(fake: Any, name: str) -> Author:
    return Author(fake.id("person", name), name.capitalize())


async def _one(tx: Transaction, setter: Any, place: Any, wish: Wish) -> None:
    now = await tx.now()
    due_at = now + timedelta(seconds=wish.seconds)
    common = {"workspace_id": setter.workspace_id, "address_id": place.address_id}
    made = Reminder.create(
        **common, setter_id=setter.person_id, text=wish.text, at=due_at, now=now, person_ids=[place.person_id]
    )
    occurrence = Occurrence.schedule(**common, reminder_id=made.id, sequence=1, due_at=due_at)
    tx.insert(made)
    tx.insert(occurrence)
    tx.number(made)
    after = made.snapshot(due_at) | {"occurrence": str(occurrence.id), "state": "scheduled"}
    tx.emit(ReminderScheduled(made.id, made.version, Change({}, after)))


def frames(scene: Scene, op: int) -> list[dict[str, Any]]:
    """What bots sent through the gateway: 2 is IDENTIFY, 6 is RESUME."""
    return [one for one in scene.fake.log("gateway", what="in") if one["op"] == op]


def crowded(times: Sequence[float], seconds: float = 60.0) -> int:
    """The most that there were within so many seconds."""
    return max((sum(at <= one < at + seconds for one in times) for at in times), default=0)


def said(scene: Scene, text: str) -> list[dict[str, Any]]:
    """What was posted with these words in it."""
    return [one for one in scene.fake.log("post") if text in one["shown"]]
