"""Make a mirror of an issued invoice at Stripe, and nothing else than a mirror."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.hold_invoice import hold_invoice
from invoiceflow.invoicing.events import InvoiceIssued
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.mirror import Way, require_same
from invoiceflow.payments.domain.seen import SeenMirror, SessionStatus
from invoiceflow.payments.ports import Declined, MirrorOrder
from invoiceflow.payments.store import accounts, checkouts
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

BY: Final = "Stripe"
MIRROR: Final = "payments.mirror"
TELL_UNMIRRORED: Final = "payments.tell_unmirrored"


async def mirror_issued(session: Session, event: InvoiceIssued) -> None:
    """Have a mirror made of an invoice whose tenant collects so: a reaction. Left undone, pressing "Pay" does it."""
    account = await accounts.live_account(session)
    if account is not None and account.is_ready and account.way is Way.INVOICE:
        await defer(session, MIRROR, {"invoice_id": str(event.invoice_id)})


async def make_mirror(till: Till, tenant_id: TenantId, checkout: Checkout, order: MirrorOrder) -> SeenMirror:
    """
    Return the mirror of a checkout, payable from now on. Stopped at any step, the next time goes on with the same one.

    What Stripe makes of it is compared before it is finalized, and again after: credits of a client are set off then.

    Raises:
        DiffersAtStripe: Stripe comes to something else. Nothing of it is left there that could be paid.
        NotAtStripe: an amount cannot be said there.
        Away, Declined: as of the port.
    """
    name = checkout.session_id or await _begun(till, tenant_id, checkout, order)
    try:
        seen = await till.mirrors.fill(order, name)
        require_same(seen, checkout.amount_minor, checkout.currency)
        if seen.page.status == SessionStatus.DRAFT:
            seen = await till.mirrors.finalize(checkout.account, name)
            require_same(seen, checkout.amount_minor, checkout.currency)
    except (Declined, Refused):
        with suppress(Declined):
            await till.mirrors.end(checkout.account, name, is_settled=False)
        raise
    return seen


async def _begun(till: Till, tenant_id: TenantId, checkout: Checkout, order: MirrorOrder) -> str:
    """Begin a draft, and write down what it is called before anything is put on it."""
    async with till.database.as_tenant(tenant_id) as session:
        known = await checkouts.payer_of(session, checkout.account, order.mirror.client_id)
    payer = await till.mirrors.payer(order, known)
    name = await till.mirrors.begin(order, payer)
    async with till.database.as_tenant(tenant_id) as session:
        latest = await checkouts.lock_checkout(session, checkout.id)
        if latest is not None and not latest.session_id:
            begun = replace(latest, session_id=name, payer=payer)
            await checkouts.save_checkout(session, begun, till.clock.now())
    return name


async def note_unchargeable(till: Till, tenant_id: TenantId, invoice_id: InvoiceId, reason: str) -> None:
    """Write down, once, that an invoice has no mirror since Stripe takes no such amount, and tell of it."""
    at = till.clock.now()
    async with till.database.as_tenant(tenant_id) as session:
        account = await accounts.live_account(session)
        standing = await hold_invoice(session, invoice_id)
        if account is None or account.way is not Way.INVOICE:
            return
        if await checkouts.is_unmirrorable(session, invoice_id):
            return
        refused = Checkout(
            id=new_id(at),
            invoice_id=invoice_id,
            account=account.account,
            amount_minor=standing.settlement.due_minor,
            currency=standing.currency,
            created_at=at,
            expires_at=None,
            state=State.REFUSED,
            fault=reason,
            way=Way.INVOICE,
        )
        await checkouts.add_checkout(session, refused)
        await note_unmirrored(session, refused, at)


async def note_unmirrored(session: Session, refused: Checkout, at: datetime) -> None:
    """Tell that an invoice has no mirror: to open pages, its history, and by email to who looks after payments."""
    await announce(session, "invoice", refused.invoice_id)
    await record(session, _fact(refused, at))
    ids = {"checkout_id": str(refused.id), "at": at.isoformat()}
    await defer(session, TELL_UNMIRRORED, ids, lock=f"checkout:{refused.id}")


def _fact(checkout: Checkout, at: datetime) -> Fact:
    """Return the audit entry, which belongs to the invoice: why its client pays on a page for the amount instead."""
    return Fact(
        at=at,
        actor=BY,
        action="mirror.refused",
        object_kind="invoice",
        object_id=checkout.invoice_id,
        detail={"reason": checkout.fault, "provider_id": checkout.session_id},
    )
