"""Fills a workspace with many tasks, reminders and events, made in SQL, the same ones each time."""

from __future__ import annotations

import psycopg

from core.db.directory import Known

OTHERS = 50
CHANNELS = ("general", "release")
# How many of each have to be there before `n` repeats is prime to the others, so that titles do not go in step.
_TITLE = (
    "(ARRAY['buy','call','write','renew','review','plan','pay','fix','book','clean','move'])[1 + n %% 11]"
    " || ' the ' || (ARRAY['groceries','dentist','report','passport','budget','offsite','invoice','printer','flights',"
    "'kitchen','garden','contract','slides'])[1 + n %% 13] || ' ' || n"
)
_PEOPLE = """
INSERT INTO persons (id, name, zone, zone_set, preferences, version, created_at)
SELECT md5(%(workspace)s || 'person' || n)::uuid, 'person ' || n, 'Europe/Berlin', true, '{}', 0, now()
FROM generate_series(1, %(others)s) n;
"""
_LISTS = """
INSERT INTO lists (id, workspace_id, owner_id, channel, name, created_at)
SELECT md5(%(workspace)s || 'list' || n)::uuid, %(workspace)s::uuid, md5(%(workspace)s || 'person' || n)::uuid, NULL,
  '', now() FROM generate_series(1, %(others)s) n
UNION ALL SELECT md5(%(workspace)s || c)::uuid, %(workspace)s::uuid, NULL, c, '', now()
  FROM unnest(%(channels)s::text[]) c
UNION ALL SELECT md5(%(workspace)s || 'reading')::uuid, %(workspace)s::uuid, %(me)s::uuid, NULL, 'reading', now()
"""
# Six in ten are mine; of the others' one in 200 is mine to do. One in ten lies in a channel, half of these mine.
_TASKS = f"""
INSERT INTO tasks (id, workspace_id, number, list_id, title, description, status, priority, due_date, creator_id,
  assignees, tags, created_at, updated_at, completed_at, version)
SELECT md5(%(workspace)s || 'task' || n)::uuid, %(workspace)s::uuid, n,
  CASE WHEN n %% 20 IN (7, 9) THEN md5(%(workspace)s || (%(channels)s::text[])[1 + n %% 2])::uuid
    WHEN n %% 500 = 0 THEN md5(%(workspace)s || 'reading')::uuid
    WHEN mine THEN %(inbox)s::uuid ELSE md5(%(workspace)s || 'list' || who)::uuid END,
  {_TITLE}, CASE WHEN n %% 7 = 0 THEN 'mind the weather' ELSE '' END,
  CASE WHEN n %% 5 = 0 THEN 'done' ELSE 'open' END, CASE WHEN n %% 100 = 1 THEN 1 ELSE 2 + n %% 3 END,
  CASE WHEN n %% 2 = 0 THEN date '2026-01-01' + n * 7919 %% 700 END,
  CASE WHEN mine THEN %(me)s::uuid ELSE md5(%(workspace)s || 'person' || who)::uuid END,
  CASE WHEN n %% 200 = 4 THEN ARRAY[%(me)s::uuid] WHEN n %% 50 = 3 THEN ARRAY[md5(%(workspace)s || 'person2')::uuid]
    ELSE '{{}}' END,
  CASE WHEN n %% 2000 = 6 THEN ARRAY['rare', 'work'] WHEN n %% 25 = 6 THEN ARRAY['work'] ELSE '{{}}' END,
  timestamptz '2025-01-01' + n * interval '1 minute',
  timestamptz '2025-06-01' + n * 7919 %% 500000 * interval '1 minute',
  CASE WHEN n %% 5 = 0 THEN timestamptz '2025-12-01' END, 1
FROM (SELECT n, n %% 10 IN (1, 3, 5, 6, 7, 8) AS mine, 1 + n %% %(others)s AS who
  FROM generate_series(1, %(size)s) n) made
"""
_REMINDERS = f"""
INSERT INTO reminders (id, workspace_id, number, text, task_id, setter_id, person_ids, address_id, wall, zone, status,
  created_at, updated_at, version)
SELECT md5(%(workspace)s || 'reminder' || n)::uuid, %(workspace)s::uuid, %(size)s + n, {_TITLE},
  md5(%(workspace)s || 'task' || n)::uuid, %(me)s::uuid, ARRAY[%(me)s::uuid], %(address)s::uuid,
  timestamp '2032-01-01 09:00' + n * interval '1 minute', 'UTC', 'active', now(), now(), 1
FROM generate_series(1, %(size)s) n;
"""
_OCCURRENCES = """
INSERT INTO occurrences (id, workspace_id, reminder_id, address_id, sequence, due_at, by_rule, state, tries, missed,
  fence)
SELECT md5(%(workspace)s || 'occurrence' || n)::uuid, %(workspace)s::uuid, md5(%(workspace)s || 'reminder' || n)::uuid,
  %(address)s::uuid, 1, timestamptz '2032-01-01 09:00Z' + n * interval '1 minute', true, 'scheduled', 0, 0, 0
FROM generate_series(1, %(size)s) n
"""
_EVENTS = """
INSERT INTO events (id, workspace_id, type, subject, sequence, actor, correlation_id, time, schema_version, data,
  position)
SELECT md5(%(workspace)s || 'event' || n)::uuid, %(workspace)s::uuid, 'task-created',
  md5(%(workspace)s || 'task' || n)::uuid, 1, %(me)s::uuid, md5(%(workspace)s || 'turn' || n)::uuid,
  timestamptz '2025-01-01' + n * interval '1 minute', 1, '{}', 1000 + n
FROM generate_series(1, %(size)s) n
"""
_COUNTER = "UPDATE workspaces SET last_number = greatest(last_number, %(size)s * 2) WHERE id = %(workspace)s::uuid"


def fill(dsn: str, known: Known, size: int) -> None:
    """Put `size` tasks with one reminder each into the person's workspace, 60 % of them theirs, and ANALYZE."""
    params = {
        "workspace": str(known.workspace_id),
        "me": str(known.person_id),
        "inbox": str(known.inbox_id),
        "address": str(known.address_id),
        "others": OTHERS,
        "channels": list(CHANNELS),
        "size": size,
    }
    with psycopg.connect(dsn, cursor_factory=psycopg.ClientCursor, prepare_threshold=None) as connection:
        for statement in (_PEOPLE, _LISTS, _TASKS, _REMINDERS, _OCCURRENCES, _EVENTS, _COUNTER):
            connection.execute(statement, params)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
