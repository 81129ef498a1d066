"""Keep how a payout stands, and move what it has of our payments to the bank. A second time adds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments import store
from invoiceflow.payments.domain.payout import Payout, SeenPayout
from invoiceflow.payments.ports import Away
from invoiceflow.payments.store import collected, payouts
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class NotePayout:
    """How a payout of an account stands, as Stripe was asked at ``asked_at``."""

    account: str
    seen: SeenPayout
    asked_at: datetime
    at: datetime


async def note_payout(session: Session, command: NotePayout) -> None:
    """
    Write down a payout, unless a later look was.

    Raises:
        Away: something in it is ours and not in the books yet; it is worth another try.
    """
    seen = command.seen
    owners = await payouts.payments_of(session, {item.source for item in seen.items})
    await _require_known(session, seen, owners)
    if await payouts.save_payout(session, _kept(command, owners)):
        await _book(session, seen, owners, command.at)


async def _require_known(session: Session, seen: SeenPayout, owners: Mapping[str, PaymentId]) -> None:
    unknown = [item for item in seen.items if item.source not in owners]
    intents = {item.payment_intent for item in unknown}
    expected = await payouts.booked_intents(session, intents) | {
        item.payment_intent for item in unknown if item.is_ours
    }
    if missing := expected - await payouts.parked_intents(session, intents):
        raise Away(f"{', '.join(sorted(missing))} is paid out, and not in the books yet")


async def _book(session: Session, seen: SeenPayout, owners: Mapping[str, PaymentId], at: datetime) -> None:
    moved = [
        (owners[item.source], movement)
        for item in seen.items
        if item.source in owners
        for movement in seen.movements(item)
    ]
    written = await collected.written(session, {movement.provider_id for _, movement in moved})
    for payment_id, movement in moved:
        payment = await store.load_payment(session, payment_id)
        # What was changed into another currency has no place in the payment's journals.
        if payment.currency == seen.currency and (movement.kind, movement.provider_id) not in written:
            await collected.book_movement(session, movement, payment, at)


def _kept(command: NotePayout, owners: Mapping[str, PaymentId]) -> Payout:
    seen = command.seen
    return Payout(
        provider_id=seen.id,
        account=command.account,
        amount_minor=seen.amount_minor,
        currency=seen.currency,
        status=seen.status,
        payments=len({owners[item.source] for item in seen.items if item.source in owners}),
        arrives_on=seen.arrives_on,
        created_at=seen.created_at,
        seen_at=command.asked_at,
    )
