"""The way out: posts each message once, finds what became of one, and keeps cards and homes current."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.calls import Calls
from bot.slack.home import home_view
from bot.slack.render import MARK, render
from core.errors import PermanentError, TransientError
from core.messages import Address, Reply
from core.ports import Notifier, Post, Posted

REMEMBERED = 10_000
LOOKED_AT = 200  # messages in the one look at history
HOLD_S = 0.5
FOLLOWS, FOLLOW_S = 2, 2.0
SKEW = timedelta(seconds=60)  # between our clock and Slack's; a mark is never used twice, so more does no harm
SENT = {"unfurl_links": False, "unfurl_media": False}
# The thread cannot be answered in any more, while its channel can.
NO_THREAD = frozenset({
    "thread_not_found", "message_not_found", "cannot_reply_to_message", "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
})  # fmt: skip


class SlackNotifier(Notifier):
    """Raises TransientError or PermanentError and nothing else. A post is one try of each of its messages."""

    nonces = False
    finds = True
    edits = True
    burst = 3
    pace_s = 1.0

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._direct: OrderedDict[tuple[str, str], str] = OrderedDict()  # (workspace, person) -> their channel
        self._homes: OrderedDict[tuple[str, str], str] = OrderedDict()  # (workspace, person) -> hash

    async def post(self, post: Post) -> Posted:
        """Say it, in as many messages as it takes; the last one's id counts, since it holds the buttons.

        When a later message of several fails, what came before stands: the fate of the whole is `unknown` then.
        """
        return await self._said(post.address, post.reply, _mark(post))

    async def find(self, post: Post, since: datetime) -> Posted | None:
        """One look at what was said there after `since`; PermanentError "cannot_tell" where we may not look."""
        return await self._found(post.address, _mark(post), since)

    async def edit(self, address: Address, message_id: str, reply: Reply) -> None:
        """Let a message of ours say this; what needs several messages is cut to the one that holds the buttons."""
        messages = render(reply)
        if not messages:
            raise PermanentError("no_text")
        channel = await self._channel(address)
        await self._calls.call(address.workspace, "chat.update", channel=channel, ts=message_id, **messages[-1])

    async def show_home(self, address: Address, sections: Sequence[Reply]) -> None:
        """Publish a person's Home over what we published last; once more when another process was there since."""
        key = (address.workspace, address.person)
        view = home_view(sections)
        try:
            known = self._homes.get(key)
            answer = await self._calls.call(address.workspace, "views.publish", user_id=key[1], view=view, hash=known)
        except PermanentError as error:
            if error.reason != "hash_conflict":
                raise
            answer = await self._calls.call(address.workspace, "views.publish", user_id=key[1], view=view)
        _remember(self._homes, key, str((answer.get("view") or {}).get("hash") or ""))

    async def answer(
        self, address: Address, reply: Reply, *, key: str, only_for: str = "", response_url: str = ""
    ) -> str:
        """Answer an asking, whose key this is; the message's id, empty for what only `only_for` sees.

        That goes to `response_url` while that is good, else as an ephemeral message. An answer that may stand there
        already is looked for and said again only when it does not. No other error is tried again here.
        """
        if only_for and (response_url or not address.direct):
            await self._whispered(address, reply, only_for, response_url)
            return ""
        mark = hashlib.sha256(key.encode()).hexdigest()[:32]
        began = datetime.now(UTC)
        try:
            return (await self._said(address, reply, mark)).message_id
        except TransientError as error:
            if not error.unknown:
                raise
            known = await self._settled(address, mark, began, error)
        return (known or await self._said(address, reply, mark)).message_id

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.web.close()

    async def _said(self, address: Address, reply: Reply, mark: str) -> Posted:
        messages = render(reply, mark)
        if not messages:
            raise PermanentError("no_text")
        channel = await self._channel(address)
        thread: str | None = address.thread or None
        ts = ""
        for number, message in enumerate(messages):
            try:
                send = self._followed if number else self._sent
                ts, thread = await send(address.workspace, channel, thread, message)
            except TransientError as error:
                if number == 0:
                    raise
                raise TransientError(error.reason, retry_after=error.retry_after, unknown=True) from error
        return Posted(ts)

    async def _followed(
        self, workspace: str, channel: str, thread: str | None, message: dict[str, Any]
    ) -> tuple[str, str | None]:
        """The same for what continues a post: where it was surely not accepted and the wait is short, it waits."""
        for _ in range(FOLLOWS):
            try:
                return await self._sent(workspace, channel, thread, message)
            except TransientError as error:
                wait = error.retry_after or 1.0
                if error.unknown or wait > FOLLOW_S:
                    raise
            await asyncio.sleep(wait)
        return await self._sent(workspace, channel, thread, message)

    async def _sent(
        self, workspace: str, channel: str, thread: str | None, message: dict[str, Any]
    ) -> tuple[str, str | None]:
        """One message's id, and the thread that it stands in."""
        place = {"channel": channel, **SENT, **message}
        try:
            answer = await self._calls.call(workspace, "chat.postMessage", thread_ts=thread, **place)
        except PermanentError as error:
            if thread is None or error.reason not in NO_THREAD:
                raise
            answer, thread = await self._calls.call(workspace, "chat.postMessage", **place), None
        return str(answer["ts"]), thread

    async def _whispered(self, address: Address, reply: Reply, only_for: str, response_url: str) -> None:
        for number, message in enumerate(render(reply)):
            try:
                response_url = await self._whisper(address, message, only_for, response_url)
            except TransientError as error:
                if number == 0:
                    raise
                # What came before stands: the whole must not be said again.
                raise TransientError(error.reason, retry_after=error.retry_after, unknown=True) from error

    async def _whisper(self, address: Address, message: dict[str, Any], only_for: str, response_url: str) -> str:
        """One message; the response_url as long as it is good."""
        if response_url:
            try:
                hidden = {"response_type": "ephemeral", "replace_original": False}
                await self._calls.web.respond(response_url, {**hidden, **message})
                return response_url
            except PermanentError:
                if address.direct:
                    raise
        place = {"channel": address.channel, "user": only_for, "thread_ts": address.thread or None}
        await self._calls.call(address.workspace, "chat.postEphemeral", **place, **message)
        return ""

    async def _settled(self, address: Address, mark: str, since: datetime, error: TransientError) -> Posted | None:
        await asyncio.sleep(HOLD_S)  # it may be accepted a moment later
        try:
            return await self._found(address, mark, since)
        except (TransientError, PermanentError):
            raise error from None

    async def _found(self, address: Address, mark: str, since: datetime) -> Posted | None:
        if not mark:
            raise PermanentError("cannot_tell")
        window = {"oldest": f"{(since - SKEW).timestamp():.6f}", "limit": LOOKED_AT, "include_all_metadata": True}
        try:
            window["channel"] = await self._channel(address)
            answer = await self._looked(address, window)
        except PermanentError as error:
            raise PermanentError("cannot_tell") from error
        parts = {}
        for message in answer.get("messages") or ():
            known = _marked(message, mark)
            if known is not None:
                parts[known.get("part", 1)] = str(message["ts"])
                whole = known.get("parts", 1)
                if whole in parts:
                    return Posted(parts[whole])
        if parts or answer.get("has_more"):
            raise PermanentError("cannot_tell")  # half of it stands there, or it may be beyond what we looked at
        return None

    async def _looked(self, address: Address, window: dict[str, Any]) -> dict[str, Any]:
        if address.thread:
            try:
                return await self._calls.call(address.workspace, "conversations.replies", ts=address.thread, **window)
            except PermanentError as error:
                if error.reason not in NO_THREAD:
                    raise
        return await self._calls.call(address.workspace, "conversations.history", **window)

    async def _channel(self, address: Address) -> str:
        """The channel's id; a person's direct messages with us are opened when they are not known."""
        if address.channel:
            return address.channel
        key = (address.workspace, address.person)
        known = self._direct.get(key)
        if known is None:
            try:
                answer = await self._calls.call(address.workspace, "conversations.open", users=address.person)
            except TransientError as error:
                # Nothing was posted yet, whatever became of this.
                raise TransientError(error.reason, retry_after=error.retry_after) from error
            known = str(answer["channel"]["id"])
            _remember(self._direct, key, known)
        return known


def _mark(post: Post) -> str:
    return post.occurrence_id.hex if post.occurrence_id is not None else ""


def _marked(message: dict[str, Any], mark: str) -> dict[str, Any] | None:
    metadata = message.get("metadata") or {}
    known = metadata.get("event_payload") or {}
    return known if metadata.get("event_type") == MARK and known.get("id") == mark else None


def _remember(known: OrderedDict[tuple[str, str], str], key: tuple[str, str], value: str) -> None:
    known[key] = value
    known.move_to_end(key)
    while len(known) > REMEMBERED:
        known.popitem(last=False)
