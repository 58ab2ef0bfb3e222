-- The first schema: people and places, tasks and reminders, the event log and what carries it.

CREATE TABLE chains (
  workspace_id UUID NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (workspace_id)
);

CREATE TABLE events (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  type VARCHAR NOT NULL,
  subject UUID NOT NULL,
  sequence INTEGER NOT NULL,
  actor UUID,
  address_id UUID,
  correlation_id UUID NOT NULL,
  causation_id UUID,
  undoes UUID,
  traceparent VARCHAR,
  time TIMESTAMP WITH TIME ZONE NOT NULL,
  schema_version INTEGER NOT NULL,
  data JSONB,
  salt BYTEA,
  position BIGINT,
  digest BYTEA,
  hash BYTEA,
  PRIMARY KEY (id)
);
CREATE INDEX events_actor ON events (workspace_id, actor, id);
CREATE INDEX events_correlation ON events (correlation_id);
CREATE INDEX events_place ON events (address_id, id) WHERE address_id IS NOT NULL;
CREATE UNIQUE INDEX events_position ON events (workspace_id, position) WHERE position IS NOT NULL;
CREATE UNIQUE INDEX events_subject ON events (subject, sequence);
CREATE INDEX events_undoes ON events (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX events_unsealed ON events (workspace_id, id) WHERE position IS NULL;

CREATE TABLE handled (
  workspace_id UUID NOT NULL,
  key VARCHAR NOT NULL,
  outcome JSONB,
  number_base BIGINT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (workspace_id, key)
);
CREATE INDEX ix_handled_created_at ON handled (created_at);

CREATE TABLE inbox (
  consumer VARCHAR NOT NULL,
  event_id UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX ix_inbox_created_at ON inbox (created_at);

CREATE TABLE lanes (
  lane SMALLSERIAL NOT NULL,
  holder VARCHAR,
  fence BIGINT NOT NULL,
  lease_until TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (lane)
);

CREATE TABLE outbox (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  event_id UUID NOT NULL,
  lane SMALLINT NOT NULL,
  topic VARCHAR NOT NULL,
  key VARCHAR NOT NULL,
  sequence BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  parked_at TIMESTAMP WITH TIME ZONE,
  parked_reason VARCHAR,
  PRIMARY KEY (id)
);
CREATE INDEX outbox_waiting ON outbox (lane, key, sequence) WHERE parked_at IS NULL;

CREATE TABLE persons (
  id UUID NOT NULL,
  name VARCHAR NOT NULL,
  zone VARCHAR,
  zone_set BOOLEAN NOT NULL,
  locale VARCHAR,
  preferences JSONB NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE sessions (
  key VARCHAR NOT NULL,
  value JSONB NOT NULL,
  etag VARCHAR NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (key)
);
CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE TABLE workspaces (
  id UUID NOT NULL,
  platform VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  zone VARCHAR,
  last_number BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT workspaces_platform UNIQUE (platform, external_id)
);

CREATE TABLE addresses (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  platform VARCHAR NOT NULL,
  tenant VARCHAR NOT NULL,
  channel VARCHAR NOT NULL,
  thread VARCHAR NOT NULL,
  person VARCHAR NOT NULL,
  holder VARCHAR,
  fence BIGINT NOT NULL,
  lease_until TIMESTAMP WITH TIME ZONE,
  not_before TIMESTAMP WITH TIME ZONE,
  last_ordinal BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT addresses_place UNIQUE (workspace_id, platform, channel, thread, person),
  FOREIGN KEY(workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX addresses_leased ON addresses (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE identities (
  id UUID NOT NULL,
  person_id UUID NOT NULL,
  platform VARCHAR NOT NULL,
  tenant VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT identities_account UNIQUE (platform, tenant, account),
  FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX identities_person ON identities (person_id);

CREATE TABLE lists (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  owner_id UUID,
  channel VARCHAR,
  name VARCHAR NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT lists_place UNIQUE NULLS NOT DISTINCT (workspace_id, owner_id, channel, name),
  FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
  FOREIGN KEY(owner_id) REFERENCES persons (id)
);

CREATE TABLE members (
  workspace_id UUID NOT NULL,
  person_id UUID NOT NULL,
  account VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  admin BOOLEAN NOT NULL,
  personal BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (workspace_id, person_id),
  FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
  FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX members_person ON members (person_id);

CREATE TABLE cards (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  address_id UUID NOT NULL,
  message_id VARCHAR NOT NULL,
  subjects UUID[] NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(address_id) REFERENCES addresses (id)
);
CREATE UNIQUE INDEX cards_message ON cards (address_id, message_id);
CREATE INDEX cards_subjects ON cards USING gin (subjects);

CREATE TABLE messages (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  address_id UUID NOT NULL,
  ordinal BIGINT NOT NULL,
  author VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  reply JSONB,
  occurrence_id UUID,
  number_base BIGINT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT messages_ordinal UNIQUE (address_id, ordinal),
  FOREIGN KEY(address_id) REFERENCES addresses (id)
);
CREATE UNIQUE INDEX messages_occurrence ON messages (occurrence_id) WHERE occurrence_id IS NOT NULL;

CREATE TABLE tasks (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  number INTEGER,
  list_id UUID NOT NULL,
  title VARCHAR NOT NULL,
  title_verbatim VARCHAR,
  description VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  priority INTEGER NOT NULL,
  due_date DATE,
  due_at TIMESTAMP WITH TIME ZONE,
  due_zone VARCHAR,
  creator_id UUID NOT NULL,
  assignees UUID[] NOT NULL,
  tags TEXT[] NOT NULL,
  rrule TEXT[],
  source_link VARCHAR,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  completed_at TIMESTAMP WITH TIME ZONE,
  deleted_at TIMESTAMP WITH TIME ZONE,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT tasks_status CHECK (status IN ('open', 'done')),
  CONSTRAINT tasks_priority CHECK (priority BETWEEN 1 AND 4),
  FOREIGN KEY(list_id) REFERENCES lists (id),
  FOREIGN KEY(creator_id) REFERENCES persons (id)
);
CREATE INDEX tasks_assignees ON tasks USING gin (assignees);
CREATE INDEX tasks_creator ON tasks (workspace_id, creator_id, status, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_due ON tasks (workspace_id, due_date) WHERE deleted_at IS NULL AND status = 'open';
CREATE INDEX tasks_list ON tasks (list_id, status, id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX tasks_number ON tasks (workspace_id, number);

CREATE TABLE reminders (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  number INTEGER,
  text VARCHAR NOT NULL,
  task_id UUID,
  setter_id UUID NOT NULL,
  person_ids UUID[] NOT NULL,
  address_id UUID NOT NULL,
  wall TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  zone VARCHAR NOT NULL,
  rrule TEXT[],
  source_link VARCHAR,
  status VARCHAR NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT reminders_status CHECK (status IN ('active', 'finished', 'cancelled')),
  FOREIGN KEY(task_id) REFERENCES tasks (id),
  FOREIGN KEY(setter_id) REFERENCES persons (id),
  FOREIGN KEY(address_id) REFERENCES addresses (id)
);
CREATE UNIQUE INDEX reminders_number ON reminders (workspace_id, number);
CREATE INDEX reminders_setter ON reminders (workspace_id, setter_id, status);
CREATE INDEX reminders_task ON reminders (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE occurrences (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  reminder_id UUID NOT NULL,
  address_id UUID NOT NULL,
  sequence INTEGER NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  by_rule BOOLEAN NOT NULL,
  state VARCHAR NOT NULL,
  reason VARCHAR,
  tries INTEGER NOT NULL,
  retry_at TIMESTAMP WITH TIME ZONE,
  missed INTEGER NOT NULL,
  fence BIGINT NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  message_id VARCHAR,
  acknowledged_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (id),
  CONSTRAINT occurrences_sequence UNIQUE (reminder_id, sequence),
  CONSTRAINT occurrences_state CHECK (state IN ('scheduled','due','held','sending','sent','failed','unknown','cancelled','skipped')),
  FOREIGN KEY(reminder_id) REFERENCES reminders (id),
  FOREIGN KEY(address_id) REFERENCES addresses (id)
);
CREATE INDEX occurrences_scheduled ON occurrences (due_at, id) WHERE state = 'scheduled';
CREATE INDEX occurrences_sent ON occurrences (address_id, sent_at) WHERE state = 'sent';
CREATE INDEX occurrences_waiting ON occurrences (address_id, due_at) WHERE state IN ('due', 'sending', 'unknown');

CREATE TABLE attempts (
  id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  occurrence_id UUID NOT NULL,
  number INTEGER NOT NULL,
  worker VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  message_id VARCHAR,
  error VARCHAR,
  claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (id),
  CONSTRAINT attempts_number UNIQUE (occurrence_id, number),
  CONSTRAINT attempts_state CHECK (state IN ('claimed','sent','failed','unknown','refused')),
  FOREIGN KEY(occurrence_id) REFERENCES occurrences (id)
);

-- The one clock of all SQL. Tests replace it by now() plus an offset that they keep in a table.
CREATE FUNCTION todobot_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';

INSERT INTO lanes (lane, fence) SELECT lane, 0 FROM generate_series(0, 63) AS lane;
