"""The commands as Discord registers them, and what each of them says in the words that the core reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.discord.localised import DESCRIPTIONS, GERMAN, NAMES

CHAT, USER, MESSAGE = 1, 2, 3  # kinds of commands
_SUB, _TEXT, _WHOLE, _PERSON = 1, 3, 4, 6  # kinds of options
MANAGE_GUILD = "32"
ADD_TASK, REMIND_ME, ASSIGN = "Add task", "Remind me", "Assign task"
MENUS = {ADD_TASK: "1:add_message", REMIND_ME: "1:remind_message"}
WHICH = {
    "open": "Open", "today": "Due today", "week": "Due this week", "overdue": "Overdue", "done": "Done",
    "in": "Assigned to you", "out": "Given to others", "all": "All",
}  # fmt: skip
TOPICS = ("tasks", "reminders", "time", "settings", "export")
REPEATS = (1, 2, 5, 10, 30, 60)
_POINTED = re.compile(r"#?\d{1,9}|[^\n]{1,100}#\d{1,9}")
Values = Mapping[str, Any]


def definitions() -> list[dict[str, Any]]:
    """All of them, as the body of a bulk overwrite."""
    spoken = "Any sentence, for example: remind me tomorrow at 9 to eat"
    return [
        _command("todo", "Your tasks", _of_tasks()),
        _command("remind", "Be reminded of something", _of_reminders()),
        _command("reminders", "What is set to ring", []),
        _command("do", "Say it in your own words", [_option("text", spoken, required=True, max_length=4000)]),
        _command("timezone", "Where your clock is", [_option("city", "A city or a time zone", autocomplete=True)]),
        _command("settings", "What loose words mean to you", [_option("change", "For example: set morning to 8:30")]),
        _command("server-settings", "What holds for everybody on this server", _of_servers())
        | {"default_member_permissions": MANAGE_GUILD, "contexts": [0]},
        _command("help", "What I understand", [_option("topic", "About what", choices=[_same(one) for one in TOPICS])]),
        *(_menu(name, MESSAGE) for name in MENUS),
        _menu(ASSIGN, USER) | {"contexts": [0]},
    ]


def _of_tasks() -> list[dict[str, Any]]:
    task = _option("task", "Its number or its title", required=True, autocomplete=True)
    which = _option("which", "Which of them", choices=[_choice(name, value) for value, name in WHICH.items()])
    text = "What is to be done, for example: buy milk friday p1"
    due = _option("due", "When it is due, for example: tomorrow 9", autocomplete=True)
    return [
        _sub("add", "Add a task", [_option("text", text, required=True, max_length=2000), due]),
        _sub("list", "What there is to do", [which]),
        _sub("done", "Mark a task as done", [task]),
        _sub("edit", "Change a task", [task]),
        _sub("delete", "Delete a task", [task]),
        _sub("assign", "Give a task to somebody", [task, _option("person", "For whom", _PERSON, required=True)]),
        _sub("undo", "Take the last thing back", []),
    ]


def _of_reminders() -> list[dict[str, Any]]:
    when = "When, for example: in 10 minutes, or: every monday at 9"
    return [
        _option("what", "Of what, for example: call Bob", required=True, max_length=2000),
        _option("when", when, autocomplete=True),
        _option("who", "Somebody else", _PERSON),
    ]


def _of_servers() -> list[dict[str, Any]]:
    repeats = [{"name": f"{one} min", "value": one} for one in REPEATS]
    return [
        _option("zone", "The time zone of those who have set none", autocomplete=True),
        _option("repeat", "The shortest time between two rings of one reminder", _WHOLE, choices=repeats),
    ]


def said(name: str, sub: str, values: Values) -> tuple[str, str, str | None]:
    """What a command says: (the text, the slash word, an action instead of both). `values` are its options; a person
    is their mention."""
    if name == "todo":
        return _todo(sub, values), "", None
    if name == "remind":
        whom = values.get("who") or "me"
        when = f" {values['when']}" if values.get("when") else ""
        return f"remind {whom}{when} to {values['what']}", "", None
    if name == "timezone":
        return str(values.get("city") or ""), "timezone", None
    if name == "settings":
        return str(values.get("change") or "settings"), "", None
    if name == "server-settings":
        chosen = [f":{one}:{values[one]}" for one in ("zone", "repeat") if values.get(one)]
        return "", "", "1:server_settings" + "".join(chosen)
    if name == "help":
        return f"help {values.get('topic') or ''}".strip(), "", None
    return str(values.get("text") or name), "", None


def _todo(sub: str, values: Values) -> str:
    if sub == "add":
        due = str(values.get("due") or "").strip()
        # What is due is said apart from the title, so the title is taken as it stands.
        return f"add {quoted(str(values['text']))} {due}" if due else f"add {values['text']}"
    if sub == "list":
        return f"list {values.get('which') or ''}".strip()
    if sub == "assign":
        return f"assign {pointed(str(values['task']))} to {values['person']}"
    return f"{sub} {pointed(str(values['task']))}" if "task" in values else sub


def pointed(task: str) -> str:
    """A task as it was completed or typed: a number points by itself, a title in quotes."""
    plain = task.strip()
    return plain if _POINTED.fullmatch(plain) else quoted(plain)


def quoted(title: str) -> str:
    """Words that are taken as they stand."""
    return '"' + " ".join(title.replace('"', "'").split()) + '"'


def _command(name: str, description: str, options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": CHAT, **_named(name, description), "options": list(options), "contexts": [0, 1], **_INSTALLED}


def _menu(name: str, kind: int) -> dict[str, Any]:
    return {"type": kind, "name": name, "name_localizations": {GERMAN: NAMES[name]}, "contexts": [0, 1], **_INSTALLED}


def _sub(name: str, description: str, options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": _SUB, **_named(name, description), "options": list(options)}


def _option(name: str, description: str, kind: int = _TEXT, **more: Any) -> dict[str, Any]:
    return {"type": kind, **_named(name, description), **more}


def _named(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_localizations": {GERMAN: NAMES[name]},
        "description": description,
        "description_localizations": {GERMAN: DESCRIPTIONS[description]},
    }


def _choice(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "name_localizations": {GERMAN: DESCRIPTIONS[name]}, "value": value}


def _same(value: str) -> dict[str, Any]:
    return {"name": value, "value": value}


_INSTALLED = {"integration_types": [0]}
