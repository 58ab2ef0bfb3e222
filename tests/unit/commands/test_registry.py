"""The folder is the registry: every command can be said or clicked, and survives JSON."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from core.commands._base import action
from core.commands._moment import Moment
from core.commands.create_task import CreateTask
from core.commands.registry import COMMANDS, from_json, to_json
from core.commands.remind import Remind
from core.commands.update_task import UpdateTask
from core.errors import UserError

ROOT = Path(__file__).resolve().parents[3]
PHRASES = {path.stem for path in (ROOT / "core/nlu/phrases/en").glob("*.yaml") if not path.stem.startswith("_")}
MOMENT = Moment(datetime(2026, 3, 8, 2, 30), "America/New_York", True)
SAMPLES = [
    CreateTask("buy milk", due=MOMENT, tags=("work",), assignees=("anna",)),
    Remind(text="plan", when=MOMENT, rrule=("FREQ=DAILY",)),
    Remind(task_id=uuid4()),
    UpdateTask(uuid4(), {"title": "x", "tags": ["a"]}, MOMENT, True),
]


def test_what_can_be_said_has_phrases_and_the_reverse():
    # Changing a task by words comes with its phrases; until then forms and REST ask for it.
    spoken = {name for name, kind in COMMANDS.items() if kind.spoken}
    assert spoken - {"update_task"} == PHRASES - {"update_task"}


@pytest.mark.parametrize("command", SAMPLES, ids=lambda command: command.name)
def test_a_command_survives_json(command):
    assert from_json(to_json(command)) == command


def test_every_command_is_frozen_data():
    assert all(kind.__dataclass_params__.frozen and dataclasses.is_dataclass(kind) for kind in COMMANDS.values())


def test_a_command_of_another_release_is_refused():
    with pytest.raises(UserError):
        from_json({"command": "dance"})


def test_an_action_is_short_ascii():
    assert len(action("complete_task", uuid4())) <= 100
    with pytest.raises(ValueError, match="at most 100"):
        action("complete_task", "é")


def test_a_time_in_the_gap_keeps_its_wall_time():
    assert MOMENT.local.hour == 3
    assert Moment.at(MOMENT.local.replace(hour=9)).wall.hour == 9
