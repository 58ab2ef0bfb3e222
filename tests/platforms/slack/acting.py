"""What people do with widgets: commands, buttons, menus, modals and shortcuts, answered by the app within 3 s."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack import blocks, forms, mrkdwn, responding, seeing, views
from tests.platforms.slack.refusals import Misuse, Refused
from tests.platforms.slack.state import Responding, Slack
from tests.platforms.slack.talking import Talking
from tests.platforms.slack.world import Channel, Message, Person, Workspace


class Acting:
    """Each method takes a test's request; its answer has `answer`, what the app said within three seconds."""

    def __init__(self, slack: Slack, talking: Talking) -> None:
        self.slack, self.talking = slack, talking

    async def command(self, body: dict[str, Any]) -> dict[str, Any]:
        """{command, text, channel?, thread?}: Slack itself refuses it in threads, and unknown words."""
        team, person = self.talking.actor(body)
        channel, name = self.talking.place(body), "/" + str(body["command"]).lstrip("/")
        known = self.slack.app.get("commands", ["/todo", "/remindme"])
        if body.get("thread"):
            return {"refused": f"{name} is not supported in threads. Sorry!"}
        if name not in known or not self.slack.tokens.live(team.id):
            return {"refused": f"{name} is not a valid command."}
        url = self.slack.answer_to(Responding(team.id, channel.id, person.id))
        payload = {
            "token": "verification-is-deprecated",
            "team_id": team.id,
            "team_domain": team.name,
            "channel_id": channel.id,
            "channel_name": {"group": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name),
            "user_id": person.id,
            "user_name": person.account,
            "command": name,
            "text": self._escaped(team, person, str(body.get("text", ""))),
            "api_app_id": self.slack.app["id"],
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.slack.trigger(team, person),
        }
        payload |= body.get("override", {})
        answer = await self._ask("slash_commands", payload, body)
        self._say(url, answer)
        return {"answer": answer, "response_url": url, "trigger_id": payload["trigger_id"]}

    def _escaped(self, team: Workspace, person: Person, text: str) -> str:
        """With should_escape people and channels are references with their names; without it the words as typed."""
        if not self.slack.app.get("should_escape", True):
            return mrkdwn.escaped(text)
        text = self.talking.markup(team, person, text)
        for one in team.people.values():
            text = text.replace(f"<@{one.id}>", f"<@{one.id}|{one.account}>")
        return text

    def _say(self, url: str, answer: dict[str, Any]) -> None:
        """A command's answer may be a message at once: JSON or plain text."""
        said = answer["body"]
        if isinstance(said, str) and said.strip():
            said = {"text": said}
        if answer["status"] == 200 and isinstance(said, dict) and (said.get("text") or said.get("blocks")):
            try:
                known = self.slack.responding[url.rsplit("/", 1)[1]]
                responding.answer(self.slack, known, said, "answer")
                known.used -= 1
            except Refused as refused:
                answer["wrong"] = refused.code

    async def _ask(self, kind: str, payload: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        result = await self.slack.delivery.ask(kind, payload, forge=body.get("forge"))
        if not 200 <= result["status"] < 300:
            # What the person reads under the box: Slack does not repeat commands and clicks.
            result["shown"] = "operation_timeout" if result["reason"] == "http_timeout" else "dispatch_failed"
            self.slack.journal.append(
                "failure", what=kind, team=payload.get("team_id") or payload["team"]["id"], shown=result["shown"]
            )
        return result

    def _payload(self, kind: str, team: Workspace, person: Person) -> dict[str, Any]:
        who = {"id": person.id, "username": person.account, "name": person.account, "team_id": person.team}
        return {
            "type": kind,
            "user": who,
            "api_app_id": self.slack.app["id"],
            "token": "verification-is-deprecated",
            "team": {"id": team.id, "domain": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.slack.trigger(team, person),
        }

    async def click(self, body: dict[str, Any]) -> dict[str, Any]:
        """{label | action_id, ts? | home? | view?, value?}: a button, an overflow's entry, or a choice in a menu.

        With `ts` on that message, with `home` in the Home, with `view` in the modal on top; else the newest message
        that shows it.
        """
        team, person = self.talking.actor(body)
        if body.get("home") or body.get("view"):
            shown = (seeing.home if body.get("home") else seeing.modal)(self.slack, team, person)
            if shown is None:
                raise Misuse("nothing is open there")
            element = _element(shown["blocks"], body)
            entry = await self._entry(team, person, element, body, {"view": views.shown(shown)})
            if element["type"] != "button":
                shown.setdefault("_values", {}).setdefault(element["block_id"], {})[element["action_id"]] = entry
            where = {"container": {"type": "view", "view_id": shown["id"]}, "view": self._told(shown)}
        else:
            where, element, entry = await self._on_message(team, person, body)
        action = {"action_id": element["action_id"], "block_id": element["block_id"], "type": element["type"]}
        action |= {"action_ts": self.slack.ts(), **entry}
        payload = self._payload("block_actions", team, person) | where | {"actions": [action]}
        return {
            "answer": await self._ask("interactive", payload, body),
            "action": action,
            "response_url": where.get("response_url"),
        }

    async def _on_message(
        self, team: Workspace, person: Person, body: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        channel = self.talking.place(body)
        message = self._message(channel, person, body)
        element = _element(message.body.get("blocks"), body)
        where = {"message": message.body, **_container(channel, message)}
        entry = await self._entry(team, person, element, body, where)
        where = {
            **_container(channel, message),
            "state": {
                "values": {element["block_id"]: {element["action_id"]: entry}}
                if element["type"] in forms.FIELDS
                else {}
            },
            "response_url": self.slack.answer_to(
                Responding(team.id, channel.id, person.id, message.ts, bool(message.only_for), message.thread)
            ),
        }
        # Slack tells little about an ephemeral message.
        shown = {"type": "message", "ts": message.ts} if message.only_for else dict(message.body)
        return where | ({} if message.only_for else {"message": shown}), element, entry

    def _message(self, channel: Channel, person: Person, body: dict[str, Any]) -> Message:
        if body.get("ts"):
            return seeing.found(self.slack, channel, person, str(body["ts"]))
        for one in reversed(seeing.visible(self.slack, channel, person)):
            if one.ours and _search(one.body.get("blocks"), body) is not None:
                return one
        raise Misuse(f"{person.account} sees no “{body.get('label') or body.get('action_id')}” in {channel.name}")

    async def _entry(
        self, team: Workspace, person: Person, element: dict[str, Any], body: dict[str, Any], where: dict[str, Any]
    ) -> dict[str, Any]:
        """What the widget holds after the click."""
        if element["type"] == "button":
            return {name: element[name] for name in ("text", "value", "style") if name in element}
        given = body.get("value", body.get("label"))
        options = forms.options_of(element)
        if "external" in element["type"]:
            query = given if isinstance(given, str) else ""
            options = (await self._suggested(team, person, element, query, where))["options"]
        return {name: value for name, value in forms.entered(element, given, options).items() if name != "type"} | {
            "type": element["type"]
        }

    async def suggest(self, body: dict[str, Any]) -> dict[str, Any]:
        """{label | action_id, value, ts? | home? | view?}: somebody types into a menu that the app fills."""
        team, person = self.talking.actor(body)
        if body.get("home") or body.get("view"):
            shown = (seeing.home if body.get("home") else seeing.modal)(self.slack, team, person)
            assert shown is not None
            where = {"view": self._told(shown), "container": {"type": "view", "view_id": shown["id"]}}
            return await self._suggested(
                team, person, _element(shown["blocks"], body), str(body.get("value", "")), where
            )
        channel = self.talking.place(body)
        message = self._message(channel, person, body)
        element = _element(message.body.get("blocks"), body)
        where = {"message": message.body, **_container(channel, message)}
        return await self._suggested(team, person, element, str(body.get("value", "")), where)

    async def _suggested(
        self, team: Workspace, person: Person, element: dict[str, Any], typed: str, where: dict[str, Any]
    ) -> dict[str, Any]:
        payload = self._payload("block_suggestion", team, person) | where
        del payload["trigger_id"]
        payload |= {"action_id": element["action_id"], "block_id": element["block_id"], "value": typed}
        answer = await self._ask("interactive", payload, {})
        said = answer["body"] if isinstance(answer["body"], dict) else {}
        groups = said.get("option_groups", [])
        options = [*said.get("options", []), *(one for group in groups for one in group["options"])]
        try:
            for place, one in enumerate(options):
                blocks.OPTION(one, f"/options/{place}")
            if len(options) > 100:
                raise blocks.Wrong("/options", "no more than 100 items allowed")
        except blocks.Wrong as wrong:
            self.slack.journal.append("refusal", method="block_suggestion", result=str(wrong))
            answer["wrong"], options = str(wrong), []
        return {"answer": answer, "options": options}

    def _told(self, view: dict[str, Any]) -> dict[str, Any]:
        """A view with what stands in its inputs."""
        values: dict[str, Any] = {}
        for one in mrkdwn.fields_of(view["blocks"]):
            if one["type"] in forms.FIELDS and one["type"] != "overflow":
                values.setdefault(one["block_id"], {})[one["action_id"]] = seeing.value_of(view, one)
        return views.shown(view) | {"state": {"values": values}}

    async def shortcut(self, body: dict[str, Any]) -> dict[str, Any]:
        """{callback_id, ts?, channel?}: a global one, or with `ts` one of a message's menu."""
        team, person = self.talking.actor(body)
        if body["callback_id"] not in self.slack.app.get("shortcuts", [body["callback_id"]]):
            raise Misuse(f"the app has no shortcut {body['callback_id']}")
        payload = self._payload("message_action" if body.get("ts") else "shortcut", team, person)
        payload |= {"callback_id": body["callback_id"], "action_ts": self.slack.ts()}
        if body.get("ts"):
            channel = self.talking.place(body)
            message = seeing.found(self.slack, channel, person, str(body["ts"]))
            if message.only_for:
                raise Misuse("an ephemeral message has no shortcuts")
            url = self.slack.answer_to(Responding(team.id, channel.id, person.id))
            payload |= {"message_ts": message.ts, "channel": {"id": channel.id, "name": channel.name}}
            payload |= {"message": dict(message.body), "response_url": url}
        answer = await self._ask("interactive", payload, body)
        return {"answer": answer, "trigger_id": payload["trigger_id"], "response_url": payload.get("response_url")}


def _container(channel: Channel, message: Message) -> dict[str, Any]:
    """Where a widget stands."""
    place = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    place |= {"thread_ts": message.thread} if message.thread else {}
    return {"container": place, "channel": {"id": channel.id, "name": channel.name}}


def _search(content: Any, body: dict[str, Any]) -> dict[str, Any] | None:
    for one in mrkdwn.fields_of(content):
        chosen = [option["text"]["text"] for option in forms.options_of(one)]
        names = {one["action_id"] if body.get("action_id") else "", one["label"] if body.get("label") else ""}
        wanted = {body.get("action_id") or body.get("label")}
        if (names & wanted) - {""} or (body.get("label") in chosen and one["type"] in ("overflow", "static_select")):
            return one
    return None


def _element(content: Any, body: dict[str, Any]) -> dict[str, Any]:
    found = _search(content, body)
    if found is None:
        labels = seeing.labels(mrkdwn.fields_of(content))
        raise Misuse(f"there is no “{body.get('label') or body.get('action_id')}” among {labels}")
    return found
