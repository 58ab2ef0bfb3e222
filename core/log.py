"""Structured logs: event names `noun.verb`, ids but never people's texts or secrets."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from core.tracing import trace_id


def configure(level: str = "info", style: str = "", stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (stderr), as JSON or, on a terminal, for eyes; `style` says which instead."""
    target = stream or sys.stderr
    console = style == "console" or (not style and target.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _traced,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    # Libraries log through the standard module: only what is wrong, in one line.
    logging.basicConfig(level=logging.WARNING, stream=target, format="%(levelname)s %(name)s %(message)s", force=True)


def _traced(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The trace that the line belongs to, where there is one."""
    if (found := trace_id()) is not None:
        event.setdefault("trace", found)
    return event


def get(name: str) -> Any:
    """A logger that names its module."""
    return structlog.get_logger(module=name)
