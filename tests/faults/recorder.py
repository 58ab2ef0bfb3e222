"""A process with the real relay and one consumer: it notes every delivery in a file and its effect in a table."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.bus.memory import MemoryBus
from core.db import inbox
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.envelope import Envelope
from core.domain.events import TASK_EVENTS
from core.ports import Verdict
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from core.settings import Settings
from workers.loops import Workers

GROUP = "recorder"
EFFECT = "INSERT INTO effects (event_id, key, sequence) VALUES (%(id)s, %(key)s, %(sequence)s)"


async def main(deliveries: str) -> None:
    """Relay and record until the process ends."""
    settings = Settings(_env_file=None)
    db, bus = Database(settings.database_url), MemoryBus()

    async def handle(events: Sequence[Envelope]) -> list[Verdict]:
        with Path(deliveries).open("a") as file:
            file.writelines(f"{os.getpid()} {event.id} {event.key} {event.sequence}\n" for event in events)

        async def work(tx: Transaction) -> None:
            new = await inbox.take(tx, GROUP, (event.id for event in events))
            for event in events:
                if event.id in new:
                    await tx.write(EFFECT, id=event.id, key=event.key, sequence=event.sequence)

        await db.run(Scope.system(GROUP), work)
        return [Verdict.DONE] * len(events)

    bus.subscribe(GROUP, (TASK_EVENTS,), handle)
    await Workers(db, bus, LocalScheduler(db), {}, settings, load(), roles=("relay",)).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
