"""Routes about application commands, global ones and a guild's, and every limit that they are judged by."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.platforms.discord.forms import Form, Path
from tests.platforms.discord.refusals import Refused
from tests.platforms.discord.routes import Call, route

CHAT, USER, MESSAGE = 1, 2, 3
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
SUB, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
DAY_S, DAILY, TOTAL = 86_400.0, 200, 8000
LOCALES = {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"}
LOCALES |= {
    "pt-BR",
    "ro",
    "fi",
    "sv-SE",
    "vi",
    "tr",
    "cs",
    "el",
    "bg",
    "ru",
    "uk",
    "hi",
    "th",
    "zh-CN",
    "ja",
    "zh-TW",
    "ko",
}
_NAME = re.compile(r"^[-_'\w]{1,32}$")
GLOBAL = "/applications/{application}/commands"
LOCAL = "/applications/{application}/guilds/{guild}/commands"


@route("GET", GLOBAL)
@route("GET", LOCAL)
def listed(call: Call) -> Any:
    """All of a scope."""
    return call.discord.commands.get(_scope(call), [])


@route("PUT", GLOBAL)
@route("PUT", LOCAL)
def overwrite(call: Call) -> Any:
    """These and no others; those that are there keep their ids."""
    discord, scope = call.discord, _scope(call)
    if not isinstance(call.body, list):
        raise Refused(50035)
    judge(call.body)
    old = {(one["type"], one["name"]): one for one in discord.commands.get(scope, [])}
    made = [_made(call, scope, one, old.get((one.get("type", CHAT), one["name"]))) for one in call.body]
    discord.commands[scope] = made
    _log(call, scope, [one["name"] for one in made if one["name"] not in _names(old)])
    return made


@route("POST", GLOBAL)
@route("POST", LOCAL)
def create(call: Call) -> Any:
    """One more, or one of the same name and type anew."""
    discord, scope, body = call.discord, _scope(call), call.json()
    known = discord.commands.setdefault(scope, [])
    old = next((one for one in known if (one["type"], one["name"]) == (body.get("type", CHAT), body.get("name"))), None)
    judge([*(one for one in known if one is not old), body])
    made = _made(call, scope, body, old)
    discord.commands[scope] = [*(one for one in known if one is not old), made]
    _log(call, scope, [] if old else [made["name"]])
    return made


@route("DELETE", GLOBAL + "/{command}")
@route("DELETE", LOCAL + "/{command}")
def delete(call: Call) -> None:
    """One."""
    scope, number = _scope(call), call.args["command"]
    known = call.discord.commands.get(scope, [])
    if number not in [one["id"] for one in known]:
        raise Refused(10063)
    call.discord.commands[scope] = [one for one in known if one["id"] != number]
    _log(call, scope, [])


def _log(call: Call, scope: str, created: list[str]) -> None:
    known = call.discord.commands[scope]
    names = [one["name"] for one in known]
    call.discord.journal.append("commands", scope=scope, names=names, created=created, content=known)


def _names(old: dict[tuple[int, str], Any]) -> set[str]:
    return {name for _, name in old}


def _scope(call: Call) -> str:
    if call.args["application"] != call.discord.app["id"]:
        raise Refused(10002)
    if "guild" not in call.args:
        return ""
    return call.guild().id


def _made(call: Call, scope: str, body: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    discord, now = call.discord, time.time()
    if old is None:
        discord.created = [one for one in discord.created if one[0] > now - DAY_S] + [(now, scope)]
        if len([one for one in discord.created if one[1] == scope]) > DAILY:
            raise Refused(30034)
    made = {"type": CHAT, "description": "", "options": [], "default_member_permissions": None, "nsfw": False}
    made |= {"contexts": None, "integration_types": [0], "dm_permission": True, **body}
    made |= {"id": old["id"] if old else discord.fresh(), "application_id": discord.app["id"]}
    return made | {"version": discord.fresh()} | ({"guild_id": scope} if scope else {})


def judge(commands: list[dict[str, Any]]) -> None:
    """Refuses what Discord would refuse of a scope's commands together."""
    form, seen = Form(), set[tuple[Any, Any]]()
    for number, one in enumerate(commands):
        kind = one.get("type", CHAT)
        _named(form, (number,), one, kind)
        if kind == CHAT:
            _options(form, (number, "options"), one.get("options"), 0)
            if size(one) > TOTAL:
                form.wrong((number,), "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOTAL})")
        elif one.get("options"):
            form.wrong(
                (number, "options"), "APPLICATION_COMMANDS_NO_OPTIONS", "Context menu commands cannot have options"
            )
        if (kind, one.get("name")) in seen:
            form.wrong(
                (number, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        seen.add((kind, one.get("name")))
    form.judge()
    for kind, most in MOST.items():
        if len([one for one in commands if one.get("type", CHAT) == kind]) > most:
            raise Refused(30032)


def _named(form: Form, path: Path, one: dict[str, Any], kind: int) -> None:
    """Name, description, and what they are in other languages."""
    for name in (one.get("name"), *(one.get("name_localizations") or {}).values()):
        if kind in (USER, MESSAGE):
            form.text((*path, "name"), name, 32, 1)
        elif not isinstance(name, str) or not _NAME.match(name) or name != name.lower():
            form.wrong((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for words in (one.get("description"), *(one.get("description_localizations") or {}).values()):
        if kind in (USER, MESSAGE):
            form.text((*path, "description"), words, 0)
        else:
            form.text((*path, "description"), words, 100, 1)
    for part in ("name_localizations", "description_localizations"):
        for locale in one.get(part) or {}:
            if locale not in LOCALES:
                form.wrong((*path, part, locale), "BASE_TYPE_CHOICES", f"{locale} is not a locale")


def _options(form: Form, path: Path, options: Any, depth: int) -> None:
    seen: set[Any] = set()
    optional = False
    for number, one in enumerate(form.items(path, options, 25)):
        place = (*path, number)
        kind = one.get("type")
        form.number((*place, "type"), kind, 1, 11)
        _named(form, place, one, CHAT)
        if one.get("name") in seen:
            form.wrong(
                (*place, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        seen.add(one.get("name"))
        if optional and one.get("required"):
            message = "Required options must be placed before non-required options"
            form.wrong((*place, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional = optional or (kind not in (SUB, GROUP) and not one.get("required"))
        if kind in (SUB, GROUP):
            if depth > (0 if kind == GROUP else 1):
                form.wrong((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")
            _options(form, (*place, "options"), one.get("options"), depth + 1)
        else:
            _choices(form, place, one)


def _choices(form: Form, path: Path, one: dict[str, Any]) -> None:
    for number, choice in enumerate(form.items((*path, "choices"), one.get("choices"), 25)):
        for name in (choice.get("name"), *(choice.get("name_localizations") or {}).values()):
            form.text((*path, "choices", number, "name"), name, 100, 1)
        if one.get("type") == STRING:
            form.text((*path, "choices", number, "value"), choice.get("value"), 100)
    if one.get("autocomplete") and (one.get("choices") or one.get("type") not in (STRING, INTEGER, NUMBER)):
        form.wrong(
            (*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", "Autocomplete is not possible here"
        )
    form.number((*path, "min_length"), one.get("min_length"), 0, 6000)
    form.number((*path, "max_length"), one.get("max_length"), 1, 6000)


def size(one: dict[str, Any]) -> int:
    """What counts towards 8,000: names, descriptions and values, each in its longest language."""
    total = 0
    for part in ("name", "description"):
        words = [one.get(part) or "", *(one.get(f"{part}_localizations") or {}).values()]
        total += max(len(word) for word in words)
    value = one.get("value")
    total += len(value) if isinstance(value, str) else 0
    inner = [*(one.get("options") or []), *(one.get("choices") or [])]
    return total + sum(size(other) for other in inner)
