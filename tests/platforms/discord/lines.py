"""One WebSocket of the gateway, compressed when the client asks, and the session that may outlive it."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEPT = 5000  # events that wait for a RESUME


@dataclass(eq=False)
class Line:
    """A connection. A silent one takes everything in and says nothing more, though it looks open."""

    socket: web.WebSocketResponse
    number: int
    compress: bool
    silent: bool = False
    session: Session | None = None
    heard_at: float = 0.0
    close_code: int | None = None
    _queue: asyncio.Queue[dict[str, Any] | int] = field(default_factory=asyncio.Queue)
    _packer: Any = field(default_factory=zlib.compressobj)

    def send(self, frame: dict[str, Any]) -> None:
        """One frame, in order, when the writer gets to it."""
        if not self.silent:
            self._queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """After what was sent before."""
        self._queue.put_nowait(code)

    def drop(self) -> None:
        """Cuts the connection without a close frame."""
        transport = self.socket._req.transport if self.socket._req is not None else None
        if transport is not None:
            transport.abort()

    async def write(self) -> None:
        """Sends what is queued until the end."""
        while True:
            frame = await self._queue.get()
            if isinstance(frame, int):
                self.close_code = frame
                await self.socket.close(code=frame)
                return
            text = json.dumps(frame)
            if self.compress:
                packed = self._packer.compress(text.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
            else:
                await self.socket.send_str(text)


@dataclass(eq=False)
class Session:
    """What IDENTIFY opened: shard, intents, and the events so far."""

    id: str
    shard: int
    shards: int
    intents: int
    line: Line | None
    seq: int = 0
    over: bool = False
    told: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def tell(self, event: str, data: dict[str, Any]) -> int:
        """Dispatch now, or when the client comes back; the sequence number."""
        self.seq += 1
        # As it was at this moment: what the caller changes later is another event.
        frame = json.loads(json.dumps({"op": 0, "t": event, "s": self.seq, "d": data}))
        self.told.append(frame)
        if self.line is not None:
            self.line.send(frame)
        return self.seq

    def again(self, seq: int) -> None:
        """Sends an event once more under a number of its own, as a gateway that stumbles does."""
        for frame in self.told:
            if frame["s"] == seq:
                self.tell(frame["t"], frame["d"])
                return

    def replay(self, after: int) -> int:
        """Everything behind `after`, then RESUMED; how many were missed."""
        missed = [one for one in self.told if one["s"] > after]
        for frame in missed:
            assert self.line is not None
            self.line.send(frame)
        self.tell("RESUMED", {})
        return len(missed)
