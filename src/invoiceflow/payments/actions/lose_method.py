"""Take away a saved method that Stripe keeps no more, whoever removed it there."""

from datetime import datetime
from typing import Final

from invoiceflow.audit.actions.record import record
from invoiceflow.payments.actions.keep_method import fact_of
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.store import methods
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce

BY: Final = "Stripe"


async def lose_method(session: Session, method: SavedMethod, at: datetime) -> None:
    """End a locked method: nothing is charged to it any more. One that was ended here is only noted as forgotten."""
    gone = method.forgotten(BY, at)
    if gone == method:
        return
    await methods.save_method(session, gone)
    await announce(session, "client", gone.client_id)
    if method.state is not MethodState.ENDED:
        await record(session, fact_of("saved_method.removed", gone, BY, at))
