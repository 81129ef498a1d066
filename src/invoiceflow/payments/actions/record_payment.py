"""Record a payment that came in by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.settle_invoice import SettleInvoice, settle_invoice
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.kernel.errors import FieldError, Invalid, Refused
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.kernel.money import MAX_MINOR, too_large
from invoiceflow.payments import store
from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.payment import Method, Payment
from invoiceflow.payments.events import PaymentRecorded
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy import queries as tenancy

EARLIEST = date(2000, 1, 1)
"""Days before it are slips of the finger in the year."""


class AlreadyRecorded(Refused):
    """A form was sent twice: the payment with its id exists."""

    code = "payment.already_recorded"


class LeavesCredit(Refused):
    """More came in than is open, and nobody has agreed to that yet. ``credit_minor`` would be the client's."""

    code = "payment.leaves_credit"

    def __init__(self, credit_minor: int) -> None:
        super().__init__("This is more than is open. Say whether the rest shall be a credit of the client.")
        self.credit_minor = credit_minor


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """
    Money that a client paid for one invoice.

    Without ``currency`` it is the invoice's. ``payment_id`` is given by a form, so that sending it twice
    records one payment. ``agreed_credit_minor`` is how much of it may exceed what is open; None takes any excess.
    """

    invoice_id: InvoiceId
    amount_minor: int
    method: Method
    received_on: date
    actor: str
    at: datetime
    currency: str | None = None
    reference: str = ""
    note: str = ""
    payment_id: PaymentId | None = None
    agreed_credit_minor: int | None = None


async def record_payment(session: Session, command: RecordPayment) -> tuple[Payment, Settlement]:
    """
    Record a payment, settle its invoice and write the ledger; return the payment and how the invoice stands.

    What exceeds the open amount becomes the client's credit.

    Raises:
        NoSuchInvoice: there is no such invoice.
        NotIssued: it is a draft.
        NotPayable: it is void.
        OtherCurrency: ``currency`` is not the invoice's.
        Invalid: the amount is not above zero or is too large; the day is in the future or long ago.
        AlreadyRecorded: ``payment_id`` is taken.
        LeavesCredit: more of it exceeds the open amount than was agreed to.
    """
    today = day_in((await tenancy.own_tenant(session)).profile.time_zone, command.at)
    errors = implausible(command.amount_minor, command.received_on, today)
    if errors:
        raise Invalid(errors)
    currency = command.currency or await store.currency_of_invoice(session, command.invoice_id)
    change = SettleInvoice(command.invoice_id, command.amount_minor, currency, command.at)
    # Locks the invoice, so that all that follows is alone with it.
    settlement = await settle_invoice(session, change)
    if command.payment_id and await store.find_payment(session, command.payment_id):
        raise AlreadyRecorded("This payment is recorded already.")
    _require_agreed(command, settlement)
    payment = _payment(command, currency)
    await _write(session, payment, settlement, command)
    return payment, settlement


def _require_agreed(command: RecordPayment, settlement: Settlement) -> None:
    excess_minor = min(settlement.credit_minor, command.amount_minor)
    if command.agreed_credit_minor is not None and excess_minor > command.agreed_credit_minor:
        raise LeavesCredit(excess_minor)


async def _write(session: Session, payment: Payment, settlement: Settlement, command: RecordPayment) -> None:
    await store.add_payment(session, payment, recorded_by=command.actor, at=command.at)
    journal = posting.paid(
        payment.currency,
        total_minor=settlement.total_minor,
        paid_before_minor=settlement.paid_minor - payment.amount_minor,
        amount_minor=payment.amount_minor,
    )
    await store.write_journal(
        session, payment.kind, journal, invoice_id=payment.invoice_id, source_id=payment.id, at=command.at
    )
    await publish(session, PaymentRecorded(payment.id, payment.invoice_id))
    await announce(session, "payment", payment.id)
    await record(session, _fact(payment, command))


def implausible(amount_minor: int | None, received_on: date | None, today: date) -> tuple[FieldError, ...]:
    """Return what nobody can have meant, as of ``today`` in the tenant's zone. None is not looked at."""
    return tuple(error for error in (_of_amount(amount_minor), _of_day(received_on, today)) if error)


def _of_amount(amount_minor: int | None) -> FieldError | None:
    if amount_minor is not None and amount_minor <= 0:
        message = "Use an amount above zero. To take a payment back, reverse it."
        return FieldError("payment.not_above_zero", "/amount_minor", message)
    return too_large("/amount_minor") if amount_minor is not None and amount_minor > MAX_MINOR else None


def _of_day(received_on: date | None, today: date) -> FieldError | None:
    if received_on is not None and received_on > today:
        message = f"Money cannot have come in the future. Use {today.isoformat()} or a day before."
        return FieldError("payment.in_the_future", "/received_on", message)
    if received_on is not None and received_on < EARLIEST:
        message = f"Use a day from {EARLIEST.isoformat()} on."
        return FieldError("payment.too_long_ago", "/received_on", message)
    return None


def _payment(command: RecordPayment, currency: str) -> Payment:
    return Payment(
        id=command.payment_id or PaymentId(new_id(command.at)),
        invoice_id=command.invoice_id,
        amount_minor=command.amount_minor,
        currency=currency,
        method=command.method,
        received_on=command.received_on,
        reference=command.reference,
        note=command.note,
    )


def _fact(payment: Payment, command: RecordPayment) -> Fact:
    """Return the audit entry, which belongs to the invoice: its history shows what was paid."""
    return Fact(
        at=command.at,
        actor=command.actor,
        action="payment.recorded",
        object_kind="invoice",
        object_id=payment.invoice_id,
        detail={
            "payment_id": str(payment.id),
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "method": payment.method.value,
            "received_on": payment.received_on.isoformat(),
        },
    )
