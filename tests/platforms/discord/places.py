"""Routes about who and where: the bot itself, guilds, members, roles, channels, threads and direct messages."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord import events, rights
from tests.platforms.discord.forms import Form
from tests.platforms.discord.refusals import Refused
from tests.platforms.discord.routes import Call, route
from tests.platforms.discord.world import DM, PRIVATE_THREAD, THREAD, Channel


@route("GET", "/users/@me")
def me(call: Call) -> Any:
    """The bot."""
    return call.discord.world.me.shown() | {"verified": True, "mfa_enabled": False, "flags": 0}


@route("GET", "/users/{user}")
def user(call: Call) -> Any:
    """Anybody."""
    found = call.discord.world.people.get(call.args["user"])
    if found is None:
        raise Refused(10013)
    return found.shown()


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(call: Call) -> Any:
    """The app, whose flags say which privileged intents it has."""
    app, world = call.discord.app, call.discord.world
    shown = {"id": app["id"], "name": "todobot", "icon": None, "description": "", "bot_public": True, "summary": ""}
    shown |= {"bot_require_code_grant": False, "verify_key": "0" * 64, "flags": events.app_flags(app), "team": None}
    shown |= {"owner": world.me.shown(), "rpc_origins": [], "integration_types_config": {"0": {}}}
    return shown | {
        "approximate_guild_count": len(world.guilds),
        "bot": world.me.shown(),
        "interactions_endpoint_url": None,
    }


@route("GET", "/gateway")
def gateway(call: Call) -> Any:
    """Where it is."""
    return {"url": call.discord.gateway.url}


@route("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Any:
    """Where it is, and how often one may still identify."""
    known = call.discord.gateway
    return {"url": known.url, "shards": known.shards, "session_start_limit": known.start_limit()}


@route("GET", "/users/@me/guilds")
def guilds(call: Call) -> Any:
    """Those that the bot is in."""
    world = call.discord.world
    found = [one for one in world.guilds.values() if one.present]
    shown = [{"id": one.id, "name": one.name, "icon": None, "features": []} for one in found]
    return [
        one | {"owner": False, "permissions": str(guild.base(world.me.id))}
        for one, guild in zip(shown, found, strict=True)
    ]


@route("GET", "/guilds/{guild}")
def guild(call: Call) -> Any:
    """One."""
    return call.guild().shown()


@route("DELETE", "/users/@me/guilds/{guild}")
def leave(call: Call) -> Any:
    """The bot goes."""
    events.left(call.discord, call.guild())


@route("GET", "/guilds/{guild}/channels")
def channels(call: Call) -> Any:
    """All but threads."""
    return [one.shown(call.discord.world) for one in call.guild().channels.values() if not one.thread]


@route("GET", "/guilds/{guild}/threads/active")
def active(call: Call) -> Any:
    """Threads that are open."""
    world = call.discord.world
    found = [one for one in call.guild().channels.values() if one.thread and not one.archived]
    return {"threads": [one.shown(world) for one in found], "members": []}


@route("GET", "/guilds/{guild}/roles")
def roles(call: Call) -> Any:
    """All."""
    return [one.shown() for one in call.guild().roles.values()]


@route("GET", "/guilds/{guild}/members/{user}")
def member(call: Call) -> Any:
    """One."""
    found = call.guild().members.get(call.args["user"])
    if found is None:
        raise Refused(10007 if call.args["user"] in call.discord.world.people else 10013)
    return found.shown()


@route("GET", "/users/@me/guilds/{guild}/member")
def myself(call: Call) -> Any:
    """The bot as a member."""
    return call.guild().members[call.discord.world.me.id].shown()


@route("GET", "/guilds/{guild}/members")
def members(call: Call) -> Any:
    """A page of them; the members intent must be allowed."""
    if "members" not in call.discord.app["privileged"]:
        raise Refused(50001)
    found = sorted(call.guild().members.values(), key=lambda one: int(one.person.id))
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    return [one.shown() for one in found if int(one.person.id) > after][:limit]


@route("GET", "/guilds/{guild}/members/search")
def search(call: Call) -> Any:
    """By the beginning of a name."""
    query = call.query.get("query", "").lower()
    found = [one for one in call.guild().members.values() if one.person.account.lower().startswith(query)]
    return [one.shown() for one in found][: int(call.query.get("limit", 1))]


@route("GET", "/channels/{channel}")
def channel(call: Call) -> Any:
    """One that the bot sees."""
    return call.channel().shown(call.discord.world)


@route("POST", "/channels/{channel}/typing")
def typing(call: Call) -> None:
    """Three dots."""
    call.channel()


@route("POST", "/users/@me/channels")
def direct(call: Call) -> Any:
    """Opens direct messages with somebody."""
    world = call.discord.world
    number = str(call.json().get("recipient_id", ""))
    if number not in world.people:
        raise Refused(10013)
    if world.people[number].bot:
        raise Refused(50007)
    made = world.direct(world.people[number])
    call.discord.journal.append("opened", dm=world.people[number].account, channel=made.id)
    return made.shown(world)


@route("POST", "/channels/{channel}/threads")
def thread(call: Call) -> Any:
    """A thread that hangs on no message."""
    kind = int(call.json().get("type", PRIVATE_THREAD))
    return _thread(call, call.discord.fresh(), kind)


@route("POST", "/channels/{channel}/messages/{message}/threads")
def thread_of(call: Call) -> Any:
    """A thread on a message, which has the message's id."""
    place = call.channel()
    if call.args["message"] not in place.messages:
        raise Refused(10008)
    return _thread(call, call.args["message"], THREAD)


def _thread(call: Call, number: str, kind: int) -> Any:
    place, discord = call.channel(), call.discord
    world = discord.world
    if place.kind == DM or place.thread:
        raise Refused(50003 if place.kind == DM else 50035)
    form = Form()
    name = form.text(("name",), call.json().get("name"), 100, 1)
    form.judge()
    needed = "create_public_threads" if kind == THREAD else "create_private_threads"
    if not world.rights(place, world.me.id) & rights.BITS[needed]:
        raise Refused(50013)
    made = Channel(number, name, kind, place.guild, place.id, owner=world.me.id, members={world.me.id})
    events.threaded(discord, made)
    return made.shown(world)


@route("PATCH", "/channels/{channel}")
def modify(call: Call) -> Any:
    """Archives, locks or names."""
    place, world = call.channel(), call.discord.world
    needed = "manage_threads" if place.thread else "manage_channels"
    if place.owner != world.me.id and not world.may(place, world.me.id, needed):
        raise Refused(50013)
    events.changed(call.discord, place, call.json())
    return place.shown(world)


@route("PUT", "/channels/{channel}/thread-members/{user}")
def enter(call: Call) -> None:
    """Somebody (@me: the bot) comes into a thread."""
    place, who = call.channel(), call.args["user"]
    if place.archived:
        raise Refused(50083)
    place.members.add(call.discord.world.me.id if who == "@me" else who)


@route("DELETE", "/channels/{channel}/thread-members/{user}")
def exits(call: Call) -> None:
    """Somebody leaves it."""
    place, who = call.channel(), call.args["user"]
    place.members.discard(call.discord.world.me.id if who == "@me" else who)
