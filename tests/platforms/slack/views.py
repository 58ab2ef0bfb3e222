"""views.*: modals, which need a trigger that is fresh, and each person's Home, guarded by its hash."""

from __future__ import annotations

import time
from typing import Any

from tests.platforms.slack import blocks
from tests.platforms.slack.methods import Call, method
from tests.platforms.slack.refusals import Refused
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import Workspace

DEEPEST = 3


def made(
    slack: Slack, team: Workspace, person: str, given: dict[str, Any], old: dict[str, Any] | None
) -> dict[str, Any]:
    """A checked view as Slack keeps it, in the place of the old one."""
    number = old["id"] if old else slack.fresh("V")
    slack_own = {
        "id": number,
        "team_id": team.id,
        "app_id": slack.app["id"],
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
        "hash": f"{int(time.time())}.{slack.fresh()}",
        "state": {"values": {}},
        "previous_view_id": old["previous_view_id"] if old else None,
        "root_view_id": old["root_view_id"] if old else number,
    }
    usual = {"private_metadata": "", "callback_id": "", "external_id": "", "close": None, "submit": None}
    usual |= {"clear_on_close": False, "notify_on_close": False} if given["type"] == "modal" else {}
    view = usual | given | slack_own | {"blocks": blocks.named(given["blocks"], slack.fresh), "_person": person}
    if given.get("external_id"):
        same = [
            one
            for one in slack.views.values()
            if one["external_id"] == given["external_id"] and one["team_id"] == team.id
        ]
        if any(one["id"] != number for one in same):
            raise Refused("duplicate_external_id")
    return view


def shown(view: dict[str, Any]) -> dict[str, Any]:
    """As Slack tells it."""
    return {name: value for name, value in view.items() if not name.startswith("_")}


def keep(slack: Slack, kind: str, view: dict[str, Any]) -> dict[str, Any]:
    """Logged, and what the person has before them from now on."""
    slack.views[view["id"]] = view
    slack.journal.append(
        kind, team=view["team_id"], person=view["_person"], account=slack.called(view["_person"]), view=shown(view)
    )
    return {"ok": True, "view": shown(view)}


@method("views.open")
def open_modal(call: Call) -> dict[str, Any]:
    """The first modal after a click or a command."""
    blocks.view(call.args.get("view"), "modal")
    trigger = call.slack.spend(call.text("trigger_id"), call.team)
    view = made(call.slack, call.team, trigger.person, call.args["view"], None)
    call.slack.stacks[(call.team.id, trigger.person)] = [view["id"]]
    return keep(call.slack, "view", view)


@method("views.push")
def push(call: Call) -> dict[str, Any]:
    """One more over the modal that is open; three at most."""
    blocks.view(call.args.get("view"), "modal")
    trigger = call.slack.spend(call.text("trigger_id"), call.team)
    return keep(call.slack, "view", pushed(call.slack, call.team, trigger.person, call.args["view"]))


def pushed(slack: Slack, team: Workspace, person: str, given: dict[str, Any]) -> dict[str, Any]:
    """The new top of a person's stack."""
    stack = slack.stacks.setdefault((team.id, person), [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    view = made(slack, team, person, given, None)
    view |= {"previous_view_id": stack[-1], "root_view_id": stack[0]}
    stack.append(view["id"])
    return view


@method("views.update")
def update(call: Call) -> dict[str, Any]:
    """Another content for a view that is open, unless it has changed since `hash`."""
    found = call.slack.views.get(str(call.args.get("view_id", "")))
    if found is None:
        named = (
            one
            for one in call.slack.views.values()
            if one["external_id"] and one["external_id"] == call.args.get("external_id")
        )
        found = next(named, None)
    if found is None or found["team_id"] != call.team.id or not _open(call.slack, found):
        raise Refused("not_found")
    blocks.view(call.args.get("view"), found["type"])
    _unchanged(call, found)
    return keep(call.slack, "view", made(call.slack, call.team, found["_person"], call.args["view"], found))


def _open(slack: Slack, view: dict[str, Any]) -> bool:
    key = (view["team_id"], view["_person"])
    return view["type"] == "home" or view["id"] in slack.stacks.get(key, [])


def _unchanged(call: Call, view: dict[str, Any]) -> None:
    if call.args.get("hash") and call.args["hash"] != view["hash"]:
        raise Refused("hash_conflict")


@method("views.publish")
def publish(call: Call) -> dict[str, Any]:
    """A person's Home."""
    person = call.text("user_id")
    if person not in call.team.people:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] user_not_found"]})
    blocks.view(call.args.get("view"), "home")
    known = call.slack.homes.get((call.team.id, person))
    old = call.slack.views[known] if known else None
    if old is not None:
        _unchanged(call, old)
    view = made(call.slack, call.team, person, call.args["view"], old)
    call.slack.homes[(call.team.id, person)] = view["id"]
    return keep(call.slack, "home", view)
