"""One pool of connections and the way to run a transaction on it, whole, again when the database asks for it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.db.clock import Clock
from core.db.uow import Scope, Transaction
from core.errors import UnavailableError
from core.log import get
from core.telemetry import LAST_USE

log = get(__name__)
T = TypeVar("T")
IDLE_PING_S = 5.0
# Whether the running task holds a connection already.
_HOLDING: ContextVar[bool] = ContextVar("holding", default=False)
TRIES = 6
POOL_WAIT_S = 5.0
CONNECT_S = 5
# Serialization, deadlock, connection loss, administrator shutdown, cannot connect now, out of room (disk, memory,
# connections), a database that is read-only for now (a failover, an operator), and a transaction that PostgreSQL ended
# because this process had been standing still.
RETRIED = ("40001", "40P01", "57P01", "57P02", "57P03", "53", "58030", "25006", "08", "25P03", "57P05")


class Database:
    """The pool and its transactions. What is in `before_commit` is awaited before each commit that changes something,
    what is in `on_commit` called after it.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.clock = Clock()
        self.before_commit: list[Callable[[], Awaitable[None]]] = []
        self.on_commit: list[Callable[[], None]] = []
        self.last_error: str | None = None
        # One connection is left for those that hold one and need a second (a session is read within a turn): if all
        # were taken by such, each would wait for the others.
        self._first = asyncio.Semaphore(pool_size - 1)
        self._leaving: set[asyncio.Future[None]] = set()
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_S,
            pool_use_lifo=True,
            use_native_hstore=False,
            # None: no server-side prepared statements, which a pooler in transaction mode cannot keep.
            connect_args={"prepare_threshold": None, "connect_timeout": CONNECT_S, "application_name": "todobot"},
        )

    async def stop(self) -> None:
        """Close every connection."""
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await self.engine.dispose()

    async def run(self, scope: Scope, work: Callable[[Transaction], Awaitable[T]], *, tries: int = TRIES) -> T:
        """Run `work` in a transaction and commit; the whole again on errors that a repetition can mend.

        Raises UnavailableError when the database does not answer. A lost COMMIT answer is repeated too, so work must
        be idempotent by a key of its own.
        """
        for attempt in range(1, tries + 1):
            try:
                async with self.transaction(scope) as tx:
                    return await work(tx)
            except (psycopg.Error, DBAPIError, PoolTimeoutError, OSError) as error:
                if not retriable(error):
                    raise
                self.last_error = type(error).__name__
                log.warning("transaction.repeated", scope=scope.name, attempt=attempt, error=type(error).__name__)
                if attempt == tries:
                    raise UnavailableError("the database does not answer") from error
                await asyncio.sleep(min(2.0, 0.05 * 2**attempt) * (0.5 + random.random()))  # noqa: S311 (jitter)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def transaction(self, scope: Scope) -> AsyncIterator[Transaction]:
        """One transaction, committed at the end of the block, rolled back when it raises."""
        async with self._room(), self._committed(scope) as tx:
            yield tx
        if tx.changed:
            for callback in self.on_commit:
                callback()

    @asynccontextmanager
    async def _room(self) -> AsyncIterator[None]:
        if _HOLDING.get():
            yield
            return
        try:
            async with asyncio.timeout(POOL_WAIT_S):
                await self._first.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError("every connection is in use") from error
        _HOLDING.set(True)
        try:
            yield
        finally:
            _HOLDING.set(False)
            self._first.release()

    @asynccontextmanager
    async def _committed(self, scope: Scope) -> AsyncIterator[Transaction]:
        connection, raw = await self._checkout()
        tx = Transaction(raw, scope, self.clock)
        try:
            yield tx
            if tx.changed:
                for announce in self.before_commit:
                    await announce()
            await tx.finish()
            await raw.commit()
            connection.info["used"] = time.monotonic()
            self.last_error = None
            LAST_USE.set(time.time())
        except BaseException:
            await self._leave(connection, raw)
            raise
        await asyncio.shield(connection.close())
        tx.ended()

    async def _checkout(self) -> tuple[AsyncConnection, psycopg.AsyncConnection[Any]]:
        """A connection that answers: one that was idle for over 5 s is asked first (Neon ends idle ones)."""
        while True:
            connection = await self.engine.connect()
            raw = (await connection.get_raw_connection()).driver_connection
            assert isinstance(raw, psycopg.AsyncConnection)
            used = connection.info.get("used")
            if not raw.closed and (used is None or time.monotonic() - used < IDLE_PING_S):
                connection.info.setdefault("used", time.monotonic())
                return connection, raw
            try:
                await raw.execute("SELECT 1")
                await raw.rollback()
                connection.info["used"] = time.monotonic()
                return connection, raw
            except (psycopg.Error, OSError):
                await connection.invalidate()
                await connection.close()
            except BaseException:
                await self._leave(connection, raw)
                raise

    async def _leave(self, connection: AsyncConnection, raw: psycopg.AsyncConnection[Any]) -> None:
        """In a task of its own: who was cancelled may be cancelled again at each await, and a connection must not stay
        behind half rolled back."""
        leaving = asyncio.ensure_future(_abandon(connection, raw))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        await asyncio.shield(leaving)


async def _abandon(connection: AsyncConnection, raw: psycopg.AsyncConnection[Any]) -> None:
    """Roll back and give the connection to the pool again, or throw it away when it does not answer."""
    try:
        if not raw.closed:
            await raw.rollback()
    except (psycopg.Error, OSError):
        pass  # it is closed then, or broken
    if raw.closed or raw.broken:
        await connection.invalidate()
    await connection.close()


def retriable(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is run again."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and retriable(error.orig))
    if isinstance(error, PoolTimeoutError | OSError):
        return True
    if isinstance(error, psycopg.Error):
        state = error.sqlstate
        if state is None:  # no answer, or (behind a pooler) two at once: the connection is lost or refused
            return isinstance(error, psycopg.OperationalError | psycopg.InternalError)
        return state.startswith(RETRIED)
    return False


def sqlalchemy_url(url: str) -> str:
    """The URL with our driver named, whatever of postgres://, postgresql:// it came with."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url[len(scheme) :]
    return url
