"""The whole bot in one process on a given PostgreSQL: the platforms of BOT_PLATFORMS, HTTP, and every loop."""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import entry_points

import uvicorn

from core.api.app import create_app
from core.bootstrap import build
from core.ports import Running, Surroundings
from core.settings import Settings
from workers.loops import Workers


async def main() -> None:
    """Serve until the process ends."""
    settings = Settings(_env_file=None)
    services = build(settings, settings.database_url, os.environ)
    around = Surroundings(services.assistant, services.transcript, dict(os.environ))
    for found in entry_points(group="todobot.platforms"):
        if found.name == "fakechat":
            services.running[found.name] = found.load().build(around)
    running: dict[str, Running] = services.running
    notifiers = {name: one.notifier for name, one in running.items()}
    workers = Workers(services.db, services.bus, services.scheduler, notifiers, settings, services.book)
    await workers.start()
    app = create_app(services, [route for one in running.values() for route in one.routes()])
    await uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=settings.port, log_level="warning")).serve()
    await workers.stop()


if __name__ == "__main__":
    asyncio.run(main())
