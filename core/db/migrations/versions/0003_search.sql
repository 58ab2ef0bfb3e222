-- Tasks in every order, for the eyes that see them: a person's own, and those of a list.

DROP INDEX tasks_creator;
DROP INDEX tasks_list;
DROP INDEX tasks_due;

CREATE INDEX tasks_creator_due ON tasks
  (workspace_id, creator_id, status, COALESCE(due_date, 'infinity'::date), COALESCE(due_at, 'infinity'::timestamptz), priority, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_creator_number ON tasks
  (workspace_id, creator_id, status, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_creator_priority ON tasks
  (workspace_id, creator_id, status, priority, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_creator_created ON tasks
  (workspace_id, creator_id, status, created_at, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_creator_updated ON tasks
  (workspace_id, creator_id, status, updated_at, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_list_due ON tasks
  (list_id, status, COALESCE(due_date, 'infinity'::date), COALESCE(due_at, 'infinity'::timestamptz), priority, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_list_number ON tasks
  (list_id, status, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_list_priority ON tasks
  (list_id, status, priority, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_list_created ON tasks
  (list_id, status, created_at, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_list_updated ON tasks
  (list_id, status, updated_at, number)
  WHERE deleted_at IS NULL;
CREATE INDEX tasks_given ON tasks (workspace_id, creator_id, status) WHERE deleted_at IS NULL AND assignees <> '{}';
CREATE INDEX tasks_tags ON tasks USING gin (tags) WHERE deleted_at IS NULL;
CREATE INDEX lists_named ON lists (workspace_id, name) WHERE name <> '';

-- What is searched, as words: other signs than letters and digits part them, as they do in what is searched for.
CREATE FUNCTION todobot_words(title text, description text, tags text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.to_tsvector('pg_catalog.simple', pg_catalog.regexp_replace(
    title || ' ' || pg_catalog.array_to_string(tags, ' ') || ' ' || description, '[^[:alnum:]]+', ' ', 'g'))
$$;
ALTER TABLE tasks ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (todobot_words(title, description, tags)) STORED;
CREATE INDEX tasks_words ON tasks USING gin (words) WHERE deleted_at IS NULL;
CREATE INDEX tasks_near ON tasks USING gin (title gin_trgm_ops) WHERE deleted_at IS NULL;
CREATE INDEX tasks_titled ON tasks (workspace_id, lower(title) text_pattern_ops) WHERE deleted_at IS NULL;
