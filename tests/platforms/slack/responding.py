"""response_url: five answers in thirty minutes to a command or a click, where the app need not be a member."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiohttp import web

from tests.platforms.slack import chat, events
from tests.platforms.slack.refusals import Broken, Hangup, Limited, Refused
from tests.platforms.slack.state import RESPONSES, Responding, Slack
from tests.platforms.slack.webapi import hang_up

FIELDS = {
    "text",
    "blocks",
    "attachments",
    "metadata",
    "thread_ts",
    "response_type",
    "replace_original",
    "delete_original",
}
IGNORED = {"unfurl_links", "unfurl_media", "mrkdwn"}


class Responses:
    """Takes the answers."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def routes(self) -> list[web.RouteDef]:
        """One address for each response_url."""
        return [web.post("/respond/{team}/{name}", self.respond)]

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """One answer."""
        known = self.slack.responding.get(request.match_info["name"])
        try:
            body = await request.json()
            return web.json_response(await self._accept(known, body))
        except Refused as refused:
            self.slack.journal.append("refusal", method="respond", result=refused.code)
            status = 404 if refused.code in ("used_url", "expired_url") else 200
            return web.json_response({"ok": False, "error": refused.code, **refused.more}, status=status)
        except Limited as limited:
            return web.Response(status=429, headers={"Retry-After": str(int(limited.retry_after))})
        except Broken as broken:
            return web.Response(status=broken.status, text="upstream")
        except Hangup:
            return hang_up(request)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")

    async def _accept(self, known: Responding | None, body: dict[str, Any]) -> dict[str, Any]:
        if known is None or known.until < time.time():
            raise Refused("expired_url")
        if known.used >= RESPONSES:
            raise Refused("used_url")
        about = {**body, "channel": known.channel}
        await asyncio.sleep(self.slack.faults.before("respond", known.team, about))
        answer(self.slack, known, body)
        await asyncio.sleep(self.slack.faults.after("respond", known.team, about))
        return {"ok": True}


def answer(slack: Slack, known: Responding, body: dict[str, Any], kind: str = "respond") -> None:
    """Posts, replaces or deletes; counts as one use unless it is refused."""
    extra = set(body) - FIELDS - IGNORED
    if extra or body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise Refused("invalid_payload", detail=sorted(extra))
    team = slack.world.workspaces[known.team]
    channel = slack.world.channel(team, known.channel)
    original = f"{known.channel}/{known.message}/{known.person}"
    replacing = bool(known.message and body.get("replace_original"))
    known.used += 1
    if known.message and body.get("delete_original"):
        _delete(slack, known, original)
    elif replacing and known.ephemeral:
        old = slack.hidden.get(original)
        made = chat.authored(slack, team, chat.content(slack, body)) | {"ts": known.message}
        if old is not None and old.thread:
            made["thread_ts"] = old.thread
        slack.logged(kind, channel, made, only_for=known.person, replaced=known.message)
        slack.keep(channel, made, only_for=known.person)
    elif replacing:
        if known.message in channel.messages:
            chat.replace(slack, channel, known.message, chat.content(slack, body))
    else:
        made = chat.authored(slack, team, chat.content(slack, body))
        thread = body.get("thread_ts") or known.thread
        made |= {"thread_ts": thread} if thread else {}
        public = body.get("response_type") == "in_channel"
        only_for = "" if public else known.person
        slack.logged(kind, channel, made, only_for=only_for)
        slack.keep(channel, made, only_for=only_for)
        if public:
            events.soon(slack, events.message(slack, channel, made))


def _delete(slack: Slack, known: Responding, original: str) -> None:
    channel = slack.world.channel(slack.world.workspaces[known.team], known.channel)
    if known.ephemeral:
        gone = slack.hidden.pop(original, None)
        if gone is not None:
            slack.logged("delete", channel, gone.body, only_for=known.person)
    elif known.message in channel.messages:
        chat.remove(slack, channel, known.message)
