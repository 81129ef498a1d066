"""Keep what a client has paid with, as they agreed to."""

from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.payments.domain.checkout import Checkout
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.domain.seen import SeenCharge
from invoiceflow.payments.store import methods
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


async def keep_method(
    session: Session, checkout: Checkout, charge: SeenCharge, *, by: str, at: datetime
) -> None:
    """Keep the method of a charge where its client agreed to that at this checkout. A second time keeps nothing."""
    if not (checkout.saves and charge.payment_method):
        return
    method = await methods.method_of_checkout(session, checkout.id)
    if method is None or method.state is not MethodState.AGREED:
        return
    kept = method.kept(charge.payment_method, charge.instrument)
    await methods.save_method(session, kept)
    await announce(session, "client", kept.client_id)
    await record(session, fact_of("saved_method.kept", kept, by, at))


def fact_of(action: str, method: SavedMethod, actor: str, at: datetime) -> Fact:
    """Return the audit entry about a saved method, which belongs to its client."""
    return Fact(
        at=at,
        actor=actor,
        action=action,
        object_kind="client",
        object_id=method.client_id,
        detail={
            "method_id": str(method.id),
            "instrument": method.instrument,
            "consent": f"{method.consent_version} {method.consent_language}",
        },
    )
