"""What came in for an invoice and went back, in finished strings."""

from dataclasses import dataclass

from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.method_words import KINDS, METHODS, icon_of
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import may_refund
from invoiceflow.payments.domain.trouble_words import RISKS, review_words
from invoiceflow.reporting.queries.invoice_page import InvoiceFound, Payment
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import short_day


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """
    An entry of money. ``kept`` says what Stripe kept of a payment, and what it left.

    A payment that stands may have a ``reverse_url`` if it was entered by hand, a ``refund_url`` if Stripe collected it
    and more of it may go back. ``said`` is what Stripe says of its risk. ``url`` leads to the dispute that it came of.
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
    url: str


def payments(found: InvoiceFound, home: str, locale: str, *, may_record: bool) -> tuple[PaymentRow, ...]:
    """Return what came in and went back, newest first."""
    return tuple(_payment(payment, found, home, locale, may_record=may_record) for payment in found.payments)


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
        format_money(Money(payment.amount_minor, payment.currency), locale),
        is_reversed,
        is_payment and not is_reversed,
        tuple(filter(None, (RISKS.get(payment.risk_level, ""), review_words(payment.review)))),
        f"{home}/payments/{payment.id}/reverse" if may_take_back and not payment.provider_id else "",
        f"{home}/payments/{payment.id}/refund"
        if may_take_back
        and payment.provider_id
        and may_refund(left_minor, payment.waiting_minor, payment.dispute_status)
        else "",
        f"{home}/payments/disputes/{payment.dispute_id}" if payment.dispute_id else "",
    )


def _kept(payment: Payment, locale: str) -> str:
    if payment.fee_minor is None:
        return ""
    fee, net = (
        format_money(Money(minor, payment.currency), locale)
        for minor in (payment.fee_minor, payment.amount_minor - payment.fee_minor)
    )
    return f"Fee {fee}, net {net}"
