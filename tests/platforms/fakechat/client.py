"""The fake chat platform in a test's hand: start and end it, let people type and click, order faults, read its log."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx

from fakechat.process import Program, free_port, wait_until

HERE = Path(__file__).resolve().parent
PLATFORM = HERE / "platform"  # holds the package fakechat_platform
WEBHOOK = "/fakechat/events"

# Two tenants with a channel of the same name; "cat" has no time zone, "secret" is ann's alone.
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
        },
    },
    "globex": {
        "people": [{"account": "dan", "name": "Dan", "zone": "Asia/Tokyo", "admin": True}],
        "channels": {"general": ["bot", "dan"]},
    },
}


def visible(folder: Path) -> str:
    """A PYTHONPATH under which a subprocess finds the platform's entry point, with nothing installed.

    The metadata is written from the distribution's own pyproject.toml, so that the two cannot differ.
    """
    project = tomllib.loads((PLATFORM / "pyproject.toml").read_text())["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items()), ""]
    (info / "entry_points.txt").write_text("\n".join(lines))
    before = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(folder), str(PLATFORM), *([before] if before else [])])


class Fakechat(Program):
    """The platform's process. `kill` and `start` again keep port, log, messages and nonces; faults are forgotten.

    Calls block, also until the bot has answered an event: use asyncio.to_thread where the bot runs in the same loop.
    """

    def __init__(
        self,
        folder: Path,
        *,
        world: dict[str, Any] | None = None,
        nonces: bool = True,
        retry_delays: tuple[float, ...] = (0, 1, 2),
        hook_timeout: float = 3.0,
        sync: bool = True,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.nonces, self.hooked = folder, nonces, ""
        self.token, self.secret = "fakechat-token-canary", "fakechat-secret-canary"
        self.path = folder / "accepted.jsonl"
        (folder / "world.json").write_text(json.dumps(WORLD if world is None else world))
        port = free_port()
        command = [sys.executable, "-m", "fakechat.server", "--port", str(port), "--log", str(self.path)]
        command += ["--world", str(folder / "world.json"), "--token", self.token, "--secret", self.secret]
        command += ["--retry-delays", ",".join(map(str, retry_delays)), "--hook-timeout", str(hook_timeout)]
        command += [] if nonces else ["--without-nonces"]
        command += [] if sync else ["--no-sync"]
        super().__init__(command, port=port, output=folder / "fakechat.out", environ={"PYTHONPATH": str(HERE.parent)})

    def start(self, *, ready: str = "/log", timeout: float = 20.0) -> None:
        """Start, and return when it answers; the webhook that was registered before stays registered."""
        super().start(ready=ready, timeout=timeout)
        if self.hooked:
            self.webhook(self.hooked)

    def for_bot(self, *, timeout: float = 5.0, platforms: str = "terminal,web,fakechat") -> dict[str, str]:
        """What a todobot process needs in its environment to have this platform."""
        return {
            "BOT_PLATFORMS": platforms,
            "PYTHONPATH": visible(self.folder / "site"),
            "FAKECHAT_URL": self.url,
            "FAKECHAT_TOKEN": self.token,
            "FAKECHAT_SECRET": self.secret,
            "FAKECHAT_NONCES": "1" if self.nonces else "0",
            "FAKECHAT_TIMEOUT": str(timeout),
        }

    def webhook(self, url: str) -> None:
        """Register where events go: the base URL of a bot's process, or a full URL."""
        self.hooked = url
        self._call("POST", "/control", {"webhook": url if url.endswith(WEBHOOK) else url.rstrip("/") + WEBHOOK})

    def type(
        self, text: str, *, account: str = "ann", channel: str = "", workspace: str = "acme", **more: Any
    ) -> dict[str, Any]:
        """A person types: in `channel` (with mention=True to the bot), else to the bot directly.

        More: mention, thread, reply_to, slash, event_id, copies, concurrent, forge, retry. Returns
        {"event_id", "message", "tries": [{"status", "seconds", "reason", ...}]} when each first try has ended.
        """
        place = {"channel": channel} if channel else {"dm": account}
        return self._call("POST", "/type", {"workspace": workspace, "account": account, "text": text, **place, **more})

    def click(
        self,
        message: str,
        label: str = "",
        *,
        action: str = "",
        account: str = "ann",
        workspace: str = "acme",
        **more: Any,
    ) -> dict[str, Any]:
        """A person clicks a button of the bot's message, by its label or its action."""
        wanted = {"action": action} if action else {"label": label}
        body = {"workspace": workspace, "account": account, "message": message, **wanted, **more}
        return self._call("POST", "/click", body)

    def submit(
        self, message: str, fields: dict[str, str], *, account: str = "ann", workspace: str = "acme", **more: Any
    ) -> dict[str, Any]:
        """A person sends off the form of the bot's message."""
        body = {"workspace": workspace, "account": account, "message": message, "fields": fields, **more}
        return self._call("POST", "/submit", body)

    def fail(self, fault: str, **rule: Any) -> None:
        """Order a fault: rate 500 503 refuse gone delay drop; rule: workspace channel dm marked seconds times."""
        self._call("POST", "/control", {"add": {"fault": fault, **rule}})

    def control(self, **change: Any) -> None:
        """Any change that the platform knows: nonces, clear, add, webhook."""
        self._call("POST", "/control", change)

    def heal(self) -> None:
        """No faults from now on."""
        self._call("POST", "/control", {"clear": True})

    def change(self, **change: Any) -> None:
        """Change the world: channel with account and present, channel with archived, or account with blocked."""
        self._call("POST", "/world", {"workspace": "acme", **change})

    def log(self, *, marker: str | None = None, marked: bool | None = None, **wanted: Any) -> list[dict[str, Any]]:
        """Accepted posts, oldest first, read from the file: also while the process is paused or dead.

        `marked` True gives posts of occurrences alone; `wanted` compares fields (channel="general", dm="ann", ...).
        """
        content = self.path.read_bytes() if self.path.exists() else b""
        entries = [json.loads(line) for line in content[: content.rfind(b"\n") + 1].splitlines()]
        return [
            entry
            for entry in entries
            if entry["kind"] == "post"
            and marker in (None, entry["marker"])
            and marked in (None, bool(entry["marker"]))
            and all(entry[name] == value for name, value in wanted.items())
        ]

    def wait(self, count: int = 1, *, timeout: float = 10.0, text: str = "", **wanted: Any) -> list[dict[str, Any]]:
        """The posts that fit (see `log`; `text` is part of what is shown), once there are at least `count`."""

        def fitting() -> list[dict[str, Any]] | None:
            found = [entry for entry in self.log(**wanted) if text in words_of(entry)]
            return found if len(found) >= count else None

        return wait_until(fitting, timeout, f"{count} posts with {text!r} {wanted}; there are {self.log()}")

    def tries(self) -> list[dict[str, Any]]:
        """Every post that was tried since the process started, with its result: accepted, or the refusal's code."""
        tries: list[dict[str, Any]] = self._call("GET", "/tries")["tries"]
        return tries

    def deliveries(self, event_id: str = "") -> list[dict[str, Any]]:
        """What came of every try to deliver an event."""
        query = f"?event_id={event_id}" if event_id else ""
        found: list[dict[str, Any]] = self._call("GET", f"/deliveries{query}")["deliveries"]
        return found

    def message(self, message: str) -> dict[str, Any]:
        """A message of the bot as it reads now, after edits."""
        return self._call("GET", f"/messages/{message}")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = httpx.request(method, self.url + path, json=body, timeout=60, trust_env=False, verify=False)
        assert answer.is_success, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        content: dict[str, Any] = answer.json()
        return content


def words_of(entry: dict[str, Any]) -> str:
    """All that a reader sees of a message: its text and its cards'."""
    return "\n".join([entry["shown"], *(str(card["text"]) for card in entry["cards"])])
