"""A payment as lists show it."""

from dataclasses import dataclass

from invoiceflow.payments.domain.method_words import KINDS, METHODS, icon_of
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.payments.web.pages import words
from invoiceflow.web.when import long_day


@dataclass(frozen=True, slots=True)
class Shown:
    """
    An entry of money in finished strings.

    ``is_reversed``: taken back, struck through. ``pill`` says what an entry is besides a payment. Only what can
    still be taken back by hand has a ``reverse_url``.
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
    is_reversed: bool
    pill: str
    reverse_url: str
    refund_url: str


def shown(home: str, row: PaymentRow, locale: str, *, may_record: bool, may_refund: bool) -> Shown:
    """Return a payment as lists show it, its amount as a locale (BCP 47) writes it, with what a reader may do to it."""
    is_reversed, is_payment = row.reversed_by_id is not None, row.kind == Kind.PAYMENT
    may_reverse = may_record and is_payment and not is_reversed and not row.provider_id
    return Shown(
        id=str(row.id),
        invoice_url=f"{home}/invoices/{row.invoice_id}",
        number=row.number,
        client=row.client_name,
        received_on=long_day(row.received_on),
        received_iso=row.received_on.isoformat(),
        method=METHODS[row.method],
        icon=icon_of(row.kind, row.method),
        reference=row.reference,
        amount=words.amount(row.amount_minor, row.currency, locale),
        money=words.money(row.amount_minor, row.currency, locale),
        currency=row.currency,
        is_reversed=is_reversed,
        pill="Reversed" if is_reversed else "" if is_payment else KINDS[row.kind],
        reverse_url=f"{home}/payments/{row.id}/reverse" if may_reverse else "",
        refund_url=f"{home}/payments/{row.id}/refund" if may_refund else "",
    )
