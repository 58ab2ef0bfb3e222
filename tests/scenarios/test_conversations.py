"""Plays every conversation of this folder through each door that it names."""

from __future__ import annotations

import secrets

import psycopg
import pytest

import core.bootstrap
from core.nlu.languages import Languages
from tests.conftest import dsn_of, other_database
from tests.scenarios.fakestage import Outside, Town
from tests.scenarios.script import Script, Step, fits, moment_of, scripts, span_of
from tests.scenarios.stage import Heard, Inside, Stage

SCRIPTS = scripts()
# They share a database, whose clock is only put forward, so they are played in the order of their dates.
IN_CHAT = sorted((one for one in SCRIPTS if "fakechat" in one.doors), key=lambda one: moment_of(one.steps[0].value)[0])
KINDS = {"refuses": ("refusal", ""), "asks": ("question", ""), "bot": ("answer", "")}


class Player:
    """Goes through a script; a step that does not hold fails with its number and what was heard instead."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.who, self.place, self.heard = "", "", Heard("")

    async def play(self, script: Script) -> None:
        """From the first step to the last."""
        for step in script.steps:
            if step.who:
                self.who, self.place = step.who, step.place
            try:
                await getattr(self, f"_{step.kind}", self._expects)(step)
            except AssertionError as error:
                raise AssertionError(f"{script.name}.yaml, {step}: {error}") from error

    async def _at(self, step: Step) -> None:
        await self.stage.turn(moment_of(step.value)[0])

    async def _after(self, step: Step) -> None:
        await self.stage.turn(await self.stage.now() + span_of(step.value))

    async def _outage(self, step: Step) -> None:
        await self.stage.away(span_of(step.value))

    async def _says(self, step: Step) -> None:
        self.heard = await self.stage.say(step.who, step.place, step.value)

    async def _click(self, step: Step) -> None:
        self.heard = await self.stage.click(self.who, self.place, step.value)

    async def _fill(self, step: Step) -> None:
        self.heard = await self.stage.fill(self.who, self.place, step.value)

    async def _posts(self, step: Step) -> None:
        wanted = step.value
        for place, texts in wanted.items() if isinstance(wanted, dict) else [("", wanted)]:
            who, channel = (place, "") if place in ("ann", "ben", "cat") else (self.who, place or self.place)
            found = await self.stage.posts(who, channel)
            expected = [] if texts == "none" else [texts] if isinstance(texts, str) else texts
            same = len(found) == len(expected) and all(map(fits, expected, found))
            assert same, f"posted {place}: {found}"

    async def _expects(self, step: Step) -> None:
        """What the last answer must be."""
        kinds = KINDS.get(step.kind)
        if kinds is not None or step.kind == "notes":
            assert kinds is None or self.heard.kind in kinds, f"heard {self.heard}"
            assert fits(step.value, self.heard.text), f"heard {self.heard}"
            return
        found = getattr(self.heard, step.kind)
        wanted = [] if step.value == "none" else step.value
        exact = step.kind == "buttons"
        same = len(found) == len(wanted) and all(
            one == other if exact else fits(one, other) for one, other in zip(wanted, found, strict=False)
        )
        assert same, f"{step.kind}: {list(found)}"


@pytest.fixture(scope="module")
def language() -> Languages:
    """Reading is the same for all; loading it takes a third of a second."""
    return Languages()


@pytest.mark.parametrize(
    ("door", "script"),
    [
        pytest.param(door, script, id=f"{script.name}-{door}")
        for script in SCRIPTS
        for door in ("http", "terminal")
        if door in script.doors
    ],
)
async def test_the_conversation_goes_as_written(door, script, database_url, language, monkeypatch):
    monkeypatch.setattr(core.bootstrap, "Languages", lambda: language)
    stage = Inside(database_url, door, script.people)
    await stage.start()
    try:
        await Player(stage).play(script)
    finally:
        await stage.stop()


@pytest.fixture(scope="module")
def town(server_url, template, tmp_path_factory):
    """One bot and one platform for all conversations."""
    name = f"town_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made = Town(tmp_path_factory.mktemp("town"), other_database(server_url, name), IN_CHAT)
        try:
            made.start()
            yield made
        finally:
            made.end()
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("script", [pytest.param(script, id=script.name) for script in IN_CHAT])
async def test_the_conversation_goes_as_written_on_a_chat_platform(script, town):
    await Player(Outside(town, script)).play(script)
