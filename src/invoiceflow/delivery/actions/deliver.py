"""Deliver one email: hand it to the mail server, and write down what became of it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.delivery import store
from invoiceflow.delivery.actions.apply_notice import ApplyNotice, apply_notice
from invoiceflow.delivery.actions.tell_sender import tell_people
from invoiceflow.delivery.actions.write_mail import write_mail
from invoiceflow.delivery.domain.delivery import ATTEMPTS, Delivery, DeliveryState
from invoiceflow.delivery.domain.suppression import WHY
from invoiceflow.delivery.store import notices, suppressed
from invoiceflow.invoicing.actions.mark_sent import mark_sent
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.pay_link import Links
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.kernel.ids import DeliveryId, TenantId
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.actions.store_document import Press, store_document
from invoiceflow.runtime import formats
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.mail import Attachment, MailDelayed, Mailer, MailRefused, Message

VOIDED = "The invoice was voided before the email left."
LINK_LOST = (
    "This invoice's public link was made with a secret key that is not kept any more, so no email can name it. "
    "Send the document yourself."
)
NOT_WRITTEN = "The email could not be written. Send the invoice again, or its document yourself."
GIVEN_UP = "Sending this email stopped the server several times, so it was given up."

log = structlog.get_logger()


class _Unsendable(Exception):
    """There is nothing to ask for any more, no link to ask with, or nobody to ask; its text says which."""

    state = DeliveryState.FAILED


class _Unwanted(_Unsendable):
    """Since the email was asked for, its address was found to be dead, or to be somebody who complained."""

    state = DeliveryState.SUPPRESSED


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What delivering needs: ``links`` make the public address, ``press`` the document."""

    database: Database
    mailer: Mailer
    press: Press
    links: Links


@dataclass(frozen=True, slots=True)
class Deliver:
    """One attempt at one delivery."""

    tenant_id: TenantId
    delivery_id: DeliveryId
    at: datetime


async def deliver(office: PostOffice, command: Deliver) -> None:
    """
    Try to deliver. A delivery that is over is left alone, so that a repeated job sends nothing twice.

    No transaction is open while the mail server is spoken to. The message keeps its id through all attempts: if the
    server took it and we died before writing that down, the second copy can be recognised as one. Whatever goes
    wrong, the last attempt ends the delivery.

    Raises:
        Exception: it did not leave now; the job is to be tried again.
    """
    async with office.database.as_tenant(command.tenant_id) as session:
        delivery = await store.lock_delivery(session, command.delivery_id)
        if delivery is None or delivery.state is not DeliveryState.QUEUED:
            return
        await store.count_attempt(session, delivery.id)
    try:
        provider_id = await office.mailer.send(await _message(office, command, delivery))
    except _Unsendable as refusal:
        await _finish(office, command, delivery, error=str(refusal), state=refusal.state)
    except MailRefused as refusal:
        await _finish(office, command, delivery, error=str(refusal))
    except Exception as error:
        if delivery.attempts + 1 < ATTEMPTS:
            raise
        log.exception("delivery.failed", delivery=str(delivery.id))
        reason = str(error) if isinstance(error, MailDelayed) else NOT_WRITTEN
        await _finish(office, command, delivery, error=reason)
    else:
        await _accept(office, command, delivery, provider_id)


async def give_up(office: PostOffice, command: Deliver, *, reason: str = GIVEN_UP) -> None:
    """End a delivery whose job is not run again; by itself, since its workers died of it."""
    async with office.database.as_tenant(command.tenant_id) as session:
        delivery = await store.lock_delivery(session, command.delivery_id)
        # In the same transaction: an email that is accepted meanwhile must not be called lost.
        if delivery is not None and delivery.state is DeliveryState.QUEUED:
            await _write(session, command, delivery, error=reason)


async def _message(office: PostOffice, command: Deliver, delivery: Delivery) -> Message:
    document = await store_document(office.press, command.tenant_id, delivery.invoice_id, at=command.at)
    async with office.database.as_tenant(command.tenant_id) as session:
        invoice = await documents.issued_invoice(session, delivery.invoice_id)
        standing = await state.one(session, delivery.invoice_id, at=command.at)
        unwanted = await suppressed.find_suppression(session, delivery.recipient)
    if standing.status is Status.VOID:
        raise _Unsendable(VOIDED)
    if unwanted is not None:
        raise _Unwanted(WHY[unwanted.reason].format(address=delivery.recipient))
    url = office.links.url(command.tenant_id, invoice.id, standing.link_version, standing.link_hash)
    if url is None:
        raise _Unsendable(LINK_LOST)
    locale = formats.locale_of(invoice.content.language, invoice.seller.country)
    written = write_mail(
        lay_out_invoice(invoice, pay_url=url),
        url=url,
        recipient_name=delivery.recipient_name,
        message=delivery.message,
        due_on=formats.format_date(invoice.due_on, locale),
    )
    return Message(
        to_email=delivery.recipient,
        to_name=delivery.recipient_name,
        from_name=invoice.seller.name,
        reply_to=invoice.seller.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=delivery.message_id,
        at=command.at,
        attachments=(Attachment(document.name, "application/pdf", document.content),),
        tags={"tenant": str(command.tenant_id), "delivery": str(delivery.id)},
    )


async def _accept(office: PostOffice, command: Deliver, delivery: Delivery, provider_id: str) -> None:
    async with office.database.as_tenant(command.tenant_id) as session:
        await store.save_outcome(
            session,
            delivery.id,
            state=DeliveryState.ACCEPTED,
            accepted_at=command.at,
            provider_id=provider_id,
        )
        await mark_sent(session, delivery.invoice_id, command.at)
        await _tell(session, command, delivery, "")
        # What the service told before it was known here whose message that is.
        for notice in await notices.enter_sent(session, provider_id) if provider_id else ():
            await apply_notice(session, ApplyNotice(notice, command.at))


async def _finish(
    office: PostOffice,
    command: Deliver,
    delivery: Delivery,
    *,
    error: str,
    state: DeliveryState = DeliveryState.FAILED,
) -> None:
    async with office.database.as_tenant(command.tenant_id) as session:
        await _write(session, command, delivery, error=error, state=state)


async def _write(
    session: Session,
    command: Deliver,
    delivery: Delivery,
    *,
    error: str,
    state: DeliveryState = DeliveryState.FAILED,
) -> None:
    await store.save_outcome(session, delivery.id, state=state, error=error)
    await tell_people(session, delivery, state, at=command.at)
    await _tell(session, command, delivery, error)


async def _tell(session: Session, command: Deliver, delivery: Delivery, error: str) -> None:
    action = "invoice.not_delivered" if error else "invoice.sent"
    detail = {"to": delivery.recipient, "error": error[:200]} if error else {"to": delivery.recipient}
    await announce(session, "invoice", delivery.invoice_id)
    fact = Fact(command.at, delivery.requested_by, action, "invoice", delivery.invoice_id, dict(detail))
    await record(session, fact)
