"""Events as records of a broker: CloudEvents 1.0 in structured mode, and back."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json, to_json

from core.domain.envelope import SPEC_VERSION, Envelope, Written
from core.ports import Record

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
Headers = list[tuple[str, bytes]]


class DecodeError(ValueError):
    """A record that is no event of ours; the text says what is wrong with it."""


def encode(event: Envelope | Written) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers of the record; the trace travels in a header too, for those who do not read the value."""
    headers: Headers = [("content-type", CONTENT_TYPE.encode())]
    if event.traceparent:
        headers.append(("traceparent", event.traceparent.encode()))
    value = event.document.encode() if isinstance(event, Written) else to_json(event.to_cloudevent())
    return event.key.encode(), value, headers


def decode(record: Record) -> Envelope:
    """The event of a record; DecodeError when there is none. A record of Dapr carries more, which is left out."""
    try:
        document: Any = from_json(record.value or b"")
    except ValueError as error:
        raise DecodeError(f"not JSON ({error})") from error
    if not isinstance(document, dict):
        raise DecodeError("JSON, but not an object")
    if document.get("specversion") != SPEC_VERSION:
        shown = json.dumps(document.get("specversion"))[:20]
        raise DecodeError(f"not CloudEvents {SPEC_VERSION} (specversion {shown})")
    if isinstance(document.get("data"), str):  # some carry the data as text
        document["data"] = _data(document["data"])
    try:
        return Envelope.from_cloudevent(document, record.topic)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DecodeError(f"its attribute {error} is missing or wrong") from error


def _data(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError as error:
        raise DecodeError(f"its data is not JSON ({error})") from error
