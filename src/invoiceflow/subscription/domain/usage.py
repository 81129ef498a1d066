"""How much of its plan a tenant uses, and what follows from that."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from invoiceflow.subscription.domain.plan import GRACE_DAYS, GRACE_TIMES, WARN_PERCENT, Resource
from invoiceflow.subscription.domain.subscription import Entitlement

STAGES: Final = (WARN_PERCENT, 100)
"""At which parts of a limit, in percent, a letter is written."""


class Level(StrEnum):
    """How near a limit is; the worst last."""

    FINE = "fine"
    NEAR = "near"
    GRACE = "grace"
    OVER = "over"

    @property
    def rank(self) -> int:
        """Return a number that is greater for what is worse."""
        return tuple(Level).index(self)


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much is used of one thing. ``passed_at`` is when the limit was passed, None while it is not."""

    resource: Resource
    used: int
    limit: int | None = None
    passed_at: datetime | None = None

    @property
    def most(self) -> int:
        """Return how much can be used while grace lasts, where there is a limit."""
        return (self.limit or 0) * GRACE_TIMES

    @property
    def stage(self) -> int:
        """Return which of STAGES is reached; 0 where none is, or where no tenant could use less."""
        if self.limit is None or self.used <= self.resource.least:
            return 0
        return max((stage for stage in STAGES if self.used * 100 >= self.limit * stage), default=0)

    def grace_ends_at(self, since: datetime) -> datetime | None:
        """Return when invoices begin to be refused, where the limit holds since an instant; None where it is kept."""
        if self.passed_at is None:
            return None
        return max(self.passed_at, since) + timedelta(days=GRACE_DAYS)

    def level(self, since: datetime, at: datetime) -> Level:
        """Return how near the limit is at an instant, where it holds since another."""
        if self.limit is None:
            return Level.FINE
        grace_ends_at = self.grace_ends_at(since)
        if self.used <= self.limit or grace_ends_at is None:
            return Level.NEAR if self.stage else Level.FINE
        is_graced = at < grace_ends_at and self.used <= self.most
        return Level.GRACE if is_graced else Level.OVER


@dataclass(frozen=True, slots=True)
class Standing:
    """A tenant's plan, and how much it uses of it, at an instant."""

    entitlement: Entitlement
    gauges: tuple[Gauge, ...]
    at: datetime

    def level_of(self, gauge: Gauge) -> Level:
        """Return how near one of the limits is."""
        return gauge.level(self.entitlement.since, self.at)

    def unlimited(self) -> "Standing":
        """Return what is used as it is where nothing is limited."""
        return replace(self, gauges=tuple(Gauge(each.resource, each.used) for each in self.gauges))

    @property
    def worst(self) -> Gauge:
        """Return what is nearest to its limit, or furthest beyond it."""
        return max(self.gauges, key=lambda each: self.level_of(each).rank)

    @property
    def level(self) -> Level:
        """Return how near the nearest limit is."""
        return self.level_of(self.worst)


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """Return when the calendar month of an instant begins and the next one does, in UTC."""
    first = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=31)).replace(day=1)
