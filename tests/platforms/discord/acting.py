"""What people do with commands and widgets, as their client sends it, and what the bot answers within three seconds."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from tests.platforms.discord import answering, choosing, posting, seeing, widgets
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.state import Discord, Interaction
from tests.platforms.discord.talking import Talking
from tests.platforms.discord.world import DM, Channel, Message, Person

SILENT = "The application did not respond"


class Acting:
    """Each method takes a test's request; its result has `answer`, the first one, or `shown`, what a client says."""

    def __init__(self, discord: Discord, talking: Talking) -> None:
        self.discord, self.talking = discord, talking

    async def command(self, body: dict[str, Any]) -> dict[str, Any]:
        """{name: "todo add", options: {name: value}}: {"refused"} when the client does not let them."""
        person, channel = self.talking.actor(body), self.talking.place(body)
        found = choosing.command(self.discord, channel, person, str(body["name"]), 1)
        if isinstance(found, str):
            return {"refused": found}
        options = {
            name: self.talking.markup(channel, value) if isinstance(value, str) else value
            for name, value in body.get("options", {}).items()
        }
        data, missing = choosing.filled(self.discord, channel, found, str(body["name"]), options)
        if missing:
            return {"refused": f"missing: {', '.join(missing)}"}
        return await self.interact(answering.COMMAND, person, channel, data, body)

    async def suggest(self, body: dict[str, Any]) -> dict[str, Any]:
        """{name, focused, options}: somebody types into an option; {"choices"}."""
        person, channel = self.talking.actor(body), self.talking.place(body)
        found = choosing.command(self.discord, channel, person, str(body["name"]), 1)
        if isinstance(found, str):
            return {"refused": found, "choices": []}
        given = body.get("options", {})
        focus = str(body["focused"])
        data, _ = choosing.filled(self.discord, channel, found, str(body["name"]), given, focus=focus)
        result = await self.interact(answering.AUTOCOMPLETE, person, channel, data, body)
        result["choices"] = ((result["answer"] or {}).get("data") or {}).get("choices", [])
        return result

    async def context(self, body: dict[str, Any]) -> dict[str, Any]:
        """{name, id | target}: the menu of a message, or of a person."""
        person, channel, world = self.talking.actor(body), self.talking.place(body), self.discord.world
        kind = 3 if body.get("id") else 2
        found = choosing.command(self.discord, channel, person, str(body["name"]), kind)
        if isinstance(found, str):
            return {"refused": found}
        data: dict[str, Any] = {"id": found["id"], "name": found["name"], "type": kind}
        if kind == 3:
            message = seeing.found(self.discord, channel, person, str(body["id"]))
            if message.only_for:
                raise Misuse("an ephemeral message has no such menu")
            data |= {"target_id": message.id, "resolved": {"messages": {message.id: message.body}}}
        else:
            target = world.person(str(body["target"]))
            data |= {"target_id": target.id, "resolved": choosing.resolved_people(self.discord, channel, [target])}
        return await self.interact(answering.COMMAND, person, channel, data, body)

    async def click(self, body: dict[str, Any]) -> dict[str, Any]:
        """{label | custom_id, id?, values?}: a button or an entry of a select, in message `id` or the newest one."""
        person, channel = self.talking.actor(body), self.talking.place(body)
        message, one = self._widget(channel, person, body)
        data: dict[str, Any] = {"component_type": one["type"], "custom_id": one.get("custom_id", ""), "id": 1}
        if one.get("disabled") or one.get("url"):
            raise Misuse("that does not come to the bot")
        if one["type"] != widgets.BUTTON:
            data |= choosing.chosen(self.discord, channel, one, body.get("values") or [body.get("label")])
        return await self.interact(answering.COMPONENT, person, channel, data, body, message=message)

    def _widget(self, channel: Channel, person: Person, body: dict[str, Any]) -> tuple[Message, dict[str, Any]]:
        seen = seeing.visible(self.discord, channel, person)
        if body.get("id"):
            seen = [one for one in seen if one.id == str(body["id"])]
        for message in reversed(seen):
            for one in widgets.flat(message.body["components"]):
                if _fits(one, body):
                    return message, one
        wanted = body.get("label") or body.get("custom_id")
        there = [label for one in seen for label in seeing.labels(one.body["components"])]
        raise Misuse(f"{person.account} sees no “{wanted}” in {channel.name}, but {there[-20:]}")

    async def submit(self, body: dict[str, Any]) -> dict[str, Any]:
        """{values by label}: the modal that is open, sent; {"missing"} when the client does not let them."""
        person, discord = self.talking.actor(body), self.discord
        modal = discord.modals.get(person.account)
        if modal is None:
            raise Misuse(f"nothing is open before {person.account}")
        origin = discord.interactions[modal["_interaction"]]
        channel = discord.world.channel(origin.channel)
        parts, missing = choosing.written(discord, channel, modal, body.get("values", {}))
        if missing:
            return {"missing": missing}
        data: dict[str, Any] = {"custom_id": modal["custom_id"], "components": parts, "resolved": {}}
        message = channel.messages.get(str((origin.payload.get("message") or {}).get("id")))
        result = await self.interact(answering.SUBMIT, person, channel, data, body, message=message)
        if result["answer"]:  # else it stays open, and says that something went wrong
            discord.modals.pop(person.account, None)
        return result

    async def close(self, body: dict[str, Any]) -> dict[str, Any]:
        """Somebody closes the modal; the bot hears nothing of it."""
        return {"closed": self.discord.modals.pop(self.talking.actor(body).account, None) is not None}

    async def interact(
        self,
        kind: int,
        person: Person,
        channel: Channel,
        data: dict[str, Any],
        body: dict[str, Any],
        *,
        message: Message | None = None,
    ) -> dict[str, Any]:
        """Sends it, and waits for the first answer as long as Discord does."""
        discord = self.discord
        number, token = discord.fresh(), secrets.token_urlsafe(32)
        payload = self._payload(number, token, kind, person, channel) | {"data": data}
        if message is not None:
            payload["message"] = message.body
        made = Interaction(number, token, kind, payload, channel.id, person.id)
        discord.interactions[number] = made
        discord.journal.append("interaction", id=number, type=kind, account=person.account, data=data)
        told = discord.gateway.emit("INTERACTION_CREATE", payload, guild=channel.guild)
        self.talking.again(told, body)
        try:
            async with asyncio.timeout(discord.first_seconds + 0.2):
                await made.heard.wait()
        except TimeoutError:
            pass
        result: dict[str, Any] = {"id": number, "answer": made.answer, "token": token}
        if made.answer is None:
            discord.journal.append("failure", id=number, account=person.account, shown=SILENT)
            result["shown"] = SILENT
        elif made.original and made.original in channel.messages:
            result["message"] = seeing.message(discord, channel.messages[made.original])
            result["said"] = posting.shown(discord, channel.messages[made.original].body)
        return result

    async def repeat(self, body: dict[str, Any]) -> dict[str, Any]:
        """{id}: an interaction of before is delivered once more, with the same id and token."""
        made = self.discord.interactions[str(body["id"])]
        guild = str(made.payload.get("guild_id") or "")
        return {"told": self.discord.gateway.emit("INTERACTION_CREATE", made.payload, guild=guild)}

    def _payload(self, number: str, token: str, kind: int, person: Person, channel: Channel) -> dict[str, Any]:
        world, app = self.discord.world, self.discord.app
        payload: dict[str, Any] = {
            "id": number,
            "application_id": app["id"],
            "type": kind,
            "token": token,
            "version": 1,
        }
        here = channel.shown(world)
        if channel.kind != DM:
            here["permissions"] = str(world.rights(channel, person.id))
        payload |= {"channel_id": channel.id, "channel": here, "locale": person.locale, "entitlements": []}
        payload |= {"app_permissions": str(world.rights(channel, world.me.id)), "attachment_size_limit": 10 * 2**20}
        if not channel.guild:
            owners = {"0": "0"}
            return payload | {"user": person.shown(), "context": 1, "authorizing_integration_owners": owners}
        guild = world.guilds[channel.guild]
        member = guild.members[person.id].shown() | {"permissions": str(world.rights(channel, person.id))}
        payload |= {"guild_id": guild.id, "guild_locale": guild.locale, "member": member, "context": 0}
        payload["guild"] = {"id": guild.id, "locale": guild.locale, "features": []}
        return payload | {"authorizing_integration_owners": {"0": guild.id}}


def _fits(one: dict[str, Any], body: dict[str, Any]) -> bool:
    if body.get("custom_id"):
        return bool(one.get("custom_id") == body["custom_id"])
    wanted = body.get("label")
    if one.get("type") == widgets.BUTTON:
        return wanted in (one.get("label"), (one.get("emoji") or {}).get("name"))
    if one.get("type") not in widgets.SELECTS:
        return False
    return wanted == one.get("placeholder") or wanted in [option["label"] for option in one.get("options") or []]
