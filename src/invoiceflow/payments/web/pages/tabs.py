"""The places beside each other under *Payments*."""

from typing import Final

from invoiceflow.runtime.formats import format_count

PAYMENTS: Final = "Payments"
DISPUTES: Final = "Disputes"
Tab = tuple[str, str, str, bool]
"""Label, address, count or nothing, and whether it is shown (components/tabs.html)."""


def tabs(home: str, waiting: int | None, current: str, locale: str) -> tuple[Tab, ...]:
    """Return the tabs; none where ``waiting`` is None, since nobody can dispute what was never paid online."""
    if waiting is None:
        return ()
    count = format_count(waiting, locale) if waiting else ""
    places = ((PAYMENTS, f"{home}/payments", ""), (DISPUTES, f"{home}/payments/disputes", count))
    return tuple((label, href, shown, label == current) for label, href, shown in places)
