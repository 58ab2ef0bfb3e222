"""Traces: one per turn of a conversation and per firing, from the request through outbox and bus to the post."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from core.errors import StartError

EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
KINDS = {"server": SpanKind.SERVER, "producer": SpanKind.PRODUCER, "consumer": SpanKind.CONSUMER}
# What goes on, as "00-<trace>-<span>-<flags>" (W3C trace context).
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_tracer: trace.Tracer | None = None
_provider: TracerProvider | None = None


def configure(endpoint: str, process: str) -> None:
    """Export spans to an OTLP collector (http://host:4318); "" exports none, and traces are only passed on.

    StartError when the exporter's packages are not installed.
    """
    global _tracer, _provider
    if not endpoint:
        return
    if find_spec(EXPORTER.rsplit(".", 1)[0]) is None:
        raise StartError("OTEL_EXPORTER_OTLP_ENDPOINT needs the packages of todobot[tracing], which are not installed.")
    exporter = import_module(EXPORTER).OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
    _provider = TracerProvider(resource=Resource.create({"service.name": f"todobot-{process}"}))
    _provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    _tracer = _provider.get_tracer("todobot")


def flush() -> None:
    """Send what has not been sent, within seconds; at the end of a program."""
    if _provider is not None:
        _provider.shutdown()


def exporting() -> bool:
    """Whether anybody looks at spans; where nobody does, loops over many events need not make them."""
    return _tracer is not None


def traceparent() -> str:
    """The W3C trace context of what is going on now; a new trace when there is none."""
    value = _current.get()
    if value is None:
        value = _made(None)
        _current.set(value)
    return value


def trace_id() -> str | None:
    """The trace that is going on, None when there is none."""
    value = _current.get()
    return value.split("-")[1] if value else None


def new_trace() -> str:
    """The context of a trace that begins here, for something that nobody asked for just now."""
    return _made(None)


@contextmanager
def span(name: str, parent: str | None = None, kind: str = "", **attributes: str | int) -> Iterator[None]:
    """What happens within is one span: of `parent`'s trace, else of the one that goes on, else of a new one."""
    before = _readable(parent) or _current.get()
    if _tracer is None:
        token = _current.set(_made(before))
        try:
            yield
        finally:
            _current.reset(token)
        return
    context = trace.set_span_in_context(NonRecordingSpan(_context(before))) if before else None
    with _tracer.start_as_current_span(
        name, context, KINDS.get(kind, SpanKind.INTERNAL), attributes, record_exception=False
    ) as current:
        inside = current.get_span_context()
        token = _current.set(f"00-{inside.trace_id:032x}-{inside.span_id:016x}-{inside.trace_flags:02x}")
        try:
            yield
        except Exception as error:
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))  # and no text of anybody
            raise
        finally:
            _current.reset(token)


def _made(before: str | None) -> str:
    """A context in the same trace, or in a new one."""
    parts = before.split("-") if before else ["00", secrets.token_hex(16), "", "01"]
    return f"00-{parts[1]}-{secrets.token_hex(8)}-{parts[3]}"


def _readable(value: str | None) -> str | None:
    """A context that somebody sent, None when it is none."""
    parts = (value or "").split("-")
    if len(parts) < 4 or (len(parts[1]), len(parts[2]), len(parts[3])) != (32, 16, 2):
        return None
    try:
        valid = int(parts[1], 16) and int(parts[2], 16)
        int(parts[3], 16)
    except ValueError:
        return None
    return value if valid else None


def _context(value: str) -> SpanContext:
    _, trace_part, span_part, flags = value.split("-")[:4]
    return SpanContext(int(trace_part, 16), int(span_part, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
