"""
Days and instants as the interface says them, in English: short, and near ones by their distance.

How many days there are is written as a ``locale`` (BCP 47) writes numbers.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from invoiceflow.runtime.formats import format_count

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def short_day(day: date, today: date) -> str:
    """Return a day, with its year where that is not the present one: "18 Nov", "18 Nov 2025"."""
    return long_day(day) if day.year != today.year else f"{day.day} {MONTHS[day.month - 1]}"


def long_day(day: date) -> str:
    """Return a day with its year: "2 Dec 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days(count: int, locale: str) -> str:
    """Return a number of days: "1 day", "12 days"."""
    return "1 day" if count == 1 else f"{format_count(count, locale)} days"


def until(day: date, today: date, locale: str) -> str:
    """Return how far a due date is: "in 13 days", "tomorrow", "today", "23 days late"."""
    distance = (day - today).days
    if distance < 0:
        return f"{days(-distance, locale)} late"
    return ("today", "tomorrow")[distance] if distance < 2 else f"in {days(distance, locale)}"


def moment(at: datetime, zone: str, now: datetime) -> str:
    """Return an instant by the clocks of a time zone (IANA name): "18 Nov, 10:30"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date(), now.astimezone(ZoneInfo(zone)).date())}, {local:%H:%M}"


def distance(at: datetime, now: datetime) -> str:
    """Return how long ago an instant was, in no time zone: "just now", "3 hours ago", "12 days ago"."""
    minutes = (now - at) // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    hours = minutes // 60
    if hours < 48:
        return "1 hour ago" if hours == 1 else f"{hours} hours ago"
    return f"{hours // 24} days ago"


def ago(at: datetime, zone: str, now: datetime) -> str:
    """Return an instant by its distance where it is near: "just now", "12 min ago", "today, 09:14", "18 Nov, 10:30"."""
    minutes = (now - at) // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        return f"today, {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"yesterday, {local:%H:%M}"
    return moment(at, zone, now)
