"""The money of one invoice, in finished strings: what is open, what was paid, and what the ledger says."""

from collections.abc import Iterator
from dataclasses import dataclass

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN, Settlement
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.decline_words import TO_DO, declined
from invoiceflow.payments.domain.method_words import KINDS, METHODS, icon_of
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.provider_amounts import is_chargeable
from invoiceflow.payments.domain.trouble_words import RISKS, review_words
from invoiceflow.reporting.queries.invoice_page import Attempt, InvoiceFound, Method, Payment
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_amount, format_money
from invoiceflow.web.when import days, long_day, short_day, until

PLACES = {
    "receivable": "Receivable",
    "bank": "Bank",
    "revenue": "Revenue",
    "tax": "Tax payable",
    "rounding": "Rounding",
    "client_credit": "Client’s credit",  # noqa: RUF001  # an apostrophe as it is printed
    "clearing": "Held by Stripe",
    "disputed": "Held for disputes",
    "fees": "Stripe’s fees",  # noqa: RUF001  # an apostrophe as it is printed
}
JOURNALS = {
    "issue": "Issued",
    "void": "Voided",
    "fee": "Fee",
    "dispute": "Dispute",
    "payout": "Paid out",
    "payout_returned": "Payout came back",
    **KINDS,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """
    Where the money stands. ``heading`` says what ``amount`` is.

    ``paid_parts`` of ``total_parts`` are for a progress bar, in minor units; ``paid`` is empty where nothing was.
    """

    heading: str
    amount: str
    due: str
    distance: str
    late: bool
    paid: str
    total: str
    paid_parts: int
    total_parts: int
    credit: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """
    An entry of money. ``kept`` says what Stripe kept of a payment, and what it left.

    A payment that stands may have a ``reverse_url`` if it was entered by hand, a ``refund_url`` if Stripe collected it
    and not all of it went back.
    ``said`` is what Stripe says of its risk.
    """

    id: str
    method: str
    icon: str
    note: str
    kept: str
    money: str
    is_reversed: bool
    stands: bool
    said: tuple[str, ...]
    reverse_url: str
    refund_url: str


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


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry; day and kind stand at the first of a journal only."""

    day: str
    kind: str
    place: str
    debit: str
    credit: str


def summary(found: InvoiceFound, locale: str) -> Summary:
    """Return where the money of a draft or invoice stands."""
    invoice = found.invoice
    status = Status(invoice.status)
    standing = Settlement(status, invoice.total_minor, invoice.paid_minor)
    is_open = status in OPEN
    late = standing.overdue(due_on=invoice.due_on, today=found.today)
    heading, minor = _headline(standing)
    return Summary(
        heading=heading,
        amount=_money(minor, invoice.currency, locale),
        due=_due(found, locale),
        distance=until(invoice.due_on, found.today, locale) if is_open and invoice.due_on else "",
        late=late,
        paid=_money(invoice.paid_minor, invoice.currency, locale) if invoice.paid_minor else "",
        total=_money(invoice.total_minor, invoice.currency, locale),
        paid_parts=min(max(invoice.paid_minor, 0), max(invoice.total_minor, 0)),
        total_parts=max(invoice.total_minor, 1),
        credit=_money(standing.credit_minor, invoice.currency, locale) if standing.credit_minor else "",
    )


def payments(found: InvoiceFound, home: str, locale: str, *, may_record: bool) -> tuple[PaymentRow, ...]:
    """Return what came in and went back, newest first."""
    return tuple(_payment(payment, found, home, locale, may_record=may_record) for payment in found.payments)


def attempts(found: InvoiceFound, locale: str) -> tuple[AttemptRow, ...]:
    """Return what is on its way while the invoice is open, and what did not come lately."""
    return tuple(_attempt(each, found, locale) for each in found.attempts)


def waits(found: InvoiceFound) -> bool:
    """Return whether all that is open was paid, and banks have not answered yet."""
    open_minor = found.invoice.total_minor - found.invoice.paid_minor
    return 0 < open_minor <= sum(each.amount_minor for each in found.attempts if each.state == "pending")


def methods(found: InvoiceFound, here: str, locale: str) -> tuple[MethodRow, ...]:
    """Return what the open amount can be charged to, as long as any of it is open and not on its way."""
    invoice = found.invoice
    waiting_minor = sum(each.amount_minor for each in found.attempts if each.state == "pending")
    payable_minor = invoice.total_minor - invoice.paid_minor - waiting_minor
    if Status(invoice.status) not in OPEN or payable_minor <= 0:
        return ()
    if not is_chargeable(payable_minor, invoice.currency):
        return ()
    label = f"Charge {_money(payable_minor, invoice.currency, locale)}"
    return tuple(_method(each, found, label, f"{here}/charge/{each.id}") for each in found.methods)


def _method(method: Method, found: InvoiceFound, label: str, url: str) -> MethodRow:
    day = short_day(day_in(found.time_zone, method.agreed_at), found.today)
    return MethodRow(method.instrument, f"Saved with consent on {day}", label, url)


def _attempt(attempt: Attempt, found: InvoiceFound, locale: str) -> AttemptRow:
    day, money = (
        short_day(day_in(found.time_zone, attempt.at), found.today),
        _money(attempt.amount_minor, found.invoice.currency, locale),
    )
    if attempt.state == "pending":
        return AttemptRow("On its way", f"Since {day}. The bank has not answered yet.", money, bad=False)
    if attempt.is_charge:
        why = declined(attempt.fault_code, attempt.fault)
        return AttemptRow("Not charged", f"{day}. {why}", money, bad=True, to_do=TO_DO)
    reason = attempt.fault or "The bank did not pay."
    return AttemptRow("Did not come", f"{day}. {reason}", money, bad=True)


def ledger(found: InvoiceFound, locale: str) -> tuple[LedgerLine, ...]:
    """Return what the ledger says about the invoice, by journal."""
    return tuple(_ledger(found, locale))


def ledger_sums(found: InvoiceFound, locale: str) -> tuple[str, str]:
    """Return the sums of debits and credits, which the database keeps equal."""
    currency = found.invoice.currency
    debit = sum(max(entry.amount_minor, 0) for entry in found.ledger)
    credit = sum(max(-entry.amount_minor, 0) for entry in found.ledger)
    return format_amount(debit, currency, locale), format_amount(credit, currency, locale)


def _headline(standing: Settlement) -> tuple[str, int]:
    if standing.status is Status.DRAFT:
        return "Total", standing.total_minor
    if standing.status is Status.PAID:
        return "Paid", standing.paid_minor
    if standing.status is Status.VOID:
        return "Void", standing.total_minor
    if standing.status is Status.UNCOLLECTIBLE:
        return "Given up", standing.due_minor
    return "Open", standing.due_minor


def _due(found: InvoiceFound, locale: str) -> str:
    invoice = found.invoice
    if invoice.due_on is not None:
        return long_day(invoice.due_on)
    return f"{days(invoice.payment_days, locale)} after issue" if invoice.payment_days else "when issued"


def _payment(
    payment: Payment, found: InvoiceFound, home: str, locale: str, *, may_record: bool
) -> PaymentRow:
    is_payment, is_reversed = payment.kind == Kind.PAYMENT, payment.reversed_by_id is not None
    may_take_back = may_record and is_payment and not is_reversed
    left_minor = sum(each.amount_minor for each in found.payments if payment.id in (each.id, each.of_id))
    said = payment.reference or payment.note
    return PaymentRow(
        str(payment.id),
        METHODS[payment.method] if is_payment else KINDS[payment.kind],
        icon_of(payment.kind, payment.method),
        f"{short_day(payment.received_on, found.today)}{' · ' if said else ''}{said}",
        _kept(payment, locale),
        _money(payment.amount_minor, payment.currency, locale),
        is_reversed,
        is_payment and not is_reversed,
        tuple(filter(None, (RISKS.get(payment.risk_level, ""), review_words(payment.review)))),
        f"{home}/payments/{payment.id}/reverse" if may_take_back and not payment.provider_id else "",
        f"{home}/payments/{payment.id}/refund"
        if may_take_back and payment.provider_id and left_minor > 0
        else "",
    )


def _kept(payment: Payment, locale: str) -> str:
    if payment.fee_minor is None:
        return ""
    fee, net = (
        _money(minor, payment.currency, locale)
        for minor in (payment.fee_minor, payment.amount_minor - payment.fee_minor)
    )
    return f"Fee {fee}, net {net}"


def _ledger(found: InvoiceFound, locale: str) -> Iterator[LedgerLine]:
    journal_id = None
    for entry in found.ledger:
        first, journal_id = entry.journal_id != journal_id, entry.journal_id
        figure = format_amount(abs(entry.amount_minor), entry.currency, locale)
        yield LedgerLine(
            short_day(day_in(found.time_zone, entry.at), found.today) if first else "",
            JOURNALS[entry.kind] if first else "",
            PLACES[entry.place],
            figure if entry.amount_minor > 0 else "",
            figure if entry.amount_minor < 0 else "",
        )


def _money(minor: int, currency: str, locale: str) -> str:
    return format_money(Money(minor, currency_of(currency).code), locale)
