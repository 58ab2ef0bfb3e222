"""The schema up to date before anything uses it, also of a database that is still on its way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from core.db.engine import retriable
from core.db.migrate import migrate, waits
from core.errors import StartError

PATIENCE_S = 30.0  # a compute that sleeps wakes in a second, a server that starts beside us needs some more
AGAIN_S = 1.0


T = TypeVar("T")


async def up_to_date(url: str, say: Callable[[str], None]) -> tuple[str | None, str]:
    """The revision before and after. StartError when the database does not answer for 30 s, or refuses."""
    return await _asked(url, say, migrate)


async def wait_for_schema(url: str, say: Callable[[str], None]) -> None:
    """Return when the schema is what this code needs. StartError when nobody brings it up to date within 30 s."""
    until = time.monotonic() + PATIENCE_S
    while await _asked(url, say, waits):
        if time.monotonic() > until:
            raise StartError(f"The schema of {_place(url)} is older than this todobot. Run `todobot migrate` first.")
        await asyncio.sleep(AGAIN_S)


async def _asked(url: str, say: Callable[[str], None], ask: Callable[[str], Awaitable[T]]) -> T:
    until = time.monotonic() + PATIENCE_S
    said = False
    while True:
        try:
            return await ask(url)
        except ArgumentError as error:
            raise StartError("DATABASE_URL cannot be read. Give postgresql://user:password@host:5432/name") from error
        except DBAPIError as error:
            if not retriable(error):
                raise StartError(f"The database {_place(url)} refuses the schema: {_reason(error)}") from error
            if time.monotonic() > until:
                raise StartError(
                    f"The database {_place(url)} does not answer: {_reason(error)}. Start it, or correct DATABASE_URL."
                ) from error
            if not said:
                say(f"The database {_place(url)} does not answer yet, trying for {PATIENCE_S:.0f} s.")
                said = True
            await asyncio.sleep(AGAIN_S)


def _place(url: str) -> str:
    """Where it is, without the password."""
    return make_url(url).render_as_string(hide_password=True)


def _reason(error: SQLAlchemyError) -> str:
    """The driver's first line; the rest is advice for its own users."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0].rstrip(".") if str(original).strip() else type(original).__name__
