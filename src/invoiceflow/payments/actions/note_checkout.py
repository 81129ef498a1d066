"""Keep what became of a client's attempt to pay: in the invoice's history, and told to who looks after payments."""

from datetime import datetime
from typing import Final

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.seen import SeenSession
from invoiceflow.payments.store import checkouts
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

BY: Final = "Stripe"
TELL_FAILED: Final = "payments.tell_failed"
_ACTIONS: Final = {State.PENDING: "payment.on_its_way", State.FAILED: "payment.failed"}


async def note_checkout(session: Session, checkout: Checkout, seen: SeenSession, at: datetime) -> None:
    """
    Write how a locked checkout stands, given its session. A second time writes nothing.

    Raises:
        OtherThanAgreed, Contradicted: it is not what was asked for, or cannot have come there.
    """
    await note_checkout_state(session, checkout, checkout.as_seen(seen), at, is_paid=seen.is_paid)


async def note_checkout_state(
    session: Session, checkout: Checkout, known: Checkout, at: datetime, *, is_paid: bool = False
) -> None:
    """
    Write how a locked checkout stands, given how it stood. The same writes nothing.

    Whoever has charged a saved method is answered; others are told of what a bank refuses later.
    """
    if known == checkout:
        return
    await checkouts.save_checkout(session, known, at)
    await announce(session, "invoice", checkout.invoice_id)
    if known.state is checkout.state or known.state not in _ACTIONS or is_paid:
        return
    await record(session, _fact(known, at))
    is_answered = checkout.method_id is not None and checkout.state is State.CREATED
    if known.state is State.FAILED and not is_answered:
        ids = {"checkout_id": str(known.id), "at": at.isoformat()}
        await defer(session, TELL_FAILED, ids, lock=f"checkout:{known.id}")


def _fact(checkout: Checkout, at: datetime) -> Fact:
    """Return the audit entry, which belongs to the invoice."""
    return Fact(
        at=at,
        actor=BY,
        action=_ACTIONS[checkout.state],
        object_kind="invoice",
        object_id=checkout.invoice_id,
        detail={
            "amount_minor": checkout.amount_minor,
            "currency": checkout.currency,
            "provider_id": checkout.payment_intent,
            "reason": checkout.fault,
        },
    )
