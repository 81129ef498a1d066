"""How long what is left of a deleted tenant is kept."""

from datetime import date, datetime, timedelta
from typing import Final

YEARS: Final = 10
"""The longest that books are kept in most of Europe, from the end of a year on. Rule: § 147 AO."""

AHEAD_OF_UTC: Final = timedelta(hours=14)
"""As far as any zone is: somewhere the next year may have begun."""


def kept_until(closed_at: datetime) -> date:
    """Return the last day on which the books of a tenant that is closed at an instant must be there, in any zone."""
    return date((closed_at + AHEAD_OF_UTC).year + YEARS, 12, 31)
