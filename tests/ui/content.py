"""Fills a running todobot with what a team has after some weeks, so that pictures of its page show something.

Alone: python tests/ui/content.py http://127.0.0.1:8080 "dbname=todobot user=todobot host=<data>/postgres/run"
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import psycopg

ZONE = "Europe/Berlin"
# Title, priority, days until it is due (None: no date), hour (None: no time), tags, done.
TASKS: tuple[tuple[str, int, int | None, int | None, tuple[str, ...], bool], ...] = (
    ("Send the invoice for November", 1, -3, None, ("finance",), False),
    ("Renew the certificate of the shop", 2, -1, 15, ("ops",), False),
    ("Call Ann about the offsite", 4, 0, 23, ("people",), False),
    ("Review the plan for the first quarter with everybody who has a say in it, and write down what is left open", 3, 0,
     None, ("planning", "long-tag-that-says-more-than-it-should"), False),
    ("Buy groceries", 4, 1, None, (), False),
    ("Submit the report", 1, 1, 16, ("work",), False),
    ("Book the train to Leipzig", 3, 4, None, ("travel",), False),
    ("Plan the release", 2, 9, 10, ("work", "ops"), False),
    ("Read “The 9/11 Report”", 4, None, None, ("reading",), False),
    ("Write down how the backup is tried", 4, None, None, ("ops",), False),
    ("Water the plants", 4, -1, None, ("home",), True),
    ("Pay the rent", 1, -2, None, ("home", "finance"), True),
    ("Answer the survey", 4, None, None, (), True),
)  # fmt: skip
# Text, days until the first time, hour, rules.
REMINDERS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("Stretch for a minute", 1, 10, ("FREQ=HOURLY;INTERVAL=2;BYHOUR=10,12,14,16",)),
    ("Plan the day", 1, 9, ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",)),
    ("Team meeting", 2, 11, ("FREQ=WEEKLY;BYDAY=TU,TH",)),
    ("Pay the rent", 12, 9, ("FREQ=MONTHLY;BYMONTHDAY=1",)),
    ("Take out the bins", 3, 19, ("FREQ=WEEKLY;INTERVAL=2",)),
)
SAID = {
    "en": (
        "Create a task to call the bank tomorrow at 10 p1 #finance",
        "remind me every Friday at 16 to tidy the desk",
        "done the survey",
        "list",
        "fly me to the moon",
    ),
    "de": (
        "Notiere: morgen um 10 die Bank anrufen p1 #finanzen",
        "erinnere mich jeden Freitag um 16 Uhr, den Tisch aufzuräumen",
        "erledigt 5",
        "liste",
        "flieg mich zum Mond",
    ),
}
# What came of a firing: hours ago, state, seconds late, reason, error, tries, missed.
Firing = tuple[float, str, float | None, str | None, str | None, int, int]
FIRINGS: tuple[Firing, ...] = (
    (0.4, "due", None, None, "ratelimited", 2, 0),
    (1.2, "sent", 1.4, None, None, 1, 0),
    (2.3, "sent", 0.8, None, None, 1, 0),
    (3.1, "sent", 312.0, None, "unreachable", 3, 0),
    (3.4, "skipped", None, "coalesced", None, 0, 0),
    (4.8, "sent", 2.1, None, None, 1, 0),
    (6.2, "failed", None, "channel_not_found", "channel_not_found", 1, 0),
    (6.9, "sent", 0.9, None, None, 1, 0),
    (9.5, "sent", 4.0, None, None, 1, 2),
    (13.0, "sent", 95.0, None, None, 1, 1),
    (15.5, "unknown", None, "unknown twice", "unknown twice", 2, 0),
    (20.5, "sent", 1.1, None, None, 1, 0),
    (21.0, "skipped", None, "task done", None, 0, 0),
    (30.0, "sent", 0.7, None, None, 1, 0),
    (54.0, "sent", 4210.0, None, "the database does not answer", 4, 0),
    (80.0, "failed", None, "not_in_channel", "not_in_channel", 1, 0),
)
_FIRED = """
INSERT INTO occurrences (id, workspace_id, reminder_id, address_id, sequence, due_at, by_rule, state, reason, tries,
  missed, fence, sent_at, retry_at)
SELECT gen_random_uuid(), workspace_id, id, coalesce(%(place)s::uuid, address_id), %(sequence)s, %(due)s, false,
  %(state)s::text, %(reason)s, %(tries)s, %(missed)s, 1, %(sent)s,
  CASE WHEN %(state)s::text = 'due' THEN now() + interval '1 day' END
