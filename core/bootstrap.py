"""Settings to services: the only place that picks implementations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.assistant.door import Door
from core.assistant.planner import Planner
from core.assistant.presence import Presence
from core.assistant.questions import Memory
from core.bus.memory import MemoryBus
from core.db.directory import Directory
from core.db.engine import Database
from core.db.transcript import Feed, StoredTranscript
from core.errors import StartError
from core.nlu.pipeline import Language
from core.ports import EventBus, Running, Scheduler, Secrets, Sessions
from core.replies import Book, load
from core.scheduler.local import LocalScheduler
from core.secrets.env import EnvironmentSecrets
from core.sessions.database import DatabaseSessions
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """All parts of the running system, built once and handed down. `running` is filled as platforms start."""

    settings: Settings
    db: Database
    directory: Directory
    assistant: Door
    bus: EventBus
    scheduler: Scheduler
    sessions: Sessions
    secrets: Secrets
    transcript: StoredTranscript
    feed: Feed
    book: Book
    running: dict[str, Running] = field(default_factory=dict)


def build(settings: Settings, database_url: str, environ: Mapping[str, str]) -> Services:
    """Everything wired, nothing started. StartError when a setting names what this release has not."""
    if settings.event_bus != "memory":
        raise StartError(f"EVENT_BUS={settings.event_bus} is not in this release. Leave it out, or set it to memory.")
    if settings.scheduler != "local":
        raise StartError(f"SCHEDULER={settings.scheduler} is not in this release. Leave it out, or set it to local.")
    db = Database(database_url, pool_size=settings.database_pool)
    directory = Directory(db)
    feed = Feed()
    sessions = DatabaseSessions(db)
    running: dict[str, Running] = {}

    async def visible(platform: str, workspace: str, account: str) -> frozenset[str]:
        known = running.get(platform)
        return await known.channels_of(workspace, account) if known else frozenset()

    memory = Memory(db, sessions)
    presence = Presence(visible, settings.language)
    assistant = Door(db, directory, Planner(Language(), memory), memory, presence, feed)
    return Services(
        settings=settings,
        db=db,
        directory=directory,
        assistant=assistant,
        bus=MemoryBus(),
        scheduler=LocalScheduler(db),
        sessions=sessions,
        secrets=EnvironmentSecrets(environ),
        transcript=StoredTranscript(db, feed),
        feed=feed,
        book=load(settings.language),
        running=running,
    )
