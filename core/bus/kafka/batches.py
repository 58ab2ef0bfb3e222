"""Sends many records at once: put into the client's batches by hand, so that a record costs no future of its own."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError, RecordListTooLargeError, TopicAuthorizationFailedError
from aiokafka.partitioner import murmur2

from core.bus.kafka.cluster import AWAY

# What no repetition mends: the record, or our right to the topic.
FOR_GOOD = (MessageSizeTooLargeError, RecordListTooLargeError, TopicAuthorizationFailedError)
LARGEST = 1_000_000  # bytes of a record: brokers take 1,048,588 with what is around it

Out = tuple[UUID, bytes, bytes | None, list[tuple[str, bytes]]]  # event, key, value, headers


async def send(producer: AIOKafkaProducer, topic: str, records: Sequence[Out]) -> dict[UUID, BaseException]:
    """What went wrong, by event; per key the topic has the records in their order.

    Records of one partition that lie in one batch fail together. A key has the partition that every client gives it.
    """
    failed: dict[UUID, BaseException] = {}
    sent: list[tuple[list[UUID], asyncio.Future[Any]]] = []
    try:
        partitions = sorted(await producer.partitions_for(topic))
        for place, group in _by_partition(records, partitions, failed).items():
            for ids, batch in _batches(producer, group):
                sent.append((ids, await producer.send_batch(batch, topic, partition=place)))
    except (*FOR_GOOD, *AWAY) as error:
        # A deletion has two records, which may lie in two batches: both have to be on their way.
        left = Counter(event for event, *_ in records)
        left.subtract(one for ids, _ in sent for one in ids)
        failed |= {event: error for event, count in left.items() if count > 0}
    answers = await asyncio.gather(*(future for _, future in sent), return_exceptions=True)
    for (ids, _), answer in zip(sent, answers, strict=True):
        if isinstance(answer, BaseException):
            failed |= dict.fromkeys(ids, answer)
    return failed


def _by_partition(
    records: Sequence[Out], partitions: Sequence[int], failed: dict[UUID, BaseException]
) -> dict[int, list[Out]]:
    groups: dict[int, list[Out]] = defaultdict(list)
    for record in records:
        event, key, value, _ = record
        if len(key) + len(value or b"") > LARGEST:
            failed[event] = MessageSizeTooLargeError(f"over {LARGEST} bytes")
        else:
            groups[partitions[_hashed(key) % len(partitions)]].append(record)
    return groups


@lru_cache(maxsize=65_536)
def _hashed(key: bytes) -> int:
    hashed: int = murmur2(key)
    return hashed & 0x7FFFFFFF


def _batches(producer: AIOKafkaProducer, records: Sequence[Out]) -> list[tuple[list[UUID], Any]]:
    """Full batches in order, closed, so that nothing of somebody else's is put into them."""
    made: list[tuple[list[UUID], Any]] = []
    ids: list[UUID] = []
    batch = producer.create_batch()
    for event, key, value, headers in records:
        if batch.append(timestamp=None, key=key, value=value, headers=headers) is None:
            made.append((ids, batch))
            ids, batch = [], producer.create_batch()
            batch.append(timestamp=None, key=key, value=value, headers=headers)
        ids.append(event)
    made.append((ids, batch))
    for _, one in made:
        one.close()
    return made
