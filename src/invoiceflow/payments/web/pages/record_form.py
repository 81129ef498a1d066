"""The form that records a payment: as it is shown, and as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.notation import Notation
from invoiceflow.payments.actions.record_payment import RecordPayment, implausible
from invoiceflow.payments.domain.method_words import METHODS
from invoiceflow.payments.domain.payment import Method
from invoiceflow.payments.queries.payments import OpenInvoice
from invoiceflow.payments.web.bodies import Day, PaymentMethod
from invoiceflow.payments.web.pages import words
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.typed import read_amount, spelled_amount
from invoiceflow.web import fields
from invoiceflow.web.body import fitting_fields, problems_in
from invoiceflow.web.visit import Visit
from invoiceflow.web.when import long_day

LABELS = {
    "amount": "Amount",
    "received_on": "Received on",
    "method": "Method",
    "reference": "Reference",
    "note": "Note",
}
_MOST_DIGITS = 18
Values = dict[str, str]
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """
    What the form shows: what was typed, what is wrong with it, and the excess to be agreed to.

    ``seen_minor`` is what was open when the form was shown last, None where it does not say.
    """

    values: Values
    errors: Errors
    is_dialog: bool
    credit_minor: int = 0
    seen_minor: int | None = None


class Typed(msgspec.Struct):
    """The fields of the form but for the amount, which is read as it is typed at this tenant."""

    method: PaymentMethod
    received_on: Day
    reference: fields.Line = ""
    note: fields.Text = ""


@dataclass(frozen=True, slots=True)
class RecordForm:
    """
    The form as it is shown. ``standing`` says what is open; ``payment_id`` keeps it from counting twice.

    ``credit_minor`` is the excess that ``question`` asks about; 0 and empty where there is none. ``due_minor`` is what
    is open as the form is shown.
    """

    title: str
    standing: str
    action: str
    cancel_url: str
    csrf: str
    payment_id: str
    currency: str
    due_minor: int
    today: str
    values: Values
    errors: Errors
    summary: tuple[tuple[str, str, str], ...]
    methods: tuple[tuple[str, str], ...]
    credit_minor: int
    question: str
    verb: str


def blank(invoice: OpenInvoice, notation: Notation, today: date) -> Values:
    """Return the form before anyone typed: the open amount, today, a bank transfer."""
    due_minor = invoice.settlement.due_minor
    return {
        "amount": spelled_amount(due_minor, invoice.currency, notation) if due_minor else "",
        "received_on": today.isoformat(),
        "method": Method.BANK_TRANSFER.value,
        "reference": "",
        "note": "",
    }


def typed(form: Mapping[str, str]) -> Values:
    """Return what was typed, to be shown again as it was."""
    return {name: form.get(name, "") for name in LABELS}


def command(  # the form, what it stands for, and who sends it when
    form: dict[str, str],
    invoice: OpenInvoice,
    notation: Notation,
    *,
    actor: str,
    at: datetime,
    today: date,
) -> RecordPayment:
    """
    Return what the form asks for; more than is open only as far as the form has asked about it.

    ``today`` is the tenant's, after which no money can have come.

    Raises:
        Invalid: fields are broken, all of them named.
    """
    sent = {name: value.strip().replace("\r\n", "\n") for name, value in typed(form).items()}
    amount_minor, errors = _amount(sent.pop("amount"), invoice.currency, notation)
    errors += problems_in(sent, Typed, strict=False)
    if errors:
        errors += implausible(None, fitting_fields(sent, Typed).get("received_on"), today)
        raise Invalid(tuple(errors))
    body = msgspec.convert(sent, Typed, strict=False)
    return RecordPayment(
        invoice_id=InvoiceId(invoice.id),
        amount_minor=amount_minor,
        method=body.method,
        received_on=body.received_on,
        actor=actor,
        at=at,
        reference=body.reference,
        note=body.note,
        payment_id=_payment_id(form.get("payment_id", ""), at),
        agreed_credit_minor=minor_in(form.get("credit_minor", "")) or 0,
    )


def shown(
    invoice: OpenInvoice, sent: Sent, *, home: str, visit: Visit, today: date, locale: str
) -> RecordForm:
    """Return the form as it is shown. ``locale`` (BCP 47) is how the tenant writes figures."""
    values, errors = sent.values, sent.errors
    url = f"{home}/invoices/{invoice.id}"
    return RecordForm(
        title=f"Record payment for {invoice.number}",
        standing=_standing(invoice, locale),
        action=f"{url}/payments/new",
        cancel_url=url,
        csrf=visit.csrf,
        payment_id=values.get("payment_id") or str(new_id(visit.at)),
        currency=invoice.currency,
        due_minor=invoice.settlement.due_minor,
        today=today.isoformat(),
        values=values,
        errors=errors,
        summary=tuple((name, LABELS[name], errors[name]) for name in LABELS if name in errors),
        methods=tuple(METHODS.items()),
        credit_minor=sent.credit_minor,
        question=_question(invoice, sent, locale),
        verb="Record with credit" if sent.credit_minor else "Record payment",
    )


def errors_by_field(errors: tuple[FieldError, ...]) -> Errors:
    """Return the first message of each field; the action's own ``amount_minor`` is the form's ``amount``."""
    found: Errors = {}
    for error in errors:
        name = error.pointer.strip("/")
        found.setdefault("amount" if name == "amount_minor" else name, error.message)
    return found


def _amount(text: str, currency: str, notation: Notation) -> tuple[int, list[FieldError]]:
    try:
        return read_amount(text, currency, notation), []
    except Invalid as error:
        return 0, list(error.errors)


def minor_in(text: str) -> int | None:
    """Return an amount in minor units that the form carries by itself; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS else None


def _question(invoice: OpenInvoice, sent: Sent, locale: str) -> str:
    if not sent.credit_minor:
        return ""
    excess = words.money(sent.credit_minor, invoice.currency, locale)
    due_minor = invoice.settlement.due_minor
    if sent.seen_minor is not None and sent.seen_minor > due_minor:
        meanwhile = words.money(sent.seen_minor - due_minor, invoice.currency, locale)
        left = f"{words.money(due_minor, invoice.currency, locale)} is" if due_minor else "nothing is"
        return (
            f"{meanwhile} was recorded since this form was opened, in another tab or by somebody else: {left} open, "
            "and nothing was recorded now. "
            f"If this is a further payment, {excess} becomes a credit of {isolated(invoice.client_name)}."
        )
    client = isolated(invoice.client_name)
    return f"This is {excess} more than is open. Recorded so, {excess} becomes a credit of {client}."


def _payment_id(text: str, at: datetime) -> PaymentId:
    try:
        return PaymentId(UUID(text))
    except ValueError:
        return PaymentId(new_id(at))


def _standing(invoice: OpenInvoice, locale: str) -> str:
    settlement = invoice.settlement
    total = words.money(settlement.total_minor, invoice.currency, locale)
    if settlement.status is Status.PAID:
        return f"{isolated(invoice.client_name)} · {total} is paid. What you record now becomes a credit of the client."
    due = words.money(settlement.due_minor, invoice.currency, locale)
    part = f"{due} of {total} is open" if settlement.paid_minor else f"{due} is open"
    return f"{isolated(invoice.client_name)} · {part}, due {long_day(invoice.due_on)}"
