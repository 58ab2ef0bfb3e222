"""The interface as a page to read: made here from the OpenAPI document, so that it loads nothing from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.api.policy import policy

router = APIRouter(include_in_schema=False)
STYLE = Path(__file__).with_name("docs.css")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every operation with its fields and a command to try it."""
    document = request.app.openapi()
    address = str(request.base_url).rstrip("/")
    page = "".join(_page(document, address))
    return Response(page, media_type="text/html; charset=utf-8", headers=policy())


@router.get("/docs.css")
async def style() -> Response:
    """How it looks."""
    return Response(STYLE.read_bytes(), media_type="text/css", headers={"Cache-Control": "no-cache"})


def _page(document: dict[str, Any], address: str) -> Iterator[str]:
    info = document["info"]
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(info['title'])}</title>"
    yield '<link rel="stylesheet" href="/docs.css"><link rel="icon" href="data:,">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><p>{_text(info['description'])}</p>"
    yield '<p>For programs: <a href="/openapi.json">OpenAPI document</a></p>'
    heading = None
    for path, method, operation in _operations(document):
        if operation["tags"][0] != heading:
            heading = operation["tags"][0]
            yield f"<h2>{escape(heading)}</h2>"
        yield f"<details><summary><b>{method}</b> <code>{escape(path)}</code></summary>"
        yield f"<p>{_text(operation.get('description', ''))}</p>"
        yield from _fields(document, operation)
        yield f"<pre>{escape(_try(document, operation, method, address + path))}</pre></details>"


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    body = _body(document, operation)
    needed = set(body.get("required", ()))
    rows = [
        (one["name"], one["in"], one.get("required"), one | one["schema"]) for one in operation.get("parameters", ())
    ]
    rows += [(name, "body", name in needed, about) for name, about in body.get("properties", {}).items()]
    if rows:
        yield "<table>"
        for name, where, required, about in rows:
            must = "needed" if required else ""
            kind = escape(_kind(about))
            told = _text(about.get("description", ""))
            yield f"<tr><td><code>{escape(name)}</code><td>{where}<td>{must}<td>{kind}<td>{told}"
        yield "</table>"


def _kind(about: dict[str, Any]) -> str:
    if "enum" in about:
        return " | ".join(map(str, about["enum"]))
    choices = [_kind(one) for one in about.get("anyOf", ()) if one.get("type") != "null"]
    return " | ".join(choices) or str(about.get("const") or about.get("format") or about.get("type", ""))


def _body(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"].get(name, {})
    return found


def _try(document: dict[str, Any], operation: dict[str, Any], method: str, url: str) -> str:
    words = ["curl", *([] if method == "GET" else ["-X", method]), url.replace("{id}", "12")]
    lines = [" ".join(words)]
    for example in _body(document, operation).get("examples", [])[:1]:
        lines += ["  -H 'Content-Type: application/json'", f"  -d '{json.dumps(example)}'"]
    return " \\\n".join(lines)


def _text(text: str) -> str:
    """Escaped, with what stands in backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
