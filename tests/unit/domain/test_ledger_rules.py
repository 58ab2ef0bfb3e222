"""What may follow what in the life of an occurrence, and how facts are proved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.domain import Occurrence
from core.domain.columns import new_id
from core.domain.event import canonical, digest_of, hash_of
from core.domain.events import FACTS, TOPICS
from core.domain.outbox import LANES, lane_of
from core.errors import TodobotError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def an_occurrence(state: str):
    one = Occurrence.schedule(workspace_id=new_id(), reminder_id=new_id(), address_id=new_id(), sequence=1, due_at=NOW)
    one.state = state
    return one


@pytest.mark.parametrize("state", ["sent", "failed"])
@pytest.mark.parametrize("after", ["scheduled", "due", "sending", "cancelled"])
def test_what_was_told_stays_told(state, after):
    with pytest.raises(TodobotError):
        an_occurrence(state).to(after)


@pytest.mark.parametrize(("state", "after"), [("scheduled", "sent"), ("sending", "cancelled"), ("unknown", "due")])
def test_no_state_is_skipped(state, after):
    with pytest.raises(TodobotError):
        an_occurrence(state).to(after)


def test_a_silenced_occurrence_can_come_back():
    one = an_occurrence("skipped")
    one.to("scheduled")
    assert one.state == "scheduled"


def test_every_kind_of_fact_has_a_topic_that_exists_or_none():
    assert {kind.topic for kind in FACTS.values()} <= {*TOPICS, None}
    assert all(name == kind.type for name, kind in FACTS.items())


def test_a_lane_is_the_same_everywhere():
    # Fixed on purpose: another hash would send a key's events through two lanes during a rolling restart.
    assert [lane_of(key) for key in ("a", "b", "terminal/ann/main//ann")] == LANES_OF
    assert all(0 <= lane_of(str(n)) < LANES for n in range(1000))


def test_canonical_data_does_not_depend_on_the_order_of_its_fields():
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


def test_the_hash_changes_with_every_part():
    row = {"id": new_id(), "type": "task-created", "subject": new_id(), "time": NOW}
    digest = digest_of(b"salt", {"a": 1})
    one = hash_of(b"", 1, row, digest)
    assert one != hash_of(b"", 2, row, digest)
    assert one != hash_of(b"x", 1, row, digest)
    assert one != hash_of(b"", 1, row | {"type": "task-deleted"}, digest)
    assert one != hash_of(b"", 1, row, digest_of(b"salt", {"a": 2}))


LANES_OF = [27, 27, 0]
