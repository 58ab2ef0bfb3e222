"""What people do with words and reactions: they type, change, take back, react, look at the Home, come and go."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.platforms.slack import events, mrkdwn, seeing, views
from tests.platforms.slack.delivery import Copies
from tests.platforms.slack.refusals import Misuse, Refused
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import Channel, Person, Workspace, sees


class Talking:
    """Each method takes a test's request and returns what came of it."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def actor(self, body: dict[str, Any]) -> tuple[Workspace, Person]:
        """Who does it, and in which workspace they do it."""
        team = self.slack.world.workspace(str(body.get("workspace", "acme")))
        return team, self.slack.world.person(team, str(body.get("account", "ann")))

    def place(self, body: dict[str, Any]) -> Channel:
        """Where: `channel`, or the direct messages with the bot. They must be in it."""
        team, person = self.actor(body)
        if not body.get("channel"):
            return team.direct(person)
        try:
            channel = self.slack.world.channel(team, str(body["channel"]))
        except Refused:
            raise Misuse(f"no channel {body['channel']}") from None
        if not sees(channel, person.id):
            raise Misuse(f"{person.account} is not in {channel.name}")
        return channel

    def markup(self, team: Workspace, person: Person, text: str) -> str:
        """What a client makes of typed words: people by account or name, channels that the typist sees."""
        accounts = {one.name.lower(): one.id for one in team.people.values()}
        accounts |= {one.account: one.id for one in team.people.values()} | {"bot": team.bot.id}
        groups = {one["handle"]: number for number, one in team.groups.items()}
        seen = [one for one in team.channels.values() if one.kind == "channel" or sees(one, person.id)]
        names = {one.name: one.id for one in seen if one.kind != "im"}

        def who(name: str) -> str:
            if name in ("here", "channel", "everyone"):
                return f"!{name}"
            if name in groups:
                return f"!subteam^{groups[name]}"
            return f"@{accounts[name]}" if name in accounts else ""

        return mrkdwn.typed(text, who, lambda name: f"#{names[name]}|{name}" if name in names else "")

    async def type(self, body: dict[str, Any]) -> dict[str, Any]:
        """{account, text, channel?, thread?, mention?, raw?, first?, broadcast?, subtype?, copies?, forge?, ...}.

        A mention is told twice, `first` says which of app_mention and message goes first; `apart` waits in between.
        """
        team, person = self.actor(body)
        channel = self.place(body)
        if channel.kind == "im" and not self.slack.app.get("written", True):
            raise Misuse("Sending messages to this app has been turned off.")
        text = str(body["text"]) if body.get("raw") else self.markup(team, person, str(body["text"]))
        if body.get("mention"):
            text = f"<@{team.bot.id}> {text}"
        made = events.typed(self.slack, channel, person, text, str(body.get("thread") or ""))
        made |= {"subtype": body["subtype"]} if body.get("subtype") else {}
        if body.get("subtype") == "bot_message":  # of another app
            made |= {"bot_id": "BOTHERAPP", "app_id": "A0OTHER", "username": "other"}
        made |= {"subtype": "thread_broadcast"} if body.get("broadcast") else {}
        self.slack.logged("typed", channel, made)
        self.slack.keep(channel, made)
        told = [events.message(self.slack, channel, made)]
        if f"<@{team.bot.id}>" in text and channel.kind != "im":
            mention = (told[0][0], events.mentioned(self.slack, channel, made), channel)
            told = [mention, *told] if body.get("first", "app_mention") == "app_mention" else [*told, mention]
        links = [link for link in self.slack.app.get("domains", ()) if link in text]
        if links:
            told.append((told[0][0], self._linked(channel, made, links), channel))
        tries = await self.tell(told, body)
        return {"ts": made["ts"], "channel": channel.id, "tries": tries}

    def _linked(self, channel: Channel, made: dict[str, Any], domains: list[str]) -> dict[str, Any]:
        urls = [hit[1].partition("|")[0] for hit in mrkdwn._ANGLE.finditer(made["text"]) if hit[1].startswith("http")]
        links = [{"domain": domain, "url": url} for domain in domains for url in urls if domain in url]
        event = {"type": "link_shared", "user": made["user"], "channel": channel.id, "message_ts": made["ts"]}
        return event | {"links": links, "source": "conversations_history", "is_bot_user_member": True}

    async def tell(self, told: list[Any], body: dict[str, Any]) -> list[dict[str, Any]]:
        """The events that the app hears of, and what came of the first tries."""
        heard = [one for one in told if events.heard(self.slack, *one)]
        envelopes = [events.envelope(self.slack, *one) for one in heard]
        if envelopes and body.get("event_id"):
            envelopes[0]["event_id"] = body["event_id"]
        if body.get("apart"):
            tries = [await self.slack.delivery.event(one, Copies.of(body)) for one in envelopes]
        else:
            tries = await asyncio.gather(*(self.slack.delivery.event(one, Copies.of(body)) for one in envelopes))
        return [one for results in tries for one in results]

    async def edit(self, body: dict[str, Any]) -> dict[str, Any]:
        """{ts, text}: somebody changes what they wrote."""
        team, person = self.actor(body)
        channel = self.place(body)
        message = seeing.found(self.slack, channel, person, str(body["ts"]))
        if message.body["user"] != person.id:
            raise Misuse("people change only what they wrote")
        before = dict(message.body)
        message.body = {
            **before,
            "text": self.markup(team, person, str(body["text"])),
            "edited": {"user": person.id, "ts": self.slack.ts()},
        }
        return {"tries": await self.tell([events.changed(self.slack, channel, message.body, before)], body)}

    async def delete(self, body: dict[str, Any]) -> dict[str, Any]:
        """{ts}: somebody takes a message back."""
        _, person = self.actor(body)
        channel = self.place(body)
        message = seeing.found(self.slack, channel, person, str(body["ts"]))
        self.slack.logged("delete", channel, message.body)
        del channel.messages[message.ts]
        return {"tries": await self.tell([events.deleted(self.slack, channel, message.body)], body)}

    async def react(self, body: dict[str, Any]) -> dict[str, Any]:
        """{ts, name, remove?}: a reaction comes or goes. Nobody can react to an ephemeral message."""
        team, person = self.actor(body)
        channel = self.place(body)
        message = seeing.found(self.slack, channel, person, str(body["ts"]))
        if message.only_for:
            raise Misuse("an ephemeral message takes no reactions")
        name = str(body.get("name", "white_check_mark"))
        known = {one["name"]: one for one in message.body.setdefault("reactions", [])}
        users = known.setdefault(name, {"name": name, "users": [], "count": 0})["users"]
        if bool(body.get("remove")) != (person.id in users):
            raise Misuse("there is no such reaction" if body.get("remove") else "they have reacted so already")
        (users.remove if body.get("remove") else users.append)(person.id)
        message.body["reactions"] = [{**one, "count": len(one["users"])} for one in known.values() if one["users"]]
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event = {
            "type": "reaction_removed" if body.get("remove") else "reaction_added",
            "user": person.id,
            "reaction": name,
        }
        event |= {"item": item, "item_user": message.body["user"]}
        return {"tries": await self.tell([(team, event, channel)], body)}

    async def home(self, body: dict[str, Any]) -> dict[str, Any]:
        """{tab?}: somebody opens the app's Home."""
        team, person = self.actor(body)
        if not self.slack.app.get("home", True):
            raise Misuse("this app has no Home")
        shown = seeing.home(self.slack, team, person)
        event = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": team.direct(person).id,
            "tab": body.get("tab", "home"),
        }
        event |= {"view": views.shown(shown)} if shown else {}
        return {"tries": await self.tell([(team, event, None)], body)}
