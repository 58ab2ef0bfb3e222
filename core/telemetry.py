"""Metrics: what is counted and measured."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

COMMANDS = Counter("todobot_commands_total", "Commands by name and result", ["command", "result"], registry=REGISTRY)
COMMAND_SECONDS = Histogram("todobot_command_seconds", "Time to answer one command", ["command"], registry=REGISTRY)
PARSE_SECONDS = Histogram(
    "todobot_parse_seconds",
    "Time to understand one text",
    registry=REGISTRY,
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.02, 0.1),
)
DELIVERIES = Counter("todobot_deliveries_total", "Posts of occurrences", ["platform", "result"], registry=REGISTRY)
LATENESS = Histogram(
    "todobot_lateness_seconds",
    "From due to accepted by the platform",
    ["platform"],
    registry=REGISTRY,
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600),
)
RELAYED = Counter("todobot_relayed_total", "Outbox rows handed to the bus", ["topic"], registry=REGISTRY)
PARKED = Counter("todobot_parked_total", "Outbox rows that can never be published", ["topic"], registry=REGISTRY)
SEALED = Counter("todobot_sealed_total", "Events that were given their place", registry=REGISTRY)
QUERIES = Counter("todobot_scans_total", "Scans of the loops", ["loop"], registry=REGISTRY)
TASK_FACTS = Counter("todobot_task_facts_total", "Facts about tasks, by type", ["type"], registry=REGISTRY)
CONSUMED = Counter("todobot_consumed_total", "Records that consumers are done with", ["group"], registry=REGISTRY)
BURIED = Counter("todobot_dead_letters_total", "Records that nobody could handle", ["group"], registry=REGISTRY)
LAG = Gauge(
    "todobot_consumer_lag", "Records written and not yet taken", ["group", "topic", "partition"], registry=REGISTRY
)
RECORD_AGE = Histogram(
    "todobot_record_age_seconds",
    "Age of a batch's oldest record when it was done",
    ["group"],
    registry=REGISTRY,
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 600),
)
JOBS = Counter("todobot_jobs_total", "Timers at Dapr, by what was done", ["result"], registry=REGISTRY)
JOB_CALLBACKS = Counter("todobot_job_callbacks_total", "Timers that Dapr rang", ["result"], registry=REGISTRY)
LAST_USE = Gauge("todobot_database_last_use_seconds", "Unix time of the last answered statement", registry=REGISTRY)
