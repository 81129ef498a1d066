"""A payment as lists show it."""

from dataclasses import dataclass

from invoiceflow.payments.domain.method_words import ICONS, METHODS
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.payments.web.pages import words
from invoiceflow.web.when import long_day


@dataclass(frozen=True, slots=True)
class Shown:
    """
    A payment or reversal in finished strings.

    ``state`` is ``reversed`` (taken back, struck through), ``reversal`` (takes one back) or empty; only what can still
    be taken back has a ``reverse_url``.
    """

    id: str
    invoice_url: str
    number: str
    client: str
    received_on: str
    received_iso: str
    method: str
    icon: str
    reference: str
    amount: str
    money: str
    currency: str
    state: str
    reverse_url: str


def shown(home: str, row: PaymentRow, locale: str, *, may_record: bool) -> Shown:
    """Return a payment as lists show it, its amount as a locale (BCP 47) writes it."""
    state = "reversal" if row.reverses_id else "reversed" if row.reversed_by_id else ""
    return Shown(
        id=str(row.id),
        invoice_url=f"{home}/invoices/{row.invoice_id}",
        number=row.number,
        client=row.client_name,
        received_on=long_day(row.received_on),
        received_iso=row.received_on.isoformat(),
        method=METHODS[row.method],
        icon="st-refund" if row.reverses_id else ICONS[row.method],
        reference=row.reference,
        amount=words.amount(row.amount_minor, row.currency, locale),
        money=words.money(row.amount_minor, row.currency, locale),
        currency=row.currency,
        state=state,
        reverse_url="" if state or not may_record else f"{home}/payments/{row.id}/reverse",
    )
