"""Billing periods, counted from their anchor: the third month's end is not the second's plus a month."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Final

from invoiceflow.sandbox.stripe.ground.wire import Json

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


def after(anchor: int, recurring: Json, count: int) -> int:
    """Return the instant that is so many periods after the anchor, at the anchor's time of day in UTC."""
    steps = recurring["interval_count"] * count
    begin = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] in _DAYS:
        return int((begin + timedelta(days=_DAYS[recurring["interval"]] * steps)).timestamp())
    years, month = divmod(begin.month - 1 + _MONTHS[recurring["interval"]] * steps, 12)
    year = begin.year + years
    day = min(begin.day, monthrange(year, month + 1)[1])
    return int(begin.replace(year=year, month=month + 1, day=day).timestamp())


def next_end(anchor: int, recurring: Json, at: int) -> int:
    """Return the end of the period that an instant is in."""
    count = 1
    while after(anchor, recurring, count) <= at:
        count += 1
    return after(anchor, recurring, count)


def part(amount_minor: int, left_seconds: int, whole_seconds: int) -> int:
    """Return the share of an amount for what is left of a period, halves rounded up."""
    return (2 * amount_minor * left_seconds + whole_seconds) // (2 * whole_seconds)
