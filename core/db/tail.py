"""The last statement of a transaction: takes the numbers and writes every collected row in one round trip."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from core.domain import EventRow, MessageRow, Reminder, Task

# Parents before children is not needed: foreign keys are checked when the statement ends.
_NUMBERED = (Task, Reminder)


class Tail:
    """Rows to insert, which of them take a number, and the outcome to store under the incoming message's key."""

    def __init__(self, workspace: UUID | None) -> None:
        self.workspace = workspace
        self.rows: dict[type[SQLModel], list[SQLModel]] = {}
        self.ordinals: dict[UUID, int] = {}
        self.documents: dict[type[SQLModel], list[dict[str, Any]]] = {}
        self.answer: tuple[str, str] | None = None  # the key, and the outcome as JSON

    def __bool__(self) -> bool:
        return bool(self.rows or self.documents or self.answer)

    def copy(self) -> Tail:
        """The same content, to come back to."""
        other = Tail(self.workspace)
        other.rows = {kind: list(rows) for kind, rows in self.rows.items()}
        other.documents = {kind: list(rows) for kind, rows in self.documents.items()}
        other.ordinals = dict(self.ordinals)
        other.answer = self.answer
        return other

    def add(self, row: SQLModel) -> None:
        """Insert this row."""
        self.rows.setdefault(type(row), []).append(row)

    def add_document(self, kind: type[SQLModel], document: dict[str, Any]) -> None:
        """Insert a row that is JSON already; rows of the log are many, and a model for each would cost a third."""
        self.documents.setdefault(kind, []).append(document)

    def number(self, row: SQLModel) -> int:
        """Give this row a number; which of this transaction's numbers it is, from 1."""
        return self.ordinals.setdefault(row.id, len(self.ordinals) + 1)  # type: ignore[attr-defined]

    def statement(self) -> tuple[str, dict[str, Any]]:
        """The SQL and its parameters; it returns one row, whose `base` is the number before the first one taken."""
        params: dict[str, Any] = {"workspace": self.workspace}
        parts: list[str] = []
        base = "NULL::bigint"
        if self.ordinals:
            parts.append(
                "taken AS (UPDATE workspaces SET last_number = last_number + %(count)s WHERE id = %(workspace)s"
                " RETURNING last_number - %(count)s AS base)"
            )
            params["count"] = len(self.ordinals)
            base = "(SELECT base FROM taken)"
        if MessageRow in self.documents:
            self._talk(parts, params)
        for index, (kind, documents) in enumerate(self._all().items()):
            parts.append(f"i{index} AS ({_insert(kind, base, f'rows{index}')})")
            params[f"rows{index}"] = json.dumps(documents, ensure_ascii=False)
        if self.answer is not None:
            parts.append(
                f"answered AS (UPDATE handled SET outcome = %(outcome)s::jsonb, number_base = {base}"
                " WHERE workspace_id = %(workspace)s AND key = %(key)s)"
            )
            params |= {"key": self.answer[0], "outcome": self.answer[1]}
        return f"WITH {', '.join(parts)} SELECT {base} AS base", params

    def _talk(self, parts: list[str], params: dict[str, Any]) -> None:
        """Messages count per address; all of one transaction belong to one address."""
        messages = self.documents[MessageRow]
        parts.append(
            "talked AS (UPDATE addresses SET last_ordinal = last_ordinal + %(messages)s WHERE id = %(place)s"
            " RETURNING last_ordinal - %(messages)s AS base)"
        )
        params |= {"messages": len(messages), "place": messages[0]["address_id"]}

    def _all(self) -> dict[type[SQLModel], list[dict[str, Any]]]:
        """Every row as JSON, those that take a number marked with which of them it is."""
        found: dict[type[SQLModel], list[dict[str, Any]]] = {}
        for kind, rows in self.rows.items():
            found[kind] = [{name: _json(getattr(row, name)) for name in kind.model_fields} for row in rows]
        for kind, documents in self.documents.items():
            found.setdefault(kind, []).extend(documents)
        if self.ordinals:
            for kind in _NUMBERED:
                for document in found.get(kind, ()):
                    document["_ordinal"] = self.ordinals.get(UUID(document["id"]))
            for document in found.get(EventRow, ()):
                if document["sequence"] == 1:  # what made the thing holds its number
                    document["_ordinal"] = self.ordinals.get(UUID(document["subject"]))
        return found


@cache
def _insert(kind: type[SQLModel], base: str, param: str) -> str:
    """INSERT of JSON documents, cast by the table's own column types."""
    columns = list(kind.model_fields)
    values = [f"r.{name}" for name in columns]
    ordinal = f"({base} + (d.doc->>'_ordinal')::int)"
    if kind in _NUMBERED:
        values[columns.index("number")] = f"coalesce({ordinal}, r.number)"
    if kind is EventRow:
        values[columns.index("data")] = (
            f"CASE WHEN d.doc->>'_ordinal' IS NOT NULL THEN jsonb_set(r.data, '{{after,number}}', to_jsonb({ordinal}))"
            " ELSE r.data END"
        )
    if kind is MessageRow:
        values[columns.index("ordinal")] = "(SELECT base FROM talked) + d.place"
        values[columns.index("number_base")] = base
    return (
        f"INSERT INTO {kind.__tablename__} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM jsonb_array_elements(%({param})s::jsonb) WITH ORDINALITY AS d(doc, place),"
        f" LATERAL jsonb_populate_record(NULL::{kind.__tablename__}, d.doc) AS r"
    )


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value
