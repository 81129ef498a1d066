"""Payments in the words of pages."""

from invoiceflow.kernel.money import Money
from invoiceflow.kernel.name import isolated
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.runtime import formats
from invoiceflow.web.when import long_day

STATUSES = {
    "issued": "unpaid",
    "partially_paid": "part paid",
    "paid": "paid",
    "uncollectible": "uncollectible",
}


def money(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount with its currency: "190,40 €"."""
    return formats.format_money(Money(amount_minor, currency), locale)


def amount(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount without its currency: "190,40"."""
    return formats.format_amount(amount_minor, currency, locale)


def received(payment: PaymentRow, money: str) -> str:
    """Return what was paid, by whom, for what and when."""
    client, day = isolated(payment.client_name), long_day(payment.received_on)
    return f"{money} from {client} for {payment.number}, received {day}"
