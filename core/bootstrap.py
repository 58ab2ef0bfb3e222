"""Settings to services: the only place that picks implementations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from core.assistant.door import Door
from core.assistant.planner import Planner
from core.assistant.presence import Presence
from core.assistant.questions import Memory
from core.bus.lockfile import LockFiles
from core.bus.memory import MemoryBus
from core.db.budgets import StoredBudgets
from core.db.directory import Directory
from core.db.engine import Database
from core.db.installations import StoredInstallations
from core.db.transcript import Feed, StoredTranscript
from core.errors import StartError
from core.nlu.languages import Languages
from core.ports import Consume, EventBus, Ownership, Running, Scheduler, Secrets, Sessions
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
    installations: StoredInstallations
    budgets: StoredBudgets
    ownership: Ownership
    transcript: StoredTranscript
    feed: Feed
    book: Book
    running: dict[str, Running] = field(default_factory=dict)


def build(
    settings: Settings, database_url: str, environ: Mapping[str, str], consume: Consume | None = None
) -> Services:
    """Everything wired, nothing started. `consume` is the engine of consumers, which a broker's groups need.

    StartError when a setting names what there is not, or a part whose packages are not installed.
    """
    db = Database(database_url, pool_size=settings.database_pool)
    directory = Directory(db)
    feed = Feed()
    db.on_commit.append(feed.changed)
    sessions = _sessions(settings, db)
    running: dict[str, Running] = {}

    async def visible(platform: str, workspace: str, account: str) -> frozenset[str]:
        known = running.get(platform)
        return await known.channels_of(workspace, account) if known else frozenset()

    secrets = _secrets(settings, environ)
    memory = Memory(db, sessions)
    languages = Languages()
    presence = Presence(visible, languages, settings.language, settings.home)
    assistant = Door(db, directory, Planner(languages, memory), memory, presence, feed)
    return Services(
        settings=settings,
        db=db,
        directory=directory,
        assistant=assistant,
        bus=_bus(settings, consume),
        scheduler=_scheduler(settings, db),
        sessions=sessions,
        secrets=secrets,
        installations=StoredInstallations(db, secrets),
        budgets=StoredBudgets(db),
        ownership=_ownership(settings),
        transcript=StoredTranscript(db, feed),
        feed=feed,
        book=load(settings.language),
        running=running,
    )


def _bus(settings: Settings, consume: Consume | None) -> EventBus:
    bus: EventBus
    match settings.bus:
        case "memory":
            return MemoryBus()
        case "kafka":
            if not settings.kafka_bootstrap_servers:
                raise StartError("EVENT_BUS=kafka needs KAFKA_BOOTSTRAP_SERVERS=host:9092.")
            bus = _part("core.bus.kafka.bus", "kafka").KafkaBus(settings, consume)
        case "dapr":
            bus = _part("core.bus.dapr", "dapr").DaprBus(settings)
        case other:
            raise _unknown("EVENT_BUS", other, "memory, kafka or dapr")
    return bus


def _ownership(settings: Settings) -> Ownership:
    """Among all processes where they have Kafka in common, else among those of this machine."""
    if not settings.kafka_bootstrap_servers:
        return LockFiles(settings.data_dir)
    ownership: Ownership = _part("core.bus.kafka.ownership", "kafka").GroupOwnership(settings)
    return ownership


def _scheduler(settings: Settings, db: Database) -> Scheduler:
    match settings.alarm_clock:
        case "local":
            return LocalScheduler(db)
        case "dapr":
            scheduler: Scheduler = _part("core.scheduler.dapr", "dapr").DaprScheduler(settings, db)
            return scheduler
        case other:
            raise _unknown("SCHEDULER", other, "local or dapr")


def _sessions(settings: Settings, db: Database) -> Sessions:
    match settings.sessions:
        case "database":
            return DatabaseSessions(db)
        case "dapr":
            sessions: Sessions = _part("core.sessions.dapr", "dapr").DaprSessions(settings)
            return sessions
        case other:
            raise _unknown("SESSIONS", other, "database or dapr")


def _secrets(settings: Settings, environ: Mapping[str, str]) -> Secrets:
    match settings.secrets:
        case "env":
            return EnvironmentSecrets(environ)
        case "dapr":
            secrets: Secrets = _part("core.secrets.dapr", "dapr").DaprSecrets(settings)
            return secrets
        case other:
            raise _unknown("SECRETS", other, "env or dapr")


def _part(module: str, extra: str) -> Any:
    """A part whose SDK only those install who use it: that is why it is imported by name, here and late."""
    try:
        return import_module(module)
    except ImportError as error:
        raise StartError(f"This needs the packages of todobot[{extra}], which are not installed ({error}).") from error


def _unknown(name: str, value: str, known: str) -> StartError:
    return StartError(f"{name}={value} is not known. Set it to {known}, or leave it out.")
