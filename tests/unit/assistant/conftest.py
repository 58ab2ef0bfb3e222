"""A door of its own for a test: the real assistant on the test's database."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

import pytest

from core.bootstrap import Services, build
from core.messages import Address, Author, Incoming, Outcome
from core.settings import Settings

Say = Callable[..., Awaitable[Outcome]]


@pytest.fixture
async def services(database_url):
    """Everything wired on the test's database, no loop started."""
    built = build(Settings(_env_file=None), database_url, {})
    yield built
    await built.db.stop()


def incoming(text: str = "", who: str = "ann", *, key: str | None = None, place: str = "main", **more) -> Incoming:
    """What this person types in a conversation of theirs."""
    return Incoming(
        Address("terminal", who, place, "", who),
        Author(who, who.title()),
        key or uuid.uuid4().hex,
        text=text,
        zone_hint=more.pop("zone", "Europe/Berlin"),
        **more,
    )


@pytest.fixture
def say(services: Services) -> Say:
    """Type something and get the outcome."""

    async def typed(text: str = "", who: str = "ann", **more) -> Outcome:
        return await services.assistant.handle(incoming(text, who, **more))

    return typed
