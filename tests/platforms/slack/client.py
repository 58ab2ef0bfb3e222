"""The fake Slack in a test's hand: start and end it, let people do what people do, order faults, read its log."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from slack_sdk.models.blocks import Block

from fakechat.process import Program, free_port, wait_until
from tests.platforms.slack.server import APP
from tests.platforms.slack.tokens import first_token

ROOT = Path(__file__).resolve().parents[3]
EVENTS = "/slack/events"

# Two tenants with a channel of the same name; "cat" has no time zone, "secret" is private and ann's alone, and
# globex's dan is a guest in acme's "shared".
WORLD: dict[str, Any] = {
    "acme": {
        "people": [
            {"account": "ann", "name": "Ann", "zone": "Europe/Berlin", "admin": True},
            {"account": "ben", "name": "Ben", "zone": "America/New_York"},
            {"account": "cat", "name": "Cat"},
        ],
        "channels": {
            "general": ["bot", "ann", "ben", "cat"],
            "random": ["bot", "ann", "ben"],
            "secret": ["bot", "ann"],
            "closed": ["ann", "ben"],
            "shared": ["bot", "ann", "globex:dan"],
        },
        "groups": {"crew": ["ann", "ben"]},
    },
    "globex": {
        "people": [{"account": "dan", "name": "Dan", "zone": "Asia/Tokyo", "admin": True}],
        "channels": {"general": ["bot", "dan"]},
    },
}


class FakeSlack(Program):
    """The process. `kill` and `start` again keep port, log and messages; faults, views and new tokens are forgotten.

    Deeds block until the app has answered (or timed out): use asyncio.to_thread where the app runs in the same loop.
    A person is `account` in `workspace`; without `channel` it happens in their direct messages with the bot.
    """

    def __init__(
        self,
        folder: Path,
        *,
        world: dict[str, Any] | None = None,
        app: dict[str, Any] | None = None,
        retry_delays: tuple[float, ...] = (0, 1, 2),
        hook_timeout: float = 3.0,
        burst: int = 4,
        per_second: float = 1.0,
        ping_seconds: float = 5.0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.hooked, self.app = folder, "", APP | (app or {})
        self.path = folder / "accepted.jsonl"
        self._known: list[dict[str, Any]] = []
        self._read = 0
        seed = {"app": self.app, "workspaces": WORLD if world is None else world}
        (folder / "world.json").write_text(json.dumps(seed))
        port = free_port()
        command = [sys.executable, "-m", "tests.platforms.slack.server", "--port", str(port), "--log", str(self.path)]
        command += ["--world", str(folder / "world.json"), "--retry-delays", ",".join(map(str, retry_delays))]
        command += ["--hook-timeout", str(hook_timeout), "--burst", str(burst), "--per-second", str(per_second)]
        command += ["--ping-seconds", str(ping_seconds)]
        super().__init__(command, port=port, output=folder / "slack.out", environ={"PYTHONPATH": str(ROOT)})

    @property
    def api(self) -> str:
        """What SLACK_API_URL must be."""
        return f"{self.url}/api/"

    def start(self, *, ready: str = "/control/noted", timeout: float = 20.0) -> None:
        """Start, and return when it answers; the address that was registered before stays registered."""
        super().start(ready=ready, timeout=timeout)
        if self.hooked:
            self.webhook(self.hooked)

    def for_bot(self, *, workspace: str = "acme", sockets: bool = False, platforms: str = "slack") -> dict[str, str]:
        """What a todobot process needs in its environment to have this platform with one workspace's token."""
        environ = {"BOT_PLATFORMS": platforms, "SLACK_API_URL": self.api, "SLACK_BOT_TOKEN": first_token(workspace)}
        environ["SLACK_SIGNING_SECRET"] = self.app["signing_secret"]
        return environ | ({"SLACK_APP_TOKEN": self.app["app_token"]} if sockets else {})

    def for_oauth(self, home: str, *, platforms: str = "slack") -> dict[str, str]:
        """The same for many workspaces, which install it at `home` (with app={"installed": False}); see `install`."""
        environ = {"BOT_PLATFORMS": platforms, "SLACK_API_URL": self.api, "PUBLIC_URL": home}
        environ |= {"SLACK_CLIENT_ID": self.app["client_id"], "SLACK_CLIENT_SECRET": self.app["client_secret"]}
        return environ | {"SLACK_SIGNING_SECRET": self.app["signing_secret"]}

    def webhook(self, url: str) -> None:
        """Register where events, commands and clicks go: the base URL of a bot's process, or a full URL."""
        self.hooked = url
        self.settings(webhook=url if url.endswith(EVENTS) else url.rstrip("/") + EVENTS)

    # What people do. More for all: workspace, account, channel, forge (signature body stale future missing charset).

    def type(self, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes; more: thread, mention=True, raw=True, first, apart, event_id, copies, concurrent, retry.

        {"ts", "channel", "tries": [{"type", "status", "seconds", "reason", ...}]} when each first try has ended.
        """
        return self.do("type", text=text, **more)

    def slash(self, command: str, text: str = "", **more: Any) -> dict[str, Any]:
        """A slash command; {"refused"} when Slack itself refuses it, else {"answer", "response_url", "trigger_id"}."""
        return self.do("command", command=command, text=text, **more)

    def click(self, label: str = "", **more: Any) -> dict[str, Any]:
        """A button, an overflow's entry or a menu (value=): of message ts=, home=True, view=True, or the newest one."""
        return self.do("click", label=label, **more)

    def submit(self, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """The open modal, by label; {"errors"} by label, {"missing"} when the client did not send it, or {"wrong"}."""
        return self.do("submit", values=values or {}, **more)

    def shortcut(self, callback_id: str, **more: Any) -> dict[str, Any]:
        """A global shortcut, or with ts= (and channel=) a message's."""
        return self.do("shortcut", callback_id=callback_id, **more)

    def react(self, ts: str, name: str = "white_check_mark", **more: Any) -> dict[str, Any]:
        """A reaction; remove=True takes it away."""
        return self.do("react", ts=ts, name=name, **more)

    def home(self, **more: Any) -> dict[str, Any]:
        """Somebody opens the app's Home."""
        return self.do("home", **more)

    def see(self, **more: Any) -> dict[str, Any]:
        """{"messages", "home", "modal"}: what somebody sees now; more: thread."""
        return self.do("see", **more)

    def do(self, deed: str, **body: Any) -> dict[str, Any]:
        """Any deed of Control: also edit, delete, suggest, close, replay, verify."""
        return self._call("POST", f"/control/{deed}", body)

    def authorize(self, url: str, *, workspace: str = "acme", account: str = "ann") -> str:
        """Somebody allows the app on Slack's page at `url`; where the browser is sent."""
        headers = {"X-Fake-Person": f"{workspace}/{account}"}
        answer = httpx.get(url, headers=headers, trust_env=False, verify=False)
        assert answer.status_code == 302, f"{answer.status_code} {answer.text}"
        return answer.headers["location"]

    def install(self, home: str, *, workspace: str = "acme", account: str = "ann") -> httpx.Response:
        """Somebody goes the whole way in one browser, from the app's page at `home` to what it says in the end."""
        with httpx.Client(trust_env=False, verify=False) as browser:
            begun = browser.get(f"{home}/slack/install")
            assert begun.status_code == 302, begun.text
            back = self.authorize(begun.headers["location"], workspace=workspace, account=account)
            return browser.get(back)

    # What goes wrong, and what changes.

    def fail(self, fault: str, **rule: Any) -> None:
        """Order a fault: rate status refuse error delay drop slow; rule: method team channel marked seconds times."""
        self.settings(add={"fault": fault, **rule})

    def heal(self) -> None:
        """No faults from now on."""
        self.settings(clear=True)

    def settings(self, **change: Any) -> dict[str, Any]:
        """See Control.settings."""
        return self.do("settings", **change)

    def change(self, **change: Any) -> dict[str, Any]:
        """See Control.world: channels, members, profiles, uninstall, revoke, expire, scopes."""
        return self.do("world", **change)

    def sockets(self, order: str, **more: Any) -> dict[str, Any]:
        """warning, refresh_requested, drop or half_open for all connections or one `line`."""
        return self.do("sockets", order=order, **more)

    # What it noted.

    def noted(self) -> dict[str, Any]:
        """{"calls", "tries", "limited", "sockets"} since the process started."""
        return self._call("GET", "/control/noted")

    def log(self, *kinds: str, **wanted: Any) -> list[dict[str, Any]]:
        """What was accepted, oldest first, read from the file: also while the process is paused or dead.

        Kinds: post ephemeral update delete respond answer view home unfurl reaction typed, and refusal, failure.
        `wanted` compares fields: team, place (a channel's name), dm (an account), thread, only_for, ...
        """
        fitting = (one for one in self._entries() if not kinds or one["kind"] in kinds)
        return [one for one in fitting if all(one.get(name) == value for name, value in wanted.items())]

    def _entries(self) -> list[dict[str, Any]]:
        # Only what is new is read: those who wait look often.
        if self.path.exists():
            with self.path.open("rb") as log:
                log.seek(self._read)
                content = log.read()
            whole = content.rfind(b"\n") + 1
            self._known += [json.loads(line) for line in content[:whole].splitlines()]
            self._read += whole
        return self._known

    def wait(
        self, *kinds: str, count: int = 1, timeout: float = 15.0, text: str = "", **wanted: Any
    ) -> list[dict[str, Any]]:
        """The entries that fit (see `log`; `text` is part of what is shown), once there are at least `count`."""

        def fitting() -> list[dict[str, Any]] | None:
            found = [one for one in self.log(*kinds, **wanted) if text in one.get("shown", "")]
            return found if len(found) >= count else None

        return wait_until(
            fitting, timeout, f"{count} {kinds} with {text!r} {wanted}; there are {self.log(*kinds)[-5:]}"
        )

    def wait_to_see(self, text: str = "", *, timeout: float = 15.0, **where: Any) -> dict[str, Any]:
        """The newest message of the bot that says this (and, with button=, shows it) to somebody, once it is there."""
        button, end = where.pop("button", ""), time.monotonic() + timeout
        while True:
            seen = self.see(**where)["messages"]
            for one in reversed(seen):
                if one["ours"] and text in "\n".join(one["lines"]) and (not button or button in one["buttons"]):
                    return one
            assert time.monotonic() < end, f"nobody says {text!r}; there is {[one['lines'] for one in seen]}"
            time.sleep(0.03)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = httpx.request(method, self.url + path, json=body, timeout=60, trust_env=False, verify=False)
        assert answer.is_success, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        content: dict[str, Any] = answer.json()
        return content


def validate(entry: dict[str, Any]) -> None:
    """A second judge of an accepted message or view: slack_sdk's own models; raises SlackObjectFormationError."""
    content = entry.get("view") or entry["body"]
    for block in Block.parse_all(content.get("blocks") or []):
        block.validate_json()
