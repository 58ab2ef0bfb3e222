"""The conversation that uses every command really does: a new command has to be added to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core.nlu.pipeline import Language
from tests.scenarios.script import HERE, read

PHRASES = Path(__file__).resolve().parents[2] / "core" / "nlu" / "phrases" / "en"
# What is only clicked there: a title that was no date, the other reading, the form, a question that is answered no.
CLICKED = {"Not a date", "Edit", "No"}


def test_every_command_that_can_be_said_is_said_in_it():
    script = read(HERE / "everything.yaml")
    language = Language()
    spoken = {path.stem for path in PHRASES.glob("[a-z]*.yaml")}
    said = [step.value for step in script.steps if step.who]
    used = {language.understand(text, datetime(2026, 2, 9, 9, tzinfo=UTC)).intent for text in said}
    assert spoken - used == set(), "say these in everything.yaml, and take them back again"
    assert len([text for text in said if text != "undo"]) >= 40
    assert {step.value for step in script.steps if step.kind == "click"} >= CLICKED
