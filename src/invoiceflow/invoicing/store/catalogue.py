"""The items that lines were filled from, as far as they are this tenant's."""

from collections.abc import Sequence

from invoiceflow.clients.queries import items
from invoiceflow.invoicing.domain.invoice import Line
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.runtime.database import Session


class UnknownItem(Invalid):
    """A line names an item that this tenant does not have: the same answer to foreign and missing ids."""

    code = "invoice.item_unknown"


async def require_items(session: Session, lines: Sequence[Line], *, before: Sequence[Line] = ()) -> None:
    """
    Let lines pass whose items are all this tenant's: one question for all of them, none where ``before`` had the same.

    Raises:
        UnknownItem: some are not, each named.
    """
    wanted = {line.item_id for line in lines if line.item_id} - {line.item_id for line in before}
    if not wanted:
        return
    unknown = wanted - await items.items_there(session, wanted)
    if unknown:
        message = "Choose an item of this tenant."
        raise UnknownItem(
            tuple(
                FieldError(UnknownItem.code, f"/lines/{place}/item_id", message)
                for place, line in enumerate(lines)
                if line.item_id in unknown
            )
        )
