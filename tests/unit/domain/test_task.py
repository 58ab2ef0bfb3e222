"""The rules of a task."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain import Task
from core.domain.columns import new_id
from core.domain.task import from_json
from core.errors import ConflictError, UserError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
ME, OTHER, WORKSPACE, LIST = new_id(), new_id(), new_id(), new_id()


def a_task(**fields):
    return Task.create(
        workspace_id=WORKSPACE, list_id=LIST, creator_id=ME, title=fields.pop("title", "buy milk"), now=NOW, **fields
    )


def test_a_new_task_is_open_with_the_lowest_priority():
    task = a_task()
    assert (task.status, task.priority, task.version) == ("open", 4, 1)


def test_a_title_is_one_line_with_single_blanks():
    assert a_task(title="  buy \n\t milk ").title == "buy milk"


@pytest.mark.parametrize("title", ["", "   ", "\x00", "\u202e", "\ue000"])
def test_a_title_needs_something_to_read(title):
    with pytest.raises(UserError) as refused:
        a_task(title=title)
    assert refused.value.code == "title_empty"


def test_a_title_over_200_characters_is_refused_with_its_length():
    with pytest.raises(UserError) as refused:
        a_task(title="x" * 201)
    assert refused.value.params == {"max": 200, "length": 201}


def test_a_nul_and_half_a_character_are_never_stored():
    assert a_task(title="a\x00b\ud800c").title == "abc"


def test_tags_are_lower_case_and_each_once():
    assert a_task(tags=["#Work", "work", "Home"]).tags == ["work", "home"]


@pytest.mark.parametrize("tag", ["", "#", "two words", "x" * 51])
def test_what_cannot_be_a_tag_is_refused(tag):
    with pytest.raises(UserError) as refused:
        a_task(tags=[tag])
    assert refused.value.code == "tag_bad"


@pytest.mark.parametrize("priority", [0, 5, -1])
def test_a_priority_is_one_to_four(priority):
    with pytest.raises(UserError):
        a_task(priority=priority)


def test_completing_says_what_changed_and_counts_the_version():
    task = a_task()
    change = task.complete(NOW)
    assert change.before == {"status": "open", "completed_at": None}
    assert change.after == {"status": "done", "completed_at": NOW.isoformat()}
    assert task.version == 2


def test_a_done_task_cannot_be_done_again():
    task = a_task()
    task.complete(NOW)
    with pytest.raises(ConflictError) as refused:
        task.complete(NOW)
    assert refused.value.code == "already_done"


def test_an_open_task_cannot_be_reopened():
    with pytest.raises(ConflictError):
        a_task().reopen(NOW)


def test_an_update_to_the_same_value_changes_nothing():
    task = a_task()
    assert not task.update(NOW + timedelta(days=1), title="buy  milk", priority=4)
    assert (task.version, task.updated_at) == (1, NOW)


def test_a_change_can_be_turned_round_from_its_json():
    task = a_task(due_date=date(2026, 3, 6), tags=["a"])
    change = task.update(NOW, due_date=None, tags=["b"], assignees=[OTHER])
    task.update(NOW, **{name: from_json(name, value) for name, value in change.before.items()})
    assert (task.due_date, task.tags, task.assignees) == (date(2026, 3, 6), ["a"], [])


def test_a_personal_task_is_seen_by_creator_and_assignees_only():
    task = a_task(assignees=[OTHER])
    stranger = new_id()
    seen = [task.may_be_seen_by(one, channel=None, visible=frozenset({"c"})) for one in (ME, OTHER, stranger)]
    assert seen == [True, True, False]


def test_a_channels_task_is_seen_by_those_who_see_the_channel():
    task = a_task()
    assert task.may_be_seen_by(OTHER, channel="c", visible=frozenset({"c"}))
    assert not task.may_be_seen_by(OTHER, channel="c", visible=frozenset({"d"}))


def test_only_creator_assignee_and_admin_may_delete():
    task = a_task(assignees=[OTHER])
    assert task.may_be_deleted_by(ME, admin=False)
    assert task.may_be_deleted_by(OTHER, admin=False)
    assert not task.may_be_deleted_by(new_id(), admin=False)
    assert task.may_be_deleted_by(new_id(), admin=True)
