"""A rate that several processes share: a bucket in one row, asked for a few requests at a time while somebody sends."""

from __future__ import annotations

from core.db.engine import Database
from core.db.uow import Scope
from core.ports import Lease

SCOPE = Scope.system("budgets")
GOOD_S = 0.2  # what was granted is used at once, or not at all
# In a second there may go out what had gathered, what flows in, and what was granted just before and is good still:
# 0.1 + 0.72 * 1.2 = 0.97 of the rate.
GATHERED, FLOWING = 0.1, 0.72

# The real clock, and not the transaction's: who had to wait for the row began before who had it.
_LEFT = "least(%(most)s::float8, b.left + greatest(extract(epoch FROM clock_timestamp() - b.at), 0)::float8 * %(flow)s)"
_GRANTED = f"greatest(least(%(wanted)s, floor({_LEFT})), 0)"
_LEASE = f"""
INSERT INTO budgets AS b (name, "left", granted, at)
VALUES (%(name)s, %(most)s - least(%(wanted)s, %(most)s), least(%(wanted)s, %(most)s), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET "left" = {_LEFT} - {_GRANTED}, granted = {_GRANTED},
  at = greatest(b.at, clock_timestamp())
RETURNING granted, "left"
"""


class StoredBudgets:
    """Implements core.ports.Budgets."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def lease(self, name: str, rate: int, wanted: int) -> Lease:
        """Up to `wanted` requests of a budget of `rate` a second. UnavailableError while the database is away."""
        most, flow = max(1, int(rate * GATHERED)), rate * FLOWING
        values = {"name": name, "most": most, "flow": flow, "wanted": wanted}
        # Not tx.write: nobody has to be woken for it.
        row = await self._db.run(SCOPE, lambda tx: tx.one(_LEASE, **values))
        assert row is not None
        granted = int(row["granted"])
        return Lease(granted, GOOD_S if granted else (1 - row["left"]) / flow)
