"""Modals in people's hands: they fill in, send off, read what is wrong, and close."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack import blocks, forms, mrkdwn, seeing, views
from tests.platforms.slack.acting import Acting
from tests.platforms.slack.refusals import Misuse, Refused
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import Person, Workspace


class Submitting:
    """What can be done with the modal that is on top of a person's screen."""

    def __init__(self, slack: Slack, acting: Acting) -> None:
        self.slack, self.acting = slack, acting

    def _top(self, body: dict[str, Any]) -> tuple[Workspace, Person, dict[str, Any]]:
        team, person = self.acting.talking.actor(body)
        shown = seeing.modal(self.slack, team, person)
        if shown is None:
            raise Misuse(f"{person.account} has no modal open")
        return team, person, shown

    async def submit(self, body: dict[str, Any]) -> dict[str, Any]:
        """{values: {label: what}}: fill in and send off; `errors` by label if it stays, `missing` if unsent."""
        team, person, shown = self._top(body)
        inputs = [
            one
            for one in mrkdwn.fields_of(shown["blocks"])
            if one["type"] in forms.FIELDS and one["type"] != "overflow"
        ]
        for label, given in (body.get("values") or {}).items():
            element = next((one for one in inputs if label in (one["label"], one["action_id"], one["block_id"])), None)
            if element is None:
                raise Misuse(f"there is no “{label}” among {[one['label'] for one in inputs]}")
            entry = await self.acting._entry(team, person, element, {"value": given}, {"view": views.shown(shown)})
            shown.setdefault("_values", {}).setdefault(element["block_id"], {})[element["action_id"]] = entry
        optional = {
            block.get("block_id") for block in shown["blocks"] if block["type"] != "input" or block.get("optional")
        }
        missing = [
            one["label"]
            for one in inputs
            if one["block_id"] not in optional and forms.empty(seeing.value_of(shown, one))
        ]
        if missing:
            return {"missing": missing}
        payload = self.acting._payload("view_submission", team, person) | {"response_urls": []}
        answer = await self.acting._ask("interactive", payload | {"view": self.acting._told(shown)}, body)
        result: dict[str, Any] = {"answer": answer, "errors": {}, "view": shown["id"]}
        if answer["status"] == 200:
            result |= self._respond(team, person, shown, answer["body"])
        return result

    def _respond(self, team: Workspace, person: Person, shown: dict[str, Any], said: Any) -> dict[str, Any]:
        """What the app's answer to a submit does to the screen."""
        stack = self.slack.stacks[(team.id, person.id)]
        action = said.get("response_action") if isinstance(said, dict) else None
        shown["_errors"] = {}
        try:
            if not action:
                stack.remove(shown["id"])
            elif action == "clear":
                stack.clear()
            elif action == "errors":
                return {"errors": self._errors(shown, said.get("errors"))}
            elif action in ("update", "push"):
                blocks.view(said.get("view"), "modal")
                if action == "push":
                    views.keep(self.slack, "view", views.pushed(self.slack, team, person.id, said["view"]))
                else:
                    views.keep(self.slack, "view", views.made(self.slack, team, person.id, said["view"], shown))
            else:
                raise Refused("invalid_response_action")
        except Refused as refused:
            self.slack.journal.append("refusal", method="view_submission", result=refused.code, more=refused.more)
            return {"wrong": refused.code, **refused.more}
        return {}

    def _errors(self, shown: dict[str, Any], errors: Any) -> dict[str, str]:
        labels = {block["block_id"]: block["label"]["text"] for block in shown["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= set(labels):
            raise Refused("invalid_response_errors", errors=errors)
        shown["_errors"] = {labels[name]: str(text) for name, text in errors.items()}
        return dict(shown["_errors"])

    async def close(self, body: dict[str, Any]) -> dict[str, Any]:
        """{all?}: closes the modal on top, or all of them; the app hears of it if it wished so."""
        team, person, shown = self._top(body)
        stack = self.slack.stacks[(team.id, person.id)]
        stack.clear() if body.get("all") or shown["clear_on_close"] else stack.remove(shown["id"])
        if not shown.get("notify_on_close"):
            return {"answer": None}
        payload = self.acting._payload("view_closed", team, person)
        payload |= {"view": self.acting._told(shown), "is_cleared": bool(body.get("all"))}
        return {"answer": await self.acting._ask("interactive", payload, body)}
