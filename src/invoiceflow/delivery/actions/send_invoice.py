"""Send an invoice: write down whom it goes to, and queue its email."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.delivery import store
from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.delivery.domain.suppression import WHY
from invoiceflow.delivery.store import suppressed
from invoiceflow.invoicing.domain.invoice import Party, Status
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import DeliveryId, InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

DELIVER = "delivery.deliver"
_UNSENT = {
    Status.DRAFT: "Only an issued invoice can be sent. Issue it first.",
    Status.VOID: "A void invoice asks for nothing, and is not sent.",
}


class CannotBeSent(Refused):
    """A draft has no number yet, and a void invoice asks for nothing."""

    code = "invoice.cannot_be_sent"


@dataclass(frozen=True, slots=True)
class SendInvoice:
    """
    Whom an invoice goes to.

    Without a ``recipient`` it is the client's own address, as it stands on the invoice. ``message`` replaces the
    usual sentence. ``actor_id`` is the person who asks, and is told when it does not arrive. ``mail_domain`` is the
    right-hand side of the message's id. ``delivery_id`` is given by whoever may ask twice: the second time nothing is
    sent.
    """

    invoice_id: InvoiceId
    actor: str
    at: datetime
    mail_domain: str
    recipient: str = ""
    recipient_name: str = ""
    message: str = ""
    delivery_id: DeliveryId | None = None
    actor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """An email that was asked for; ``is_new`` unless the same was asked for before, and nothing is sent again."""

    delivery: Delivery
    is_new: bool


async def send_invoice(session: Session, command: SendInvoice) -> Sending:
    """
    Queue the invoice's email in this transaction. It counts as sent once the mail server has accepted it.

    Raises:
        NoSuchInvoice: this tenant has no such invoice.
        CannotBeSent: it is a draft, or void; or the id was used for another email.
        Invalid: there is no address, it cannot be one, or nothing is sent to it any more.
    """
    standing = await state.one(session, command.invoice_id, at=command.at)
    if standing.status in _UNSENT:
        raise CannotBeSent(_UNSENT[standing.status])
    buyer = (await documents.issued_invoice(session, command.invoice_id)).buyer
    delivery = _delivery(command, buyer)
    if not await store.add_delivery(session, delivery):
        return Sending(await _repeated(session, delivery), is_new=False)
    await _refuse_suppressed(session, delivery.recipient)
    await defer(session, DELIVER, {"delivery_id": str(delivery.id)}, lock=str(delivery.id))
    await announce(session, "invoice", command.invoice_id)
    await record(session, _fact(command, delivery))
    return Sending(delivery, is_new=True)


async def _refuse_suppressed(session: Session, address: str) -> None:
    known = await suppressed.find_suppression(session, address)
    if known is not None:
        why = WHY[known.reason].format(address=known.address)
        way_out = "Use another address, or release this one in the settings, under Suppressed addresses."
        raise Invalid.field("/recipient", "recipient.suppressed", f"{why} {way_out}")


def _delivery(command: SendInvoice, buyer: Party) -> Delivery:
    delivery_id = command.delivery_id or DeliveryId(new_id(command.at))
    return Delivery(
        id=delivery_id,
        invoice_id=command.invoice_id,
        recipient=checked_recipient(command.recipient.strip() or buyer.email),
        recipient_name=command.recipient_name.strip() or buyer.contact,
        message=command.message,
        state=DeliveryState.QUEUED,
        attempts=0,
        message_id=f"<{delivery_id}@{command.mail_domain}>",
        error="",
        requested_by=command.actor,
        queued_at=command.at,
        requested_by_id=command.actor_id,
    )


async def _repeated(session: Session, asked: Delivery) -> Delivery:
    """Return the delivery that was asked for before, provided that it is the same email."""
    known = await store.lock_delivery(session, asked.id)
    if known is None or _told(known) != _told(asked):
        raise CannotBeSent("This form has sent an email already. Open it again to send another.")
    return known


def _told(delivery: Delivery) -> tuple[InvoiceId, str, str, str]:
    return delivery.invoice_id, delivery.recipient, delivery.recipient_name, delivery.message


def _fact(command: SendInvoice, delivery: Delivery) -> Fact:
    detail: dict[str, str | int | None] = {"to": delivery.recipient}
    return Fact(command.at, command.actor, "invoice.queued", "invoice", command.invoice_id, detail)


def checked_recipient(address: str) -> str:
    """
    Return the address that an invoice goes to.

    Raises:
        Invalid: there is none, or it cannot be one.
    """
    if not address:
        raise Invalid.field(
            "/recipient", "recipient.missing", "The client has no email address. Add one here."
        )
    try:
        parsed = Address(addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        raise Invalid.field("/recipient", "recipient.invalid", "This is not an email address.") from None
    if "." not in parsed.domain or not parsed.username or not address.isascii() or len(address) > 254:
        raise Invalid.field("/recipient", "recipient.invalid", "This is not an email address.")
    return address
