"""All loops of one process, by role: started together, woken by commits, and stopped with what they hold finished."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from uuid import UUID

from core.db.engine import Database
from core.errors import UnavailableError
from core.log import get
from core.ports import EventBus, Notifier, Scheduler
from core.replies.book import Book
from core.settings import Settings
from workers.cards import Cards, Homes
from workers.loop import Health, Loop
from workers.notify import Notify
from workers.pace import Pace
from workers.relay import Relay
from workers.schedule import Schedule
from workers.seal import Sealer
from workers.sweep import Sweep
from workers.updates import Updates
from workers.wakes import Wakes

log = get(__name__)
ROLES = ("relay", "schedule", "notify", "updates", "sweep")
# A timer rings the app that set it, and who compares timers with rows sees their own app's alone and would set the rest
# once more: so only those keep timers who set them, or look for what was not rung.
RINGING = {"schedule", "sweep"}
# The shortest time between two passes: what a burst of wakes costs at most, and what it adds to a reminder's way.
GAPS_S = {"relay": 0.04, "sealer": 0.25, "notify": 0.05, "sweep": 0.05}

RUNG_S = 2.0


class Workers:
    """The relay with the sealer, the timers, the deliveries and the sweep, or those of them that `roles` names.

    `start` needs no database and no bus that answers: everything heals by itself. `health` answers from memory. `told`
    is called whenever another process may have changed something. `homes` tells what is somebody's, for platforms that
    show it.
    """

    def __init__(
        self,
        db: Database,
        bus: EventBus,
        scheduler: Scheduler,
        notifiers: Mapping[str, Notifier],
        settings: Settings,
        book: Book,
        *,
        roles: Collection[str] = ROLES,
        told: Callable[[], None] = lambda: None,
        homes: Homes | None = None,
    ) -> None:
        unknown = set(roles) - set(ROLES)
        if unknown:
            raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
        self._db, self._bus, self._scheduler, self._settings = db, bus, scheduler, settings
        holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._loops: dict[str, Loop] = {}
        self._notify: Notify | None = None
        if "relay" in roles:
            self._add("relay", Relay(db, bus, settings, holder))
            self._add("sealer", Sealer(db))
        if "schedule" in roles:
            Schedule(db, bus, scheduler)
        self._cards: Cards | None = None
        if "updates" in roles:
            Updates(db, bus)
            self._cards = Cards(db, bus, notifiers, book, homes)
        if "notify" in roles:
            self._notify = Notify(db, bus, notifiers, settings, book, holder)
            self._notify.on_more = self._add("notify", self._notify).pace.kick
        if "sweep" in roles:
            # Where somebody else rings first, the sweep looks for what was not rung.
            after_s = 0.0 if settings.alarm_clock == "local" else RUNG_S
            self._add("sweep", Sweep(db, after_s, settings.keep_days))
        self._rings = bool(RINGING & set(roles))
        self._told = told
        self._wakes = Wakes(db, bus, self._woken)
        self._started = False

    async def start(self) -> None:
        """Start every loop; returns at once."""
        self._db.on_commit.append(self.wake)
        self._wakes.start()
        await self._bus.start()
        if self._notify is not None:
            self._notify.start()
        for loop in self._loops.values():
            loop.start()
        if self._rings:
            await self._scheduler.start(self._fire)
        self._started = True
        log.info("workers.started", loops=list(self._loops))

    async def stop(self, grace: float | None = None) -> None:
        """Take nothing new, finish what is being posted within `grace` seconds (the settings' by default)."""
        if not self._started:
            return
        self._started = False
        until = time.monotonic() + (self._settings.grace_seconds if grace is None else grace)
        await self._scheduler.stop()
        loops = list(self._loops.values())
        await asyncio.gather(*(loop.stop(until - time.monotonic()) for loop in loops))
        if self._notify is not None:
            await self._notify.stop(until - time.monotonic())
        if self._cards is not None:
            await self._cards.stop(until - time.monotonic())
        self._db.on_commit.remove(self.wake)
        await self._wakes.stop()
        await self._bus.stop()
        log.info("workers.stopped")

    def wake(self) -> None:
        """Something was committed: relay and sealer look at once, the others are busy for a while."""
        for name, loop in self._loops.items():
            if name in ("relay", "sealer"):
                loop.pace.kick()
            else:
                loop.pace.nudge()

    def health(self) -> list[Health]:
        """How the bus and each loop are, from memory."""
        found = [Health("bus", *self._bus.health()), *(loop.health() for loop in self._loops.values())]
        if self._rings:
            found.append(Health("scheduler", *self._scheduler.health()))
        return found

    def _add(self, name: str, part: Relay | Sealer | Notify | Sweep) -> Loop:
        pace = Pace(busy_s=self._settings.busy_seconds, watchdog_s=self._settings.watchdog_seconds, gap_s=GAPS_S[name])
        self._loops[name] = Loop(name, part.step, pace)
        return self._loops[name]

    def _woken(self) -> None:
        """Another process has committed something, or might have."""
        self.wake()
        self._told()

    async def _fire(self, _occurrence_id: UUID) -> None:
        """A timer rang: the sweep decides by the database's clock what is due."""
        if "sweep" in self._loops:
            self._loops["sweep"].pace.kick()
        elif not self._bus.local:  # the process that sweeps is another one
            with suppress(UnavailableError):
                await self._bus.wake()
