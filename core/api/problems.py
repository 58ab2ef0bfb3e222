"""What went wrong, as problem+json (RFC 9457): a sentence for people, a code for programs, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from core.assistant.door import Refused
from core.errors import UnavailableError, UserError
from core.replies.book import plain

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
UNAVAILABLE = "The database does not answer just now, and nothing was done. Send the same again in a moment."
DEFECT = (
    "That went wrong on our side; the log of the server says where. Sent again with the same key it has one effect."
)

_BY_STATUS = {
    400: "This cannot be read. Send JSON as RFC 8259 describes it, in UTF-8.",
    404: "There is nothing at this address. The interface is described at /docs.",
    413: "That is too much: 1 MiB fits into one request, and a text of 20,000 characters. Send it in parts.",
    405: "This method does not work here. The header Allow lists those that do; /docs describes them.",
}
# Python's own phrases change from release to release, a code does not.
_CODES = {400: "unreadable", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
# What pydantic found, in words that say what to send instead. {field} and what pydantic tells fill them.
_SENTENCES = {
    "missing": "“{field}” is needed.",
    "string_type": "“{field}” must be a text.",
    "string_unicode": "“{field}” holds half a character (a lone surrogate). Send whole Unicode characters.",
    "string_too_short": "“{field}” must not be empty.",
    "string_too_long": "“{field}” is too long: at most {max_length} characters fit.",
    "string_pattern_mismatch": "“{field}” holds characters that it must not hold. /docs shows an example.",
    "int_type": "“{field}” must be a whole number.",
    "int_parsing": "“{field}” must be a whole number.",
    "int_from_float": "“{field}” must be a whole number.",
    "bool_type": "“{field}” must be true or false.",
    "list_type": "“{field}” must be a list.",
    "tuple_type": "“{field}” must be a list.",
    "dict_type": "“{field}” must be an object.",
    "too_long": "“{field}” has too many entries: at most {max_length}.",
    "literal_error": "“{field}” must be {expected}.",
    "greater_than_equal": "“{field}” must be at least {ge}.",
    "less_than_equal": "“{field}” must be at most {le}.",
    "date_from_datetime_parsing": "“{field}” must be a date such as 2026-03-09.",
    "date_parsing": "“{field}” must be a date such as 2026-03-09.",
    "date_type": "“{field}” must be a date such as 2026-03-09.",
    "time_delta_parsing": "“{field}” must be seconds, or a duration such as PT10M.",
    "time_delta_type": "“{field}” must be seconds, or a duration such as PT10M.",
    "extra_forbidden": "There is no field “{field}” here. /docs lists those that there are.",
    "model_attributes_type": "Send a JSON object, with the header Content-Type: application/json.",
    "model_type": "Send a JSON object, with the header Content-Type: application/json.",
    "json_invalid": "This is not JSON. Send an object, with every text in double quotes.",
}


class FieldProblem(BaseModel):
    """One field that cannot be."""

    field: str
    detail: str


class Problem(BaseModel):
    """What every error answers (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["“title” is needed."])
    code: str = Field(examples=["invalid"])
    errors: list[FieldProblem] = []


class Denied(Exception):
    """An answer that is a problem, raised where the request cannot go on."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[dict[str, str]] = (),
) -> Response:
    """The answer that says so."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = list(errors)
    return Response(to_json(body), status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def unavailable(detail: str = UNAVAILABLE) -> Response:
    """The database is away: 503, and when to come again."""
    return problem(503, "unavailable", detail, headers={"Retry-After": str(RETRY_AFTER_S)})


def install(app: FastAPI) -> None:
    """Let every error of the app be answered as a problem."""
    app.add_exception_handler(Denied, _denied)
    app.add_exception_handler(UserError, _refused)
    app.add_exception_handler(UnavailableError, _unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _by_status)


async def _denied(_: Request, error: Exception) -> Response:
    assert isinstance(error, Denied)
    return problem(error.status, error.code, error.detail, headers=error.headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, UserError)
    if isinstance(error, Refused):
        detail = "".join(plain(part) for part in error.outcome.reply.parts)
    else:
        book = request.app.state.services.book
        detail = book.text(error.code if book.has(error.code) else "refused", **error.params)
    return problem(error.status, error.code, detail)


async def _unavailable(_: Request, __: Exception) -> Response:
    return unavailable()


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = _CODES.get(error.status_code, f"http_{error.status_code}")
    detail = _BY_STATUS.get(error.status_code, f"{phrase}. The interface is described at /docs.")
    headers = {"Allow": ", ".join(_allowed(request.app.routes, request.scope))} if error.status_code == 405 else {}
    return problem(error.status_code, code, detail, headers={**(error.headers or {}), **headers})


def _allowed(routes: Sequence[BaseRoute], scope: Scope) -> list[str]:
    """Every method of this very address: the framework names those of the first route alone."""
    fitting = list(_fitting(routes, scope))
    # /tasks/bulk is an address of its own, not the task “bulk”.
    named = min((path.count("{") for path, _ in fitting), default=0)
    return sorted({method for path, methods in fitting if path.count("{") == named for method in methods})


def _fitting(routes: Sequence[BaseRoute], scope: Scope) -> Iterator[tuple[str, set[str]]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _fitting(inner.routes, scope)
        elif route.matches(scope)[0] is not Match.NONE:
            yield getattr(route, "path", ""), getattr(route, "methods", None) or set()


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [{"field": _field(one), "detail": _sentence(one)} for one in error.errors()]
    detail = " ".join(dict.fromkeys(one["detail"] for one in found))
    if any(one["type"] == "json_invalid" for one in error.errors()):
        return problem(400, "not_json", detail)
    return problem(422, "invalid", detail, errors=found)


def _field(error: Mapping[str, Any]) -> str:
    # The first word says body, query, path or header; what pydantic cut out of the person's own text stays out.
    return ".".join(str(one)[:60] for one in error["loc"][1:] if error["type"] != "json_invalid") or "body"


def _sentence(error: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(error["type"])
    field = _field(error)
    if field == "body" and error["type"] in ("missing", "model_attributes_type", "model_type"):
        return _SENTENCES["model_type"]
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if sentence is None:
        return f"“{field}”: {error['msg']}."
    return sentence.format(field=field, **{k: v for k, v in error.get("ctx", {}).items() if k != "field"})
