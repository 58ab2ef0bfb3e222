"""A bot of a few lines for the fake's own tests: it loads its platform as todobot does and repeats what it hears."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib.metadata import entry_points
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.messages import Button, Incoming, Outcome, Reply
from core.ports import Post, Posted, Surroundings


class Echo:
    """An assistant that says what it was told, after as many seconds as a text "wait N" asks for."""

    async def handle(self, incoming: Incoming) -> Outcome:
        """The text, action or form again, with a button."""
        if incoming.text.startswith("wait "):
            await asyncio.sleep(float(incoming.text.split()[1]))
        if incoming.text == "break":
            raise RuntimeError("asked for")
        words = incoming.text or incoming.action or ""
        reply = Reply(parts=(f"heard {words}",), buttons=(Button("Again", "1:again"),), private=incoming.private)
        return Outcome(reply)

    async def explain(self, incoming: Incoming) -> dict[str, Any]:
        """Nothing to explain."""
        return {}

    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]:
        """Nothing to suggest."""
        return []


class NoTranscript:
    """The platform keeps its own conversations; nor does it need anything else that stands here."""

    async def append(self, post: Post) -> Posted:
        """Never called."""
        raise NotImplementedError


async def live(request: Request) -> Response:
    """Says that the process is up."""
    return PlainTextResponse("up")


if __name__ == "__main__":
    (found,) = entry_points(group="todobot.platforms", name="fakechat")
    running = found.load().build(Surroundings(Echo(), *[NoTranscript()] * 6, dict(os.environ)))
    app = Starlette(routes=[Route("/health/live", live), *running.routes()])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
