DROP INDEX tasks_titled, tasks_near, tasks_words, tasks_tags, tasks_given, lists_named;
ALTER TABLE tasks DROP COLUMN words;
DROP FUNCTION todobot_words(text, text, text[]);
DROP INDEX tasks_creator_due, tasks_creator_number, tasks_creator_priority, tasks_creator_created, tasks_creator_updated, tasks_list_due, tasks_list_number, tasks_list_priority, tasks_list_created, tasks_list_updated;
CREATE INDEX tasks_creator ON tasks (workspace_id, creator_id, status, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_list ON tasks (list_id, status, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_due ON tasks (workspace_id, due_date) WHERE deleted_at IS NULL AND status = 'open';
