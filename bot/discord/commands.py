"""The commands as Discord registers them, and what each of them says in the words that the core reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.discord.localised import DESCRIPTIONS, GERMAN, NAMES
from core.messages import Typed

CHAT, USER, MESSAGE = 1, 2, 3  # kinds of commands
_SUB, _TEXT, _WHOLE, _PERSON = 1, 3, 4, 6  # kinds of options
MANAGE_GUILD = "32"
ADD_TASK, REMIND_ME, ASSIGN = "Add task", "Remind me", "Assign task"
MENUS = {ADD_TASK: "1:add_message", REMIND_ME: "1:remind_message"}
WHICH = {
    "open": "Open", "today": "Due today", "week": "Due this week", "overdue": "Overdue", "done": "Done",
    "in": "Assigned to you", "out": "Given to others", "all": "All",
}  # fmt: skip
TOPICS = {
    "tasks": "Tasks", "reminders": "Reminders", "time": "Times", "settings": "Settings", "export": "Export",
}  # fmt: skip
REPEATS = (1, 2, 5, 10, 30, 60)
OWN = ("text", "due", "what", "when")  # options that hold sentences; a task's title or a city tells no language
# Who, how urgent, about what: what a text may hold beside the title.
_MARK = re.compile(r"(?:(?<=\s)|^)(?:<@!?\d+(?:\|[^<>]*)?>|[pP][1-4]|!(?:high|medium|low)|#[^\W\d][\w-]*)(?=\s|$)")
# What is there already, instead of something new.
_ABOUT = re.compile(
    r"(?:about |an |über )?(?P<which>this(?: task)?|that|it|diese aufgabe|dies|#?\d{1,9}|[^\n#]{1,100}#\d{1,9})",
    re.IGNORECASE,
)
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
        _command("help", "What I understand", [_option("topic", "About what", choices=_choices(TOPICS))]),
        *(_menu(name, MESSAGE) for name in MENUS),
        _menu(ASSIGN, USER) | {"contexts": [0]},
    ]


def _of_tasks() -> list[dict[str, Any]]:
    task = _option("task", "Its number or its title", required=True, autocomplete=True)
    which = _option("which", "Which of them", choices=_choices(WHICH))
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a command says: a text with the slash word, or an action instead of both. `typed`: which of the text's words
    are the person's, where we have put it together."""

    text: str = ""
    slash: str = ""
    action: str | None = None
    typed: Typed | None = None


def said(name: str, sub: str, values: Values) -> Said:
    """`values` are the command's options; a person is their mention."""
    if name == "do":
        return Said(str(values.get("text") or ""))
    if name == "settings" and values.get("change"):
        return Said(str(values["change"]))
    if name == "server-settings":
        chosen = [f":{one}:{values[one]}" for one in ("zone", "repeat") if values.get(one)]
        return Said(action="1:server_settings" + "".join(chosen))
    own = " ".join(str(values[one]) for one in OWN if values.get(one))
    typed = Typed(own, _given(values, "due") or _given(values, "when"))
    if name == "timezone":
        city = _given(values, "city")
        return Said(city, "timezone", typed=typed) if city else Said(action="1:set_timezone")
    return Said(_sentence(name, sub, values), typed=typed)


def _sentence(name: str, sub: str, values: Values) -> str:
    if name == "todo":
        return _todo(sub, values)
    if name == "remind":
        return _remind(values.get("who") or "me", str(values["what"]), _given(values, "when"))
    return f"help {_given(values, 'topic')}".strip() if name == "help" else name


def _remind(whom: str, what: str, when: str) -> str:
    about = _ABOUT.fullmatch(what.strip())
    if about is not None:
        return f"remind {whom} about {about['which']} {when}".strip()
    return f"remind {whom} {when} to {_apart(what)}" if when else f"remind {whom} to {what}"


def _given(values: Values, name: str) -> str:
    return " ".join(str(values.get(name) or "").split())


def _todo(sub: str, values: Values) -> str:
    if sub == "add":
        due = _given(values, "due")
        return f"add {_apart(str(values['text']))} {due}" if due else f"add {values['text']}"
    if sub == "list":
        return f"list {values.get('which') or ''}".strip()
    if sub == "assign":
        return f"assign {pointed(str(values['task']))} to {values['person']}"
    return f"{sub} {pointed(str(values['task']))}" if "task" in values else sub


def _apart(text: str) -> str:
    """A title that is taken as it stands, as the time is said apart from it; and who, how urgent, about what."""
    marks = _MARK.findall(text)
    title = " ".join(_MARK.sub(" ", text).split())
    return " ".join([quoted(title), *marks]) if title else text


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


def _choices(names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "name_localizations": {GERMAN: DESCRIPTIONS[name]}, "value": value}
        for value, name in names.items()
    ]


_INSTALLED = {"integration_types": [0]}
