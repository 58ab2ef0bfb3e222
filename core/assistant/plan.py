"""What planning gives: a command, a question, or a plain answer; with the reading that led to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from core.commands._base import Command
from core.messages import Reply
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class Plan:
    """Either `command` is set, or `reply` is all that will be said. `pending` is what a question holds back,
    `lesson` what the command teaches about its person, `wishes` are the readings of a message that holds several."""

    command: Command | None = None
    reply: Reply = field(default_factory=Reply)
    kind: Literal["command", "question", "nothing"] = "nothing"
    reading: Understanding | None = None
    pending: dict[str, Any] | None = None
    lesson: str | None = None
    wishes: tuple[Understanding, ...] = ()
