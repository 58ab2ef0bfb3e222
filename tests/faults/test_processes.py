"""The system as production runs it: api, bot and workers as processes of their own, joined by a real Kafka."""

from __future__ import annotations

import httpx
import pytest

from fakechat.process import Program, wait_until

pytestmark = pytest.mark.services


def test_a_conversation_goes_through_all_processes_and_its_facts_lie_on_the_topics(stage, topics):
    with stage() as scene:
        bot = scene.part("bot", **topics.settings)
        scene.part("work", "relay", "sweep", **topics.settings)
        scene.part("work", "schedule", "notify", **topics.settings)
        api = scene.part("api", **topics.settings)
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 30, "every part to be up")
        assert scene.fake.type("Create a task to buy groceries")["tries"][0]["status"] == 200
        ringing = scene.remind("water the plants", 3)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        assert "task-created" in set(topics.types("task-events"))
        wanted = {"reminder-scheduled", "reminder-due", "reminder-delivered"}
        wait_until(lambda: wanted <= set(topics.types("reminders")), 30, "the reminder's life on the topic")
        assert httpx.get(f"{api.url}/health", timeout=5).json()["parts"]["bus"]["up"]
        assert httpx.get(f"{bot.url}/tasks", timeout=5).status_code == 404  # the bot is no API


def healthy(process: Program) -> bool:
    """Whether every part of the process is up."""
    return httpx.get(f"{process.url}/health", timeout=5).status_code == 200