FROM reminders WHERE number = %(number)s RETURNING id, workspace_id
"""
_TRIED = """
INSERT INTO attempts (id, workspace_id, occurrence_id, number, worker, state, error, claimed_at, ended_at)
VALUES (gen_random_uuid(), %(workspace)s, %(id)s, %(number)s, 'w', %(state)s, %(error)s, %(at)s, %(at)s)
"""
_CHANNEL = """
INSERT INTO addresses (id, workspace_id, platform, tenant, channel, thread, person, fence, last_ordinal,
  created_at)
SELECT gen_random_uuid(), workspace_id, 'slack', 'T1', 'C1', '', '', 0, 0, now() FROM reminders WHERE number = %s
ON CONFLICT DO NOTHING RETURNING id
"""


def fill(url: str, dsn: str, language: str = "en") -> dict[str, int]:
    """Tasks and reminders through the front door; what lies in the past, straight into the database. `report` is the
    number of the task that has everything."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"Origin": url}) as http:
        report, numbers = _ahead(http)
        for text in SAID[language]:
            _sent(http, "POST", "/chat", {"text": text, "zone": ZONE})
    with psycopg.connect(dsn, autocommit=True) as connection:
        _past(connection, numbers)
    return {"report": report}


def _ahead(http: httpx.Client) -> tuple[int, list[int]]:
    report = 0
    for title, priority, days, hour, tags, done in TASKS:
        body: dict[str, Any] = {"title": title, "priority": priority, "tags": list(tags), "zone": ZONE}
        if days is not None:
            body["due"] = _day(days) + (f"T{hour:02}:00" if hour is not None else "")
        made = _sent(http, "POST", "/tasks", body)
        if title == "Submit the report":
            report = int(made["number"])
            _sent(http, "PATCH", f"/tasks/{made['number']}", {"description": "With the figures of all three teams."})
            _sent(http, "POST", "/reminders", {"task": made["number"], "at": f"{_day(1)}T12:00", "zone": ZONE})
        if done:
            _sent(http, "POST", f"/tasks/{made['number']}/complete")
    _sent(http, "POST", "/reminders", {"text": "Fetch the parcel", "in": 5400, "zone": ZONE})
    numbers = []
    for text, days, hour, rules in REMINDERS:
        at = f"{_day(days)}T{hour:02}:00"
        made = _sent(http, "POST", "/reminders", {"text": text, "at": at, "rrule": list(rules), "zone": ZONE})
        numbers.append(int(made["number"]))
    _sent(http, "PATCH", f"/reminders/{numbers[3]}", {"paused": True})
    _sent(http, "PATCH", f"/reminders/{numbers[4]}", {"paused": True, "until": _day(40)})
    return report, numbers


def _past(connection: psycopg.Connection, numbers: list[int]) -> None:
    place = connection.execute(_CHANNEL, (numbers[0],)).fetchone()
    now = datetime.now(UTC)
    for order, (hours, state, late, reason, error, tries, missed) in enumerate(FIRINGS):
        due = now - timedelta(hours=hours)
        values = {"state": state, "reason": reason, "tries": tries, "missed": missed, "due": due}
        values |= {"sequence": 1000 + order, "number": numbers[order % 3]}
        values["sent"] = None if late is None else due + timedelta(seconds=late)
        values["place"] = (
            place[0] if place and error in ("channel_not_found", "not_in_channel", "ratelimited") else None
        )
        found = connection.execute(_FIRED, values).fetchone()
        assert found is not None
        _tries(connection, found, due, state, error, tries)


def _tries(
    connection: psycopg.Connection, of: tuple[UUID, UUID], due: datetime, state: str, error: str | None, tries: int
) -> None:
    for number in range(1, tries + 1):
        last = number == tries and state == "sent"
        values = {"id": of[0], "workspace": of[1], "number": number, "at": due + timedelta(seconds=number)}
        outcome = "sent" if last else {"failed": "failed", "unknown": "unknown"}.get(state, "refused")
        connection.execute(_TRIED, values | {"state": outcome, "error": error})


def _day(ahead: int) -> str:
    return (datetime.now(ZoneInfo(ZONE)) + timedelta(days=ahead)).date().isoformat()


def _sent(http: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = http.request(method, path, json=body)
    assert answer.is_success, (method, path, answer.text)
    return answer.json()


if __name__ == "__main__":
    fill(*sys.argv[1:])
