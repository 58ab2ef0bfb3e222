CREATE TABLE installations (
  platform varchar NOT NULL,
  external_id varchar NOT NULL,
  name varchar NOT NULL,
  sealed varchar NOT NULL,
  details jsonb NOT NULL,
  expires_at timestamptz,
  ended varchar NOT NULL,
  ended_at timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (platform, external_id)
);

-- What a message of ours said; empty for somebody's own message, which is known here because a task was made from it.
ALTER TABLE cards ADD COLUMN shown jsonb;

-- A place that takes nothing any more is left alone for a while.
ALTER TABLE addresses ADD COLUMN gone varchar NOT NULL DEFAULT '', ADD COLUMN gone_until timestamptz;
