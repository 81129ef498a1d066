"""Release an address that nothing was sent to any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.store import suppressed
from invoiceflow.kernel.errors import Missing
from invoiceflow.runtime.database import Session


class NotSuppressed(Missing):
    """The tenant has no such address on its list."""

    code = "suppression.not_found"


@dataclass(frozen=True, slots=True)
class ReleaseAddress:
    """Send to an address again."""

    suppression_id: UUID
    actor: str
    at: datetime


async def release_address(session: Session, command: ReleaseAddress) -> Suppression:
    """
    Take an address from the list, and return what was known of it. The next bounce puts it there again.

    Raises:
        NotSuppressed: it is not on the list.
    """
    released = await suppressed.remove_suppression(session, command.suppression_id)
    if released is None:
        raise NotSuppressed("This address is not on the list any more.")
    detail: dict[str, str | int | None] = {"name": released.address, "reason": released.reason.value}
    await record(session, Fact(command.at, command.actor, "address.released", "address", released.id, detail))
    return released
