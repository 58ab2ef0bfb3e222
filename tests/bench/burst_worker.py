"""One worker process of the bench: every loop, on Kafka, with a notifier that takes everything at once."""

from __future__ import annotations

import asyncio
import signal

from core import log
from core.bus.kafka.bus import KafkaBus
from core.db.engine import Database
from core.ports import Notifier, Post, Posted
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from core.settings import Settings
from workers.consumer import Consumer
from workers.fast import run_fast
from workers.loops import Workers


class Takes(Notifier):
    """A platform without delay."""

    nonces = True

    async def post(self, post: Post) -> Posted:
        """Accepted."""
        return Posted(post.nonce)

    async def close(self) -> None:
        """Nothing is open."""


async def main() -> int:
    """Until SIGTERM."""
    settings = Settings(_env_file=None)
    log.configure("info", "json")
    db = Database(settings.database_url)
    bus = KafkaBus(settings, Consumer)
    workers = Workers(db, bus, LocalScheduler(db), {"burst": Takes()}, settings, load())
    await workers.start()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await workers.stop(10)
    await db.stop()
    return 0


if __name__ == "__main__":
    run_fast(main())
