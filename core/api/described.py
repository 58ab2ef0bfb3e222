"""The OpenAPI document as it is true: errors are problem+json, which the framework writes down as plain JSON."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from core.api.problems import MEDIA_TYPE

# Read by the sign-in, before any operation.
_WORKSPACE = {
    "name": "workspace",
    "in": "query",
    "required": False,
    "description": "The id of one of the caller's workspaces (GET /me); left out: the one they signed in to.",
    "schema": {"type": "string", "format": "uuid"},
}
_PROBLEM = "#/components/schemas/Problem"


def install(app: FastAPI) -> None:
    """Correct what the app says of itself; the document is made once."""
    made = app.openapi

    def corrected() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            for path in document["paths"].values():
                for operation in path.values():
                    _correct(operation["responses"])
                    if not set(operation["tags"]) & {"health", "metrics", "session"}:
                        operation.setdefault("parameters", []).append(_WORKSPACE)
        return made()

    app.openapi = corrected  # type: ignore[method-assign]


def _correct(responses: dict[str, Any]) -> None:
    for response in responses.values():
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema", {}).get("$ref") == _PROBLEM:
            content[MEDIA_TYPE] = content.pop("application/json")
