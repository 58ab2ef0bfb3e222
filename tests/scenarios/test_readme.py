"""The README's conversation and sentences are what the program really says and understands."""

from __future__ import annotations

import asyncio
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.bootstrap import build
from core.commands.registry import COMMANDS
from core.db.uow import Scope
from core.messages import Address, Author, Incoming
from core.nlu.pipeline import Language
from core.replies.book import plain
from core.settings import Settings
from workers.loops import Workers

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
START = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
PLACE = Address("terminal", "ann", "main", "", "ann")


def conversation() -> list[str]:
    """The lines of the block that begins with a typed line."""
    return next(
        block for block in re.findall(r"```text\n(.*?)```", README, re.S) if block.startswith("> ")
    ).splitlines()


def sentences() -> list[str]:
    """What the table "What you can say" offers."""
    table = README.split("## What you can say", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    return [said for row in rows for said in re.findall(r"`([^`]+)`", row)]


@pytest.fixture
async def services(database_url, advance):
    built = build(Settings(_env_file=None), database_url, {})
    async with built.db.transaction(Scope.system("test")) as tx:
        now = await tx.now()
    await advance((START - now).total_seconds())
    workers = Workers(
        built.db,
        built.bus,
        built.scheduler,
        {"terminal": built.transcript},
        built.settings,
        built.book,
    )
    await workers.start()
    yield built, workers
    await workers.stop(5)
    await built.db.stop()


async def test_the_conversation_is_what_is_really_said(services, advance):
    built, workers = services
    said: list[str] = []
    known = await built.directory.identify(PLACE, Author("ann", "Ann"))
    for line in conversation():
        if line.startswith("> "):
            key = uuid.uuid4().hex
            message = Incoming(PLACE, Author("ann", "Ann"), key, text=line[2:], zone_hint="Europe/Berlin")
            outcome = await built.assistant.handle(message)
            said += [line, "".join(map(plain, outcome.reply.parts))]
        elif line.startswith("⏰"):
            await advance(300)
            workers.wake()
            said.append(await rung(built, known.address_id))
    assert said == conversation()


async def rung(built, address_id) -> str:
    """The last line of the conversation, once it is a reminder."""
    for _ in range(100):
        last = (await built.transcript.lines(address_id))[-1]
        if last.reply is not None and last.reply.kind == "reminder":
            return "".join(map(plain, last.reply.parts))
        await asyncio.sleep(0.1)
    raise AssertionError("it did not ring")


def test_the_table_offers_sentences():
    assert len(sentences()) >= 15


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_of_the_table_is_understood(sentence):
    reading = Language().understand(sentence, START)
    assert reading.intent in COMMANDS
