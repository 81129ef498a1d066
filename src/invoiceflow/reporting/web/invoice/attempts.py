"""What is on its way for an invoice, what did not come, and what can be charged, in finished strings."""

from dataclasses import dataclass

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.decline_words import TO_DO, declined
from invoiceflow.payments.domain.provider_amounts import is_chargeable
from invoiceflow.reporting.queries.invoice_page import Attempt, InvoiceFound, Method
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import short_day


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """Money that is on its way, or did not come (``bad``); with ``to_do`` the pay link helps."""

    title: str
    note: str
    money: str
    bad: bool
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class MethodRow:
    """What the open amount can be charged to, at one press."""

    title: str
    note: str
    label: str
    url: str


def attempts(found: InvoiceFound, locale: str) -> tuple[AttemptRow, ...]:
    """Return what is on its way while the invoice is open, and what did not come lately."""
    return tuple(_attempt(each, found, locale) for each in found.attempts)


def waits(found: InvoiceFound) -> bool:
    """Return whether all that is open was paid, and banks have not answered yet."""
    open_minor = found.invoice.total_minor - found.invoice.paid_minor
    return 0 < open_minor <= _pending_minor(found)


def methods(found: InvoiceFound, here: str, locale: str) -> tuple[MethodRow, ...]:
    """Return what the open amount can be charged to, as long as any of it is open and not on its way."""
    invoice = found.invoice
    payable_minor = invoice.total_minor - invoice.paid_minor - _pending_minor(found)
    if Status(invoice.status) not in OPEN or payable_minor <= 0:
        return ()
    if not is_chargeable(payable_minor, invoice.currency):
        return ()
    label = f"Charge {format_money(Money(payable_minor, invoice.currency), locale)}"
    return tuple(_method(each, found, label, f"{here}/charge/{each.id}") for each in found.methods)


def _pending_minor(found: InvoiceFound) -> int:
    return sum(each.amount_minor for each in found.attempts if each.state == "pending")


def _method(method: Method, found: InvoiceFound, label: str, url: str) -> MethodRow:
    day = short_day(day_in(found.time_zone, method.agreed_at), found.today)
    return MethodRow(method.instrument, f"Saved with consent on {day}", label, url)


def _attempt(attempt: Attempt, found: InvoiceFound, locale: str) -> AttemptRow:
    day = short_day(day_in(found.time_zone, attempt.at), found.today)
    money = format_money(Money(attempt.amount_minor, found.invoice.currency), locale)
    if attempt.state == "pending":
        return AttemptRow("On its way", f"Since {day}. The bank has not answered yet.", money, bad=False)
    if attempt.is_charge:
        why = declined(attempt.fault_code, attempt.fault)
        return AttemptRow("Not charged", f"{day}. {why}", money, bad=True, to_do=TO_DO)
    reason = attempt.fault or "The bank did not pay."
    return AttemptRow("Did not come", f"{day}. {reason}", money, bad=True)
