"""What comes in has its effect also when the database is away just then, and silence ends a deferral."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from bot.discord import answering, door
from bot.discord.adapter import Ask
from bot.discord.answering import Answers
from bot.discord.door import Pipe
from core.messages import Address, Author, Incoming, Outcome, Reply

AWAY = Outcome(Reply(("Not just now.",), code="unavailable"), status=503)
DONE = Outcome(Reply(("Done.",), code="task_done"))


class Assistant:
    """Says one after the other, the last one for ever; an exception is raised."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.keys = list(outcomes), []

    async def handle(self, incoming: Incoming) -> Outcome:
        self.keys.append(incoming.key)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


class Said:
    """What was said."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    async def say(self, ask: Ask, reply: Reply) -> None:
        self.codes.append(reply.code)


def tick() -> discord.RawReactionActionEvent:
    data: Any = {"user_id": "7", "channel_id": "5", "message_id": "6", "guild_id": "4", "type": 0}
    return discord.RawReactionActionEvent(data, discord.PartialEmoji(name="✅"), "REACTION_ADD")


async def heard(monkeypatch: pytest.MonkeyPatch, assistant: Assistant, times: int = 1) -> Said:
    monkeypatch.setattr(door, "WAITS", (0.0,) * 4)

    async def me() -> int:
        return 1

    said: Any = Said()
    pipe = Pipe(assistant, said, None, me)  # type: ignore[arg-type]
    for _ in range(times):
        await pipe.reaction(tick(), True, "s:1")
    return said


async def test_it_is_tried_again_under_its_key_until_the_database_is_there(monkeypatch):
    assistant = Assistant(AWAY, AWAY, AWAY, DONE)
    assert (await heard(monkeypatch, assistant)).codes == ["task_done"]
    assert len(assistant.keys) == 4
    assert len(set(assistant.keys)) == 1


async def test_when_it_stays_away_that_is_said(monkeypatch):
    assistant = Assistant(AWAY)
    assert (await heard(monkeypatch, assistant)).codes == ["unavailable"]
    assert len(assistant.keys) == 5


async def test_an_event_that_comes_again_is_left_alone(monkeypatch):
    assistant = Assistant(DONE)
    assert (await heard(monkeypatch, assistant, times=3)).codes == ["task_done"]


@pytest.mark.parametrize(("slow", "calls"), [(True, [5, "DELETE"]), (False, [6])])
async def test_silence_leaves_nobody_waiting(monkeypatch, slow, calls):
    monkeypatch.setattr(answering, "SLOW_S", 0.01 if slow else 30.0)
    made: list[Any] = []
    deferred = asyncio.Event()

    async def call(method: str, path: str, /, *, body: Any = None, **parts: Any) -> Any:
        made.append(body["type"] if path.endswith("/callback") else method)
        deferred.set()

    async def work() -> Reply:
        if slow:
            await deferred.wait()
        return Reply()

    wish = Incoming(Address("discord", "4", "5"), Author("7"), "discord:interaction:9", action="1:x", private=False)
    answers = Answers(None, call, None, None)  # type: ignore[arg-type]
    await answers.respond(Ask(wish, "token", "9", "1"), work())
    assert made == calls
