"""A process that waits until it owns a name, says so, and goes on until it is killed."""

from __future__ import annotations

import asyncio
import json
import sys

from core.bootstrap import _ownership
from core.settings import Settings


async def main() -> None:
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))

    async def begin():
        print("begun", flush=True)

    async def end():
        print("ended", flush=True)

    await _ownership(settings).own("door", begin, end)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
