"""The only place that asks what time it is. Everything else is given an instant."""

from datetime import UTC, date, datetime
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo


@runtime_checkable
class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one place


def day_in(zone: str, at: datetime) -> date:
    """Return the calendar day that it is in a time zone at an instant. Dates of law are the tenant's own."""
    return at.astimezone(ZoneInfo(zone)).date()
