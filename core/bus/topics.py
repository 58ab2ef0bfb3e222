"""The topics with their partitions and how long they keep records, as `topics.yaml` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `retention_s` is None where records are kept until a newer one of their key replaces them."""

    name: str
    partitions: int
    cleanup: Literal["delete", "compact"]
    retention_s: int | None


def load() -> dict[str, Topic]:
    """Every topic by its name."""
    listed = yaml.safe_load(Path(__file__).with_name("topics.yaml").read_text("utf-8"))
    return {name: Topic(name, **fields) for name, fields in listed.items()}
