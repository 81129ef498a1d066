"""End a saved method: nothing is charged to it any more, and Stripe forgets it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.audit.actions.record import record
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.keep_method import fact_of
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.ports import Declined
from invoiceflow.payments.store import methods
from invoiceflow.payments.store.methods import NoSuchMethod
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

DETACH: Final = "payments.detach_method"


@dataclass(frozen=True, slots=True)
class EndMethod:
    """Which method of which client is not charged any more, and who says so."""

    method_id: UUID
    client_id: UUID
    actor: str
    at: datetime


async def end_method(session: Session, command: EndMethod) -> SavedMethod:
    """
    End a consent: from this moment on nothing is charged by it. A job makes Stripe forget the method.

    A second time changes nothing.

    Raises:
        NoSuchMethod: the client has none of that id.
    """
    method = await methods.lock_method(session, command.method_id)
    if method.client_id != command.client_id:
        raise NoSuchMethod("There is no such saved payment method.")
    if method.state is MethodState.ENDED:
        return method
    ended = method.ended(command.actor, command.at)
    await methods.save_method(session, ended)
    if ended.detached_at is None:
        await forget(session, ended.id)
    await announce(session, "client", method.client_id)
    await record(session, fact_of("saved_method.removed", ended, command.actor, command.at))
    return ended


async def forget(session: Session, method_id: UUID) -> None:
    """Have Stripe forget a method, once this is committed."""
    await defer(session, DETACH, {"method_id": str(method_id)}, lock=f"method:{method_id}")


async def detach_method(till: Till, tenant_id: TenantId, method_id: UUID) -> None:
    """
    Make Stripe forget a method that ended. As a job, which may be tried again.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    async with till.database.as_tenant(tenant_id) as session:
        method = await methods.lock_method(session, method_id)
    if method.state is not MethodState.ENDED or method.detached_at is not None:
        return
    with suppress(Declined):  # the tenant closed the door at Stripe; it is tried again for a while
        await till.collector.detach(method.account, method.payment_method)
        async with till.database.as_tenant(tenant_id) as session:
            latest = await methods.lock_method(session, method_id)
            await methods.save_method(session, replace(latest, detached_at=till.clock.now()))
            await announce(session, "client", latest.client_id)
