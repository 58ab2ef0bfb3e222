"""A rate that several processes share."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime


class BudgetRow(SQLModel, table=True):
    """So many requests were left at `at`; since then it has filled again. `granted` is what the last one was given."""

    __tablename__: ClassVar[str] = "budgets"

    name: str = Field(primary_key=True)
    left: float
    granted: int
    at: datetime = Field(sa_type=UTCDateTime)
