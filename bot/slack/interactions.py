"""Slash commands, clicks, forms, shortcuts and completions as wishes: pure functions from a payload to an Ask."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.adapter import PLATFORM, Ask, is_direct, permalink, thread_of
from bot.slack.plain import channels_in, people_in, plain
from bot.slack.settings import SAYS
from core.messages import Address, Author, Form, Incoming, Reference

SHORTCUTS = {"add_task": "1:add_message", "remind_message": "1:remind_message"}
NEW = "new_task"  # the global shortcut
SAY = "slack:say"  # a form of our own, whose text is what would have been typed
CARRIED, CARRIED_TEXT = 3_000, 2_000  # what a form may carry, and of that from the message that it is about
# Another platform's slash word: with its slash, or where it is no word of a sentence.
_OTHER = re.compile(r"/([a-z][a-z0-9_-]{0,31})(?:\s+|$)|(newtask|o)\s+", re.IGNORECASE)
_HELP = frozenset({"help", "?"})


def read_command(form: Mapping[str, str], commands: tuple[str, ...]) -> Ask:
    """A slash command. Only who typed it sees it, so its answer is theirs alone."""
    typed = form["command"].lstrip("/").lower()
    said = form.get("text", "").strip() or "help"
    slash = SAYS[commands.index(typed)] if typed in commands else SAYS[0]
    if said.lower() in _HELP:
        slash = SAYS[0]
    elif (other := _OTHER.match(said)) is not None:  # "/todo /done 5", "/todo o call vendor"
        slash, said = (other.group(1) or other.group(2)).lower(), said[other.end() :] or "help"
    address = _place(form["team_id"], form.get("channel_id", ""), form["user_id"])
    incoming = Incoming(
        address=address,
        author=Author(form["user_id"], form.get("user_name", "")),
        key=f"slack:command:{form['trigger_id']}",
        text=plain(said),
        slash=slash,
        channels=channels_in(said),
        people=people_in(said),
    )
    return Ask(incoming, address, form["trigger_id"], form.get("response_url", ""), hidden=True)


def read_click(payload: Mapping[str, Any]) -> Ask | None:
    """A click on a button, or a choice in a menu; None for what has no meaning of ours (a link, a field of a form)."""
    chosen = next((value for action in payload.get("actions", ()) if (value := _value(action))), None)
    if chosen is None:
        return None
    container, user = payload.get("container") or {}, payload["user"]
    message = payload.get("message") or {}
    ts = str(container.get("message_ts") or message.get("ts") or "")
    channel = str(container.get("channel_id") or (payload.get("channel") or {}).get("id") or "")
    hidden = bool(container.get("is_ephemeral"))
    address = _place(tenant_of_click(payload), channel, user["id"], ours=bool(ts) and not hidden)
    address = replace(address, thread=_thread(container, message, ts))
    incoming = Incoming(
        address=address,
        author=Author(user["id"], user.get("name", "")),
        key=f"slack:click:{payload['trigger_id']}",
        action=chosen,
        private=hidden or address.direct,
        reference=Reference(ts, plain(message.get("text") or "")) if ts and not hidden else None,
    )
    at = address if address.direct or hidden else replace(address, thread=address.thread or ts)
    url = payload.get("response_url", "")
    return Ask(incoming, at, payload["trigger_id"], url, hidden=hidden, on_card=bool(ts))


def read_shortcut(payload: Mapping[str, Any]) -> Ask | None:
    """An entry of a message's menu; None for one that is not ours."""
    action = SHORTCUTS.get(payload.get("callback_id", ""))
    if action is None:
        return None
    message, user, channel = payload["message"], payload["user"], payload["channel"]["id"]
    ts = str(payload.get("message_ts") or message["ts"])
    thread = thread_of(message, ts)
    address = replace(_place(tenant_of_click(payload), channel, user["id"]), thread=thread)
    base = _base(payload)
    incoming = Incoming(
        address=address,
        author=Author(user["id"], user.get("name", "")),
        key=f"slack:shortcut:{payload['trigger_id']}",
        action=action,
        reference=Reference(ts, plain(message.get("text") or ""), permalink(base, channel, ts, thread)),
    )
    return Ask(incoming, address, payload["trigger_id"], payload.get("response_url", ""), hidden=True)


def read_global(payload: Mapping[str, Any]) -> Ask | None:
    """The shortcut that belongs to no message: a place to type; None for one that is not ours."""
    if payload.get("callback_id") != NEW:
        return None
    user = payload["user"]
    address = Address(PLATFORM, tenant_of_click(payload), person=user["id"])
    author = Author(user["id"], user.get("name", ""))
    key = f"slack:shortcut:{payload['trigger_id']}"
    return Ask(Incoming(address=address, author=author, key=key), address, payload["trigger_id"])


