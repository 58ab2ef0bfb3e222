"""The page in a process of its own, as the chart has it: a chat platform's people see there what they see at home."""

from __future__ import annotations

import re

import httpx
import pytest

from fakechat.process import Program, wait_until
from tests.platforms.slack.client import FakeSlack
from tests.services.running import free_ports

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]


def degraded(process: Program) -> list[str]:
    """What is away there; with a public address the sentences about it are for those who say who they are."""
    return httpx.get(f"{process.url}/health/ready", timeout=20).json()["degraded"]


def test_who_comes_from_slack_sees_their_channels_tasks_though_another_process_keeps_slacks_door(stage, topics):
    with stage(platform=FakeSlack) as scene:
        # As in deploy/kubernetes: the api has the tokens too, and opens neither sockets nor Slack's address.
        tokens = scene.fake.for_bot(sockets=True) | topics.settings
        api = scene.part("api", start=False, **tokens | {"BOT_PLATFORMS": "terminal,web"})
        api.environ["PUBLIC_URL"] = api.url
        api.start(ready="/health/ready")
        bot = scene.part("bot", **tokens | {"PUBLIC_URL": api.url})
        for process in (api, bot):
            wait_until(lambda process=process: degraded(process) == [], 120, "every part to be up", every=0.2)
        assert httpx.post(f"{api.url}/slack/events", timeout=20).status_code in (401, 404, 405)
        for channel in ("general", "secret"):
            scene.fake.type(f"add <#CACME{channel.upper()}> paint the {channel} wall")
        wait_until(lambda: scene.count("tasks") == 2, 60, "both tasks")
        scene.fake.slash("/todo", "web", account="ben")
        told = scene.fake.wait(text="sign-in#token=", timeout=60)
        (token,) = re.findall(r"/sign-in#token=([\w-]{40,})", told[-1]["shown"])
        with httpx.Client(base_url=api.url, headers={"Origin": api.url}, timeout=60, trust_env=False) as page:
            signed = page.post("/session", json={"token": token})
            assert signed.status_code == 201, signed.text
            seen = [one["title"] for one in page.get("/tasks").json()["items"]]
        assert seen == ["paint the general wall"]


def test_a_sidecar_finds_its_app_also_where_there_is_nothing_for_it_to_call(stage, topics):
    (inner,) = free_ports(1)
    with stage() as scene:
        dapr = {"DAPR_GRPC_ENDPOINT": "http://127.0.0.1:9", "INTERNAL_PORT": str(inner), "APP_API_TOKEN": "x" * 24}
        scene.part("api", **topics.settings | dapr)
        # daprd, and in a cluster the pod, is not ready before this answers.
        assert httpx.get(f"http://127.0.0.1:{inner}/health/live", timeout=20).status_code == 200
