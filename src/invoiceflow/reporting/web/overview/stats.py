"""The four figures of the overview. Currencies stand beside each other and are never added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from invoiceflow.kernel.money import Money
from invoiceflow.reporting.queries.overview import Open, Overview
from invoiceflow.runtime.formats import format_count, format_money
from invoiceflow.web.when import MONTHS as MONTH_NAMES
from invoiceflow.web.when import days

LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
OTHERS_NAMED = 2


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure of the strip; ``others`` are the other currencies, which are never added to it."""

    id: str
    label: str
    value: str
    others: str
    note: str
    href: str
    late: bool = False


def stats(found: Overview, home: str, locale: str) -> Iterator[Stat]:
    """Yield the figures, each leading to the list that it counts."""
    late = [group for group in found.open if group.age > 0]
    soon = [group for group in found.open if group.soon]
    lists = f"{home}/invoices?status="
    yield _stat(
        "Outstanding", found, _sums(found.open), _invoices(found.open, locale), f"{lists}open", locale
    )
    note = _late_note(found, late, locale)
    overdue = _stat("Overdue", found, _sums(late), note, f"{lists}overdue&sort=due", locale)
    yield replace(overdue, late=bool(late))
    yield _received(found, home, locale)
    expected = _stat("Expected", found, _sums(soon), "By due date", f"{lists}open&sort=due", locale)
    yield replace(expected, label="Expected in 30 days")


def _received(found: Overview, home: str, locale: str) -> Stat:
    month = [one for one in found.received if one.month == found.today.replace(day=1)]
    count = sum(one.count for one in month)
    since = f"since 1 {MONTH_NAMES[found.today.month - 1]}"
    note = f"{format_count(count, locale)} {'payment' if count == 1 else 'payments'} {since}"
    sums = {one.currency: one.minor for one in month}
    stat = _stat("Received", found, sums, note, f"{home}/payments", locale)
    return replace(stat, label=f"Received in {LONG_MONTHS[found.today.month - 1]}")


def _late_note(found: Overview, late: list[Open], locale: str) -> str:
    if not late:
        return "Nothing"
    oldest = min(group.oldest for group in late)
    return f"{_invoices(late, locale)}, oldest {days((found.today - oldest).days, locale)}"


def _stat(name: str, found: Overview, sums: dict[str, int], note: str, href: str, locale: str) -> Stat:
    others = [
        format_money(Money(minor, currency), locale)
        for currency, minor in sorted(sums.items())
        if currency != found.currency
    ]
    more = f" + {len(others) - OTHERS_NAMED} more" if len(others) > OTHERS_NAMED else ""
    named = " + ".join(others[:OTHERS_NAMED])
    own = format_money(Money(sums.get(found.currency, 0), found.currency), locale)
    return Stat(f"stat-{name.lower()}", name, own, f"+ {named}{more}" if named else "", note, href)


def _sums(groups: Iterable[Open]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for group in groups:
        sums[group.currency] += group.due_minor
    return sums


def _invoices(groups: Iterable[Open], locale: str) -> str:
    count = sum(group.count for group in groups)
    return (
        "Nothing" if not count else "1 invoice" if count == 1 else f"{format_count(count, locale)} invoices"
    )
