"""Apply a notice: write down what became of an email, and tell who has to do something about it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.delivery import store
from invoiceflow.delivery.actions.tell_sender import tell_people
from invoiceflow.delivery.domain.delivery import BAD, Delivery, furthest
from invoiceflow.delivery.domain.notice import Notice, reason_to_suppress
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.store import notices, suppressed
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce

SERVICE = "mail service"
"""Who acts, as the audit log names it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ApplyNotice:
    """A notice whose sender was proven, and when it came."""

    notice: Notice
    at: datetime


async def receive_notice(database: Database, command: ApplyNotice) -> TenantId | None:
    """
    Apply a notice to the tenant whose message it is about, committed when this returns; return which that is.

    A notice about nobody's message, as of a letter about signing in, is set aside and forgotten after a month.
    """
    tenant_id = await notices.tenant_of(database, command.notice, command.at)
    if tenant_id is not None:
        async with database.as_tenant(tenant_id) as session:
            await apply_notice(session, command)
    return tenant_id


async def apply_notice(session: Session, command: ApplyNotice) -> bool:
    """
    Write down what a notice says of the tenant's delivery; return whether that was new.

    Notices may come in any order and any number of times: the delivery ends in the same state, and is told of once.
    """
    notice = command.notice
    delivery = await store.lock_sent(session, notice.provider_id)
    if delivery is None or delivery.recipient.lower() != notice.recipient:
        log.warning("notice.other_recipient", provider_id=notice.provider_id, kind=notice.kind.value)
        return False
    if not await notices.keep_notice(session, delivery.id, notice, command.at):
        return False
    await _change(session, delivery, command)
    await _suppress(session, delivery, command)
    await announce(session, "invoice", delivery.invoice_id)
    await record(session, _fact(delivery, command))
    return True


async def _change(session: Session, delivery: Delivery, command: ApplyNotice) -> None:
    """Move the delivery on, and tell people where that is bad news; nothing where it has come further already."""
    notice = command.notice
    state = furthest(delivery.state, notice.kind)
    if state is delivery.state:
        return
    error = notice.detail if state in BAD else ""
    await store.save_news(session, delivery.id, state, error)
    if state in BAD:
        await tell_people(session, delivery, state, at=command.at)


async def _suppress(session: Session, delivery: Delivery, command: ApplyNotice) -> None:
    notice = command.notice
    reason = reason_to_suppress(notice.kind)
    if reason is None:
        return
    suppression = Suppression(
        id=new_id(command.at),
        address=notice.recipient,
        reason=reason,
        detail=notice.detail,
        invoice_id=delivery.invoice_id,
        suppressed_at=command.at,
    )
    await suppressed.suppress(session, suppression)


def _fact(delivery: Delivery, command: ApplyNotice) -> Fact:
    notice = command.notice
    detail: dict[str, str | int | None] = {"to": delivery.recipient, "error": notice.detail[:200]}
    action = f"email.{notice.kind.value}"
    return Fact(command.at, SERVICE, action, "invoice", delivery.invoice_id, detail)