def read_submit(payload: Mapping[str, Any], values: Mapping[str, str]) -> Ask:
    """A submitted form, with what it carried; ValueError or KeyError when it is none of ours."""
    view, user = payload["view"], payload["user"]
    carried = Carried.read(view["private_metadata"])
    address = carried.address(tenant_of_click(payload), user["id"])
    incoming = Incoming(
        address=address,
        author=Author(user["id"], user.get("name", "")),
        key=f"slack:submit:{payload.get('trigger_id') or view['id']}",
        action=carried.action,
        form=dict(values),
        people=people_in(values.get("people", "")),
        private=carried.private,
        reference=carried.reference,
    )
    if carried.action == SAY:
        incoming = replace(incoming, text=values.get("text", ""), action=None, form=None)
    at = replace(address, thread=carried.answer_thread)
    return Ask(incoming, at, "", carried.response_url, hidden=carried.hidden, on_card=carried.on_card)


def read_suggestion(payload: Mapping[str, Any]) -> tuple[Incoming, str, str]:
    """What is being typed into a menu that asks us: (who and where, what kind of thing, the text so far)."""
    user = payload["user"]
    channel = str((payload.get("container") or {}).get("channel_id") or (payload.get("channel") or {}).get("id") or "")
    address = _place(tenant_of_click(payload), channel, user["id"])
    kind = str(payload.get("action_id", "")).rpartition(":")[2]
    author = Author(user["id"], user.get("name", ""))
    return Incoming(address=address, author=author, key=""), kind, str(payload.get("value", ""))


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form has to remember until it is submitted."""

    action: str
    channel: str = ""
    thread: str = ""
    answer_thread: str = ""
    direct: bool = True
    private: bool = True
    hidden: bool = True
    on_card: bool = False
    reference: Reference | None = None
    response_url: str = ""

    @classmethod
    def of(cls, ask: Ask, form: Form) -> Carried:
        """What the answer to this form's submit needs."""
        wish = ask.incoming
        kept = wish.reference and replace(wish.reference, text=wish.reference.text[:CARRIED_TEXT])
        return cls(
            action=form.action,
            channel=wish.address.channel,
            thread=wish.address.thread,
            answer_thread=ask.answer_at.thread,
            direct=wish.address.direct,
            private=wish.private,
            hidden=ask.hidden,
            on_card=ask.on_card,
            reference=kept,
            response_url=ask.response_url,
        )

    def written(self) -> str:
        """As the text that Slack keeps with the form; at most 3,000 characters."""
        document = {
            "v": 1,
            "action": self.action,
            "at": [self.channel, self.thread, self.answer_thread],
            "is": [self.direct, self.private, self.hidden, self.on_card],
            "url": self.response_url,
        }
        if self.reference is not None:
            document["about"] = [self.reference.message_id, self.reference.text, self.reference.link]
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        if len(text) <= CARRIED or self.reference is None:
            return text
        # Quotes and line ends are written with two letters.
        shorter = self.reference.text[: len(self.reference.text) // 2]
        return replace(self, reference=replace(self.reference, text=shorter)).written()

    @classmethod
    def read(cls, text: str) -> Carried:
        """What `written` wrote; ValueError or KeyError when it did not."""
        document = json.loads(text)
        if document["v"] != 1:
            raise ValueError("another version's form")
        channel, thread, answer_thread = document["at"]
        direct, private, hidden, on_card = document["is"]
        about = document.get("about")
        reference = Reference(*about) if about else None
        action, url = document["action"], document["url"]
        return cls(action, channel, thread, answer_thread, direct, private, hidden, on_card, reference, url)

    def address(self, team: str, account: str) -> Address:
        """Where the form was asked for."""
        return Address(PLATFORM, team, self.channel, self.thread, account if self.direct else "")


def tenant_of_click(payload: Mapping[str, Any]) -> str:
    """The workspace that let us in: a form knows it, and so does a message of ours when somebody else clicks on it."""
    installed = (payload.get("view") or {}).get("app_installed_team_id")
    ours = (payload.get("message") or {}).get("team") if payload.get("type") == "block_actions" else None
    team = (payload.get("team") or {}).get("id")
    return str(installed or ours or team or payload["user"]["team_id"])


def of_another_team(payload: Mapping[str, Any]) -> bool:
    """Whether who clicked belongs to another workspace, as far as the payload tells."""
    team = tenant_of_click(payload)
    return bool(payload["user"].get("team_id", team) != team)


def _place(team: str, channel: str, account: str, ours: bool = False) -> Address:
    # A conversation of two may be between people, where we can say nothing: what concerns one person goes to their own.
    if not channel or is_direct(channel):
        return Address(PLATFORM, team, channel if ours else "", person=account)
    return Address(PLATFORM, team, channel)


def _thread(container: Mapping[str, Any], message: Mapping[str, Any], ts: str) -> str:
    return thread_of({"thread_ts": container.get("thread_ts") or message.get("thread_ts")}, ts)


def _value(action: Mapping[str, Any]) -> str | None:
    chosen = action.get("selected_option") or {}
    value = action.get("value") if action.get("type") == "button" else chosen.get("value")
    return str(value) if value else None


def _base(payload: Mapping[str, Any]) -> str:
    domain = (payload.get("team") or {}).get("domain")
    return f"https://{domain}.slack.com" if domain else ""
