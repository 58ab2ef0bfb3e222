"""`todobot topics`: makes the topics on the Kafka cluster, and says where they differ from what they should be."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from core import log
from core.bus.kafka.cluster import make_topics
from core.errors import StartError
from core.settings import Settings

Replication = Annotated[
    int, typer.Option("--replication", min=1, max=9, help="How many brokers keep each record; 3 in production.")
]


def command(replication: Replication = 1) -> None:
    """Make the topics that are missing. Repeats are safe; exits with 1 where a topic differs from its description."""
    settings = Settings()
    log.configure(settings.log_level, settings.log_format)
    if not settings.kafka_bootstrap_servers:
        raise StartError("Say where Kafka is: KAFKA_BOOTSTRAP_SERVERS=host:9092 todobot topics")
    found = asyncio.run(make_topics(settings, replication))
    for name in found.made:
        print(f"made   {name}")
    for name in found.there:
        print(f"there  {name}")
    for sentence in found.differs:
        print(f"differs: {sentence}", file=sys.stderr)
    sys.exit(1 if found.differs else 0)
