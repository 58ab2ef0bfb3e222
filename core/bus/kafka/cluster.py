"""How to reach the cluster, and the topics on it: made on purpose, compared with the list before they are used."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from core.bus.topics import Topic, load
from core.errors import StartError
from core.settings import Settings

AWAY = (KafkaError, OSError, TimeoutError)
END_S = 3.0
AGAIN_S = (0.25, 5.0)


def connection(settings: Settings) -> dict[str, Any]:
    """What every client of the cluster is built with."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers,
        "client_id": "todobot",
        "security_protocol": settings.kafka_security_protocol,
    }
    if "SSL" in settings.kafka_security_protocol.split("_"):
        options["ssl_context"] = ssl.create_default_context()
    if settings.kafka_security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password,
        }
    return options


@dataclass(frozen=True, slots=True)
class Made:
    """What `make_topics` did: which topics it made, which were there, and what differs from the list there."""

    made: tuple[str, ...]
    there: tuple[str, ...]
    differs: tuple[str, ...]


async def make_topics(settings: Settings, replication: int) -> Made:
    """Make the topics that are missing. StartError when the cluster does not answer or refuses."""
    wanted = {settings.kafka_prefix + name: topic for name, topic in load().items()}
    admin = AIOKafkaAdminClient(**connection(settings))
    try:
        await admin.start()
        there = set(await admin.list_topics())
        missing = {name: topic for name, topic in wanted.items() if name not in there}
        await _create(admin, missing, replication)
        differs = await _compare(admin, {name: wanted[name] for name in wanted if name in there})
    except AWAY as error:
        raise StartError(
            f"Kafka at {settings.kafka_bootstrap_servers} does not answer ({type(error).__name__}: {error})."
        ) from error
    finally:
        await quietly(admin.close())
    return Made(tuple(missing), tuple(sorted(there & set(wanted))), tuple(differs))


async def _create(admin: AIOKafkaAdminClient, missing: dict[str, Topic], replication: int) -> None:
    if not missing:
        return
    made = [
        NewTopic(name, num_partitions=topic.partitions, replication_factor=replication, topic_configs=configs(topic))
        for name, topic in missing.items()
    ]
    with contextlib.suppress(TopicAlreadyExistsError):
        answer = await admin.create_topics(made)
        for name, code, *rest in answer.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise StartError(f"Kafka refuses the topic {name}: {rest[0] if rest and rest[0] else f'error {code}'}")


def configs(topic: Topic) -> dict[str, str]:
    """The topic's settings on the broker."""
    found: dict[str, str] = {"cleanup.policy": topic.cleanup}
    if topic.retention_s is not None:
        found["retention.ms"] = str(topic.retention_s * 1000)
    return found


async def _compare(admin: AIOKafkaAdminClient, wanted: dict[str, Topic]) -> list[str]:
    """Sentences about topics that are not as listed; they are not changed, since that is the operator's."""
    if not wanted:
        return []
    found: list[str] = []
    for described in await admin.describe_topics(list(wanted)):
        topic, count = wanted[described["topic"]], len(described["partitions"])
        if count != topic.partitions:
            found.append(f"{described['topic']} has {count} partitions, not {topic.partitions}")
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in wanted]
    for answer in await admin.describe_configs(resources):
        for _code, _message, _kind, name, entries in answer.resources:
            actual = {entry[0]: entry[1] for entry in entries}
            for key, value in configs(wanted[name]).items():
                if actual.get(key) != value:
                    found.append(f"{name} has {key}={actual.get(key)}, not {value}")
    return found


async def quietly(ending: Awaitable[Any]) -> None:
    """Let a client end, but not for ever: what it leaves behind ends with its connections."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(END_S):
            await ending


def pause(failures: int) -> float:
    """Seconds until the next try, growing, with jitter."""
    low, high = AGAIN_S
    return float(min(high, low * 2 ** min(failures, 8)) * random.uniform(0.7, 1.0))  # noqa: S311
