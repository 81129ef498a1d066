"""What is sent about payments, checked."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.payments.domain.payment import Method
from invoiceflow.web import fields

_AMOUNT_EXTRA = {
    "code": "payment.amount",
    "message": "Use an integer of minor units above zero: 1050 is 10.50 EUR.",
}
_METHOD_EXTRA = {"code": "payment.method", "message": f"Use one of {', '.join(Method)}."}
_DAY_EXTRA = {"code": "date.malformed", "message": "Use a day that exists, as in 2026-11-18."}

AmountMinor = Annotated[int, Meta(ge=1, le=MAX_MINOR, examples=[19040], extra=_AMOUNT_EXTRA)]
PaymentMethod = Annotated[Method, Meta(extra=_METHOD_EXTRA)]
Day = Annotated[date, Meta(extra=_DAY_EXTRA)]


class NewPayment(msgspec.Struct, forbid_unknown_fields=True):
    """Money that came in. `currency`, where it is given, must be the invoice's."""

    amount_minor: AmountMinor
    method: PaymentMethod
    received_on: Day
    currency: fields.Currency | None = None
    reference: fields.Line = ""
    note: fields.Text = ""


class NewRefund(msgspec.Struct, forbid_unknown_fields=True):
    """Money that is to go back to the client through Stripe: all of a payment, or a part."""

    amount_minor: AmountMinor
    reason: fields.Text = ""


class Reversal(msgspec.Struct, forbid_unknown_fields=True):
    """Why a payment goes back."""

    reason: fields.Text = ""
