"""A person's own tasks and reminders as files: JSON and CSV, sent page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from core.api.turn import incoming, services_of
from core.commands.export_page import KINDS, ExportPage
from core.messages import Incoming

Page = dict[str, Any]
Read = Callable[[str, int | None], Awaitable[Page]]
COLUMNS = (
    "kind", "number", "title", "description", "status", "priority", "due", "due_zone", "tags", "list", "rrule",
    "task_number", "source_link", "created_at", "updated_at", "completed_at", "id",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "A file, sent as it is read."}}
router = APIRouter(tags=["export"])


@router.get("/export.json", responses=_FILE)
async def as_json(request: Request) -> Response:
    """The caller's tasks and reminders as one JSON document: `tasks` and `reminders`."""
    return await _file(request, "json", "application/json", _json)


@router.get("/export.csv", responses=_FILE)
async def as_csv(request: Request) -> Response:
    """The caller's tasks and reminders as CSV (RFC 4180). What a spreadsheet would run is written behind a '."""
    return await _file(request, "csv", "text/csv; charset=utf-8; header=present", _csv)


async def _file(
    request: Request, ending: str, kind: str, write: Callable[[Read, Page], AsyncIterator[bytes]]
) -> Response:
    read = _reader(request, incoming(request))
    first = await read(KINDS[0], None)  # so that what goes wrong at once is answered as such
    headers = {"Content-Disposition": f'attachment; filename="todobot.{ending}"', "Cache-Control": "no-store"}
    return StreamingResponse(write(read, first), media_type=kind, headers=headers)


def _reader(request: Request, turn: Incoming) -> Read:
    async def read(kind: str, after: int | None) -> Page:
        outcome = await services_of(request).assistant.look(ExportPage(kind, after), turn)
        assert isinstance(outcome.data, dict)
        return outcome.data

    return read


async def _pages(read: Read, kind: str, first: Page | None = None) -> AsyncIterator[Page]:
    """Each page is a look of its own: no transaction stays open while a slow reader reads."""
    page = first or await read(kind, None)
    yield page
    while page["next"] is not None:
        page = await read(kind, page["next"])
        yield page


async def _json(read: Read, first: Page) -> AsyncIterator[bytes]:
    yield b"{"
    for place, kind in enumerate(KINDS):
        yield b'%s\n"%s": [' % (b"," if place else b"", kind.encode())
        before = b"\n"
        async for page in _pages(read, kind, None if place else first):
            for item in page["items"]:
                yield before + to_json({name: value for name, value in item.items() if name != "kind"})
                before = b",\n"
        yield b"]"
    yield b"\n}\n"


async def _csv(read: Read, first: Page) -> AsyncIterator[bytes]:
    yield _lines([list(COLUMNS)])
    for place, kind in enumerate(KINDS):
        async for page in _pages(read, kind, None if place else first):
            if page["items"]:
                yield _lines([[_cell(item.get(name)) for name in COLUMNS] for item in page["items"]])


def _lines(rows: list[list[str]]) -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held, lineterminator="\r\n").writerows(rows)
    return held.getvalue().encode()


def _cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text
