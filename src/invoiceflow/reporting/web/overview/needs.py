"""What needs somebody: each with the one button that resolves it, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.money import Money
from invoiceflow.reporting.queries.overview import Failed, Late, Overview, Resting
from invoiceflow.runtime.formats import DEFAULT_LOCALE, format_money
from invoiceflow.web.when import ago, days


@dataclass(frozen=True, slots=True)
class Need:
    """A problem, finished; ``title`` is what the button's name goes on with."""

    title: str
    note: str
    amount: str
    icon: str
    tone: str
    href: str
    action: str
    action_href: str


def needs(found: Overview, *, home: str, at: datetime) -> Iterator[Need]:
    """Yield what failed first, then who is long late, then drafts that rest."""
    for failed in found.failed:
        yield _failed(failed, home)
    for late in found.late:
        yield _late(late, found, home)
    for resting in found.resting:
        yield _resting(resting, home, found.time_zone, at)


def _failed(failed: Failed, home: str) -> Need:
    here = f"{home}/invoices/{failed.invoice_id}"
    return Need(
        f"Email failed: {failed.client_name}",
        f"{failed.number} · {failed.recipient}{': ' if failed.error else ''}{failed.error}",
        _money(failed.due_minor, failed.currency),
        "mail",
        "danger",
        here,
        "Send again",
        f"{here}/send",
    )


def _late(late: Late, found: Overview, home: str) -> Need:
    here = f"{home}/invoices/{late.id}"
    fate = "seen by the client" if late.viewed_at else "sent" if late.sent_at else "never sent"
    return Need(
        f"{days((found.today - late.due_on).days)} late: {late.client_name}",
        f"{late.number} · {fate}",
        _money(late.due_minor, late.currency),
        "clock",
        "plain",
        here,
        "Send again" if late.sent_at else "Send",
        f"{here}/send",
    )


def _resting(resting: Resting, home: str, zone: str, at: datetime) -> Need:
    here = f"{home}/invoices/{resting.id}"
    client = resting.client_name or "nobody yet"
    return Need(
        f"Draft for {client}",
        f"Last touched {ago(resting.updated_at, zone, at)}",
        _money(resting.total_minor, resting.currency),
        "edit",
        "notice",
        here,
        "Finish",
        f"{here}/edit",
    )


def _money(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency), DEFAULT_LOCALE)
