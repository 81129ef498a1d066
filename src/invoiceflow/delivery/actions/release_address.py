"""Release an address that nothing was sent to any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.store import suppressed
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.require_member import require_member


class NotSuppressed(Missing):
    """The tenant has no such address on its list."""

    code = "suppression.not_found"


@dataclass(frozen=True, slots=True)
class ReleaseAddress:
    """Send to an address again."""

    suppression_id: UUID
    by: Person
    at: datetime


async def release_address(session: Session, command: ReleaseAddress) -> Suppression:
    """
    Take an address from the list, and return what was known of it. The next bounce puts it there again.

    Raises:
        NotYours: they may not any more.
        NotSuppressed: it is not on the list.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    released = await suppressed.remove_suppression(session, command.suppression_id)
    if released is None:
        raise NotSuppressed("This address is not on the list any more.")
    detail: dict[str, str | int | None] = {"name": released.address, "reason": released.reason.value}
    await record(session, Fact(command.at, by.name, "address.released", "address", released.id, detail))
    return released
