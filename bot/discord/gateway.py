"""The gateway: one process has it, with a connection for each shard; the others wait."""

from __future__ import annotations

import asyncio

import yarl
from discord.gateway import DiscordWebSocket

from bot.discord.client import Client, Watch, Ways
from bot.discord.identify import Identifies
from bot.discord.rest import Rest
from bot.discord.settings import Settings
from bot.discord.shard import HopelessError, Shard
from core import log
from core.ending import end
from core.errors import PermanentError, TransientError
from core.ports import Begin, Ownership

HOLD_S = 600.0  # before it is tried again what Discord has called hopeless
AGAIN_S = 10.0
DRAIN_S = 8.0
# What REST's refusals mean for who reads the state.
WHY = {
    "unauthorized": "Discord does not know the token (401, unauthorized): make a new one and set DISCORD_BOT_TOKEN",
    "ratelimited": "Discord wants fewer requests from this address (429, ratelimited): it goes on by itself",
    "too_many_refusals": "too many requests were refused in ten minutes: it waits, so that Discord bans no address",
}
_log = log.get(__name__)


class Gateway:
    """Connected while this process is the owner. `name` tells bots apart, without their tokens."""

    def __init__(
        self,
        settings: Settings,
        rest: Rest,
        ways: Ways,
        watch: Watch,
        identifies: Identifies,
        ownership: Ownership,
        name: str,
    ) -> None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
        self._settings, self._rest, self._ways, self._watch = settings, rest, ways, watch
        self._identifies, self._ownership, self._name = identifies, ownership, name
        self._give_up: Begin | None = None
        self._serving: asyncio.Task[None] | None = None
        self._shards: list[Shard] = []
        self._trouble = "not connected yet"

    async def start(self) -> None:
        """Wait for the ownership in the background."""
        self._give_up = await self._ownership.own(self._name, self._begin, self._end)

    async def stop(self) -> None:
        """Close, and let another process have it."""
        if self._give_up is not None:
            await self._give_up()
        await self._end()

    def health(self) -> tuple[bool, str]:
        """Whether events arrive here or are another process's to hear, and a sentence."""
        if self._serving is None:
            state = self._ownership.state(self._name) if self._give_up is not None else "not started"
            return True, f"Discord's gateway: {state}."
        up = sum(shard.up for shard in self._shards)
        if self._shards and up == len(self._shards):
            return True, f"Discord is connected ({up} of {up} shards); {self._off()}."
        why = next((shard.trouble for shard in self._shards if not shard.up), self._trouble)
        reasons = dict.fromkeys(WHY.get(reason, reason) for reason in (why, self._rest.guard.why) if reason)
        return False, f"Discord is not connected: {'; '.join(reasons)}."

    def _off(self) -> str:
        if self._settings.message_content:
            return "it reads messages of channels"
        return "of channels' messages it reads those that mention it or reply to it (DISCORD_MESSAGE_CONTENT is off)"

    async def _begin(self) -> None:
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve(), name="discord-gateway")

    async def _end(self) -> None:
        serving, self._serving = self._serving, None
        if serving is not None:
            await end(serving)

    async def _serve(self) -> None:
        while True:
            wait = AGAIN_S
            try:
                await self._connected()
            except HopelessError as error:
                self._trouble, wait = str(error), 1.0 if error.code == 4011 else HOLD_S
                _log.error("gateway.hopeless", code=error.code, reason=str(error))
                await self._identifies.refused(error.code)
            except TransientError as error:
                self._trouble, wait = error.reason, max(AGAIN_S / 2, error.retry_after or AGAIN_S)
            except PermanentError as error:
                self._trouble, wait = error.reason, HOLD_S
            except Exception as error:  # noqa: BLE001 (a defect must not leave us deaf for ever)
                self._trouble = type(error).__name__
                _log.exception("gateway.failed")
            self._shards = []
            _log.warning("gateway.waits", reason=self._trouble, seconds=round(wait))
            await asyncio.sleep(wait)

    async def _connected(self) -> None:
        """All shards, until one of them says that there is no use."""
        await self._rest.me()
        known = await self._rest.call("GET", "/gateway/bot")
        self._identifies.limited(known.get("session_start_limit") or {})
        count = self._settings.shards or max(1, int(known.get("shards") or 1))
        clients = [await self._client(number, count) for number in range(count)]
        self._shards = [Shard(client, self._identifies, number) for number, client in enumerate(clients)]
        keeping = [asyncio.create_task(shard.keep(), name=f"shard-{n}") for n, shard in enumerate(self._shards)]
        try:
            done, _ = await asyncio.wait(keeping, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            await end(*keeping)
            await asyncio.gather(*(client.drained(DRAIN_S) for client in clients))
            await asyncio.gather(*(client.close() for client in clients))

    async def _client(self, number: int, count: int) -> Client:
        client = Client(self._rest.http, self._settings, self._ways, self._watch, number, count)
        await self._rest.lasting(client.login(self._settings.token))
        return client
