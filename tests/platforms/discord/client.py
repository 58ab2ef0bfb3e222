"""The fake Discord in a test's hand: start and end it, let people do what people do, order faults, read its log."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from fakechat.process import Program, free_port, wait_until
from tests.platforms.discord.server import APP
from tests.platforms.discord.world import ident

ROOT = Path(__file__).resolve().parents[3]

# Two guilds with a channel of the same name; "secret" is ann's alone (and the bot's), "closed" is not the bot's, dan
# is in both guilds.
WORLD: dict[str, Any] = {
    "acme": {
        "people": [
            {"account": "ann", "name": "Ann", "admin": True},
            {"account": "ben", "name": "Ben"},
            {"account": "cat", "name": "Cat", "locale": "de"},
            {"account": "dan", "name": "Dan"},
        ],
        "channels": {
            "general": None,
            "random": ["bot", "ann", "ben"],
            "secret": ["bot", "ann"],
            "closed": ["ann", "ben"],
        },
        "roles": {"crew": ["ann", "ben"]},
    },
    "globex": {
        "people": [{"account": "dan", "name": "Dan", "admin": True}, {"account": "eve", "name": "Eve"}],
        "channels": {"general": None},
    },
}


class FakeDiscord(Program):
    """The process. `kill` and `start` again keep port, log, messages and commands; sessions and faults are forgotten.

    Deeds with interactions block until the bot has answered (3 s at most): use asyncio.to_thread where the bot runs in
    the same loop. A person is `account`, in `guild` "acme"; without `channel` it is in their direct messages.
    """

    def __init__(
        self,
        folder: Path,
        *,
        world: dict[str, Any] | None = None,
        app: dict[str, Any] | None = None,
        burst: int = 0,
        heartbeat_ms: int = 41_250,
        identify_seconds: float = 5.0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.app, self.path = folder, APP | (app or {}), folder / "accepted.jsonl"
        self._known: list[dict[str, Any]] = []
        self._read = 0
        seed = {"app": self.app, "guilds": WORLD if world is None else world}
        (folder / "world.json").write_text(json.dumps(seed))
        port = free_port()
        command = [sys.executable, "-m", "tests.platforms.discord.server", "--port", str(port), "--log", str(self.path)]
        command += ["--world", str(folder / "world.json"), "--heartbeat-ms", str(heartbeat_ms)]
        command += ["--identify-seconds", str(identify_seconds), "--burst", str(burst)]
        environ = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests/platforms'}"}
        super().__init__(command, port=port, output=folder / "discord.out", environ=environ)

    @property
    def api(self) -> str:
        """What DISCORD_API_URL must be."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """What DISCORD_GATEWAY_URL must be."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def token(self) -> str:
        """The bot's."""
        return str(self.app["token"])

    def start(self, *, ready: str = "/control/noted", timeout: float = 20.0) -> None:
        """Start, and return when it answers."""
        super().start(ready=ready, timeout=timeout)

    def for_bot(self, *, platforms: str = "discord") -> dict[str, str]:
        """What a todobot process needs in its environment to have this platform."""
        environ = {"BOT_PLATFORMS": platforms, "DISCORD_API_URL": self.api, "DISCORD_GATEWAY_URL": self.gateway_url}
        return environ | {"DISCORD_BOT_TOKEN": self.token}

    def connected(self, *, timeout: float = 30.0) -> None:
        """Returns when a bot has a session."""
        wait_until(lambda: self.noted()["gateway"]["sessions"], timeout, "a session of the gateway")

    def id(self, *names: str) -> str:
        """The id of what a test named: id("person", "ann"), id("channel", "acme", "general"), id("guild", "acme")."""
        return ident(*names)

    # What people do. More for all: account, guild, channel (a name, or the id of a thread).

    def type(self, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes: {"id", "channel", "pings"}; more: mention=True, reply=id, ping=False, raw=True, copies=2."""
        return self.do("type", text=text, **more)

    def slash(self, name: str, options: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """A slash command, e.g. ("todo add", {"title": "milk"}).

        {"refused"} when the client does not let them, else {"id", "token", "answer": {"type", "data"} or None, "said"}.
        """
        return self.do("command", name=name, options=options or {}, **more)

    def suggest(self, name: str, focused: str, options: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """Somebody types into an option: the choices that they get."""
        choices: list[dict[str, Any]] = self.do("suggest", name=name, focused=focused, options=options, **more)[
            "choices"
        ]
        return choices

    def context(self, name: str, **more: Any) -> dict[str, Any]:
        """The menu of message id=, or of person target=."""
        return self.do("context", name=name, **more)

    def click(self, label: str = "", **more: Any) -> dict[str, Any]:
        """A button, or an entry of a select (values= for several): of message id=, or the newest that has it."""
        return self.do("click", label=label, **more)

    def submit(self, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """The open modal, by label; {"missing"} when the client did not send it."""
        return self.do("submit", values=values or {}, **more)

    def react(self, message: str, emoji: str = "✅", **more: Any) -> dict[str, Any]:
        """A reaction; remove=True takes it away."""
        return self.do("react", id=message, emoji=emoji, **more)

    def see(self, **more: Any) -> dict[str, Any]:
        """{"messages", "modal"}: what somebody sees now."""
        return self.do("see", **more)

    def do(self, deed: str, **body: Any) -> dict[str, Any]:
        """Any deed of Control: also edit, delete, thread, close, repeat, make."""
        return self._call("POST", f"/control/{deed}", body)

    # What goes wrong, and what changes.

    def fail(self, fault: str, **rule: Any) -> None:
        """Order a fault: rate global shared cloudflare status error refuse slow delay drop; rule: see faults.Rule."""
        self.settings(add={"fault": fault, **rule})

    def heal(self) -> None:
        """No faults from now on."""
        self.settings(clear=True)
        self.gateway("heal")

    def settings(self, **change: Any) -> dict[str, Any]:
        """See Control.settings."""
        return self.do("settings", **change)

    def change(self, **change: Any) -> dict[str, Any]:
        """See Changing.world: guilds, channels, roles, members, people."""
        return self.do("world", **change)

    def gateway(self, order: str, **more: Any) -> dict[str, Any]:
        """Now: reconnect, invalid (resumable=), close (code=), drop, silence, beat, forget (the session).

        With times= for that many connections to come: refuse (status=), close (code=), mute (no HELLO).
        """
        return self.do("gateway", order=order, **more)

    # What it noted.

    def noted(self) -> dict[str, Any]:
        """{"calls", "limited", "invalid", "gateway", "commands"} since the process started."""
        return self._call("GET", "/control/noted")

    def log(self, *kinds: str, **wanted: Any) -> list[dict[str, Any]]:
        """What was asked and accepted, oldest first, read from the file: also while the process is paused or dead.

        Kinds: request gateway post ephemeral update delete typed reaction interaction answer modal failure repeat
        opened commands. `wanted` compares fields: guild, place (a channel's name), dm (an account), what, status, ...
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

        last = [one.get("shown", one) for one in self.log(*kinds)[-5:]]
        return wait_until(fitting, timeout, f"{count} {kinds} with {text!r} {wanted}; there were {last}")

    def wait_to_see(self, text: str = "", *, timeout: float = 60.0, **where: Any) -> dict[str, Any]:
        """The newest message of the bot that says this (and, with button=, shows it) to somebody, once it is there."""
        button, end = where.pop("button", ""), time.monotonic() + timeout
        while True:
            seen = self.see(**where)["messages"]
            for one in reversed(seen):
                if one["ours"] and text in one["shown"] and (not button or button in one["buttons"]):
                    return one
            assert time.monotonic() < end, f"nobody says {text!r}; there is {[one['shown'] for one in seen]}"
            time.sleep(0.03)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = httpx.request(method, self.url + path, json=body, timeout=60, trust_env=False, verify=False)
        assert answer.is_success, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        content: dict[str, Any] = answer.json()
        return content
