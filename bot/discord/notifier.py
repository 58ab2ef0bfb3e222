"""The way out: posts each message once by its nonce, and keeps cards current where they stand."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Any

import discord

from bot.discord.refusals import NO_HISTORY, OLD, UNKNOWN_MESSAGE, Refused
from bot.discord.render import render
from bot.discord.rest import Rest
from bot.discord.rights import Rights
from core.errors import PermanentError, TransientError
from core.messages import Address, Reply
from core.ports import Notifier, Post, Posted

REMEMBERED = 20_000
FOLLOWS, FOLLOW_S = 3, 2.5
NONCE = 25
GONE_S = 20.0  # the ledger keeps away for longer, once it knows
WITHOUT_REFERENCE = frozenset({UNKNOWN_MESSAGE, NO_HISTORY, 50035})


class DiscordNotifier(Notifier):
    """Raises TransientError or PermanentError and nothing else. A post is one try of each of its messages."""

    nonces = True
    edits = True
    weighs = True
    burst = 3
    pace_s = 1.05  # a channel takes five messages in five seconds

    def __init__(self, rest: Rest, rights: Rights) -> None:
        self._rest, self._rights = rest, rights
        self._direct: OrderedDict[str, str] = OrderedDict()  # account -> the channel of our direct messages
        self._gone: OrderedDict[str, tuple[float, Refused]] = OrderedDict()  # channel -> until when, and why

    async def post(self, post: Post) -> Posted:
        """Say it, in as many messages as it takes; the last one's id counts, since it holds the buttons.

        A reminder of a guild that rings in direct messages is for its members alone, and whoever set it must be allowed
        to call roles and everyone; both are asked of Discord now.
        """
        address, reply = post.address, post.reply
        if address.person and _guild(address):
            await self._rights.roles(address.workspace, address.person)
        if any(one.startswith("&") for one in reply.mentions) and not await self._weighed(post):
            reply = replace(reply, mentions=tuple(one for one in reply.mentions if not one.startswith("&")))
        return Posted(await self._said(address, reply, post.nonce))

    async def edit(self, address: Address, message_id: str, reply: Reply) -> None:
        """Let a message of ours say this; what needs several messages is cut to the one that holds the buttons.

        One that Discord finds too old to be edited again stays as it is.
        """
        messages = render(reply)
        if not messages:
            raise PermanentError("no_text")
        quiet = replace(messages[-1], allowed=discord.AllowedMentions.none())
        channel = await self._channel(address)
        path = "/channels/{channel_id}/messages/{message}"
        try:
            await self._rest.call("PATCH", path, channel_id=channel, message=message_id, body=quiet.payload())
        except Refused as error:
            if error.code != OLD:
                raise

    async def answer(self, address: Address, reply: Reply, *, key: str, reference: str = "") -> str:
        """Answer what came in under this key, as a reply to the message `reference` where it is still there; the id of
        what was said last. It may be called again: what stands there already is not said twice."""
        nonce = hashlib.blake2b(key.encode(), digest_size=11).hexdigest()
        try:
            return await self._said(address, reply, nonce, reference)
        except TransientError as error:
            if not error.unknown:
                raise
        return await self._said(address, reply, nonce, reference)

    async def close(self) -> None:
        """Close the connections."""
        await self._rest.close()

    async def _weighed(self, post: Post) -> bool:
        place = post.address
        if not post.setter or not _guild(place) or not place.channel or place.person:
            return False
        return await self._rights.calls(place.workspace, place.thread or place.channel, post.setter)

    async def _said(self, address: Address, reply: Reply, nonce: str, reference: str = "") -> str:
        messages = render(reply)
        if not messages:
            raise PermanentError("no_text")
        channel = await self._channel(address)
        said = ""
        for number, message in enumerate(messages):
            body = message.payload() | {"nonce": _part(nonce, number), "enforce_nonce": True}
            if reference and not number:
                body["message_reference"] = {"message_id": reference, "fail_if_not_exists": False}
            try:
                said = await (self._followed if number else self._sent)(channel, body)
            except TransientError as error:
                if number == 0:
                    raise
                # What came before stands there, and Discord knows its nonce for some minutes only.
                raise TransientError(error.reason, retry_after=error.retry_after, unknown=True) from error
        return said

    async def _followed(self, channel: str, body: dict[str, Any]) -> str:
        """The same for what continues a post: where it was surely not accepted and the wait is short, it waits."""
        for _ in range(FOLLOWS):
            try:
                return await self._sent(channel, body)
            except TransientError as error:
                wait = error.retry_after or 1.0
                if error.unknown or wait > FOLLOW_S:
                    raise
            await asyncio.sleep(wait)
        return await self._sent(channel, body)

    async def _sent(self, channel: str, body: dict[str, Any]) -> str:
        try:
            return await self._tried(channel, body)
        except Refused as error:
            if "message_reference" not in body or error.code not in WITHOUT_REFERENCE:
                raise
        return await self._tried(channel, {name: body[name] for name in body if name != "message_reference"})

    async def _tried(self, channel: str, body: dict[str, Any]) -> str:
        """One request; none where a moment ago nothing was taken, also for those that stood behind the first."""
        until, refusal = self._gone.get(channel, (0.0, None))
        if refusal is not None and time.monotonic() < until:
            raise Refused(refusal.code, refusal.reason, gone=True)
        try:
            answer = await self._rest.call("POST", "/channels/{channel_id}/messages", channel_id=channel, body=body)
        except Refused as error:
            if error.gone:
                self._gone[channel] = time.monotonic() + GONE_S, error
                while len(self._gone) > REMEMBERED:
                    self._gone.popitem(last=False)
            raise
        return str(answer["id"])

    async def _channel(self, address: Address) -> str:
        """The channel's or thread's id; direct messages are opened when they are not known."""
        if address.thread or address.channel:
            return address.thread or address.channel
        known = self._direct.get(address.person)
        if known is None:
            try:
                answer = await self._rest.call("POST", "/users/@me/channels", body={"recipient_id": address.person})
            except TransientError as error:
                # Nothing was posted yet, whatever became of this.
                raise TransientError(error.reason, retry_after=error.retry_after) from error
            known = str(answer["id"])
            self._direct[address.person] = known
            while len(self._direct) > REMEMBERED:
                self._direct.popitem(last=False)
        return known


def _guild(address: Address) -> bool:
    return not address.workspace.startswith("@")


def _part(nonce: str, number: int) -> str:
    return nonce[:NONCE] if not number else f"{nonce[: NONCE - 3]}-{number}"
