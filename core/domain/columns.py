"""Column types that several tables share, and the ids that they are given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.types import TypeDecorator, TypeEngine


def new_id() -> UUID:
    """A UUIDv7: unique, and roughly in the order of creation (never rely on it for commit order)."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


class UTCDateTime(TypeDecorator[datetime]):
    """`timestamptz` that refuses naive values."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """The value as it is, or ValueError when it has no offset."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value


def uuids() -> TypeEngine[Any]:
    """An array of ids."""
    return ARRAY(PG_UUID(as_uuid=True))


def texts() -> TypeEngine[Any]:
    """An array of strings."""
    return ARRAY(Text())


def jsonb() -> TypeEngine[Any]:
    """A JSON document."""
    return JSONB()
