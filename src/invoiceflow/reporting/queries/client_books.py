"""What one client was invoiced and still owes, by currency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.invoicing.queries.selection import OPEN, OVERDUE
from invoiceflow.runtime.reads import Reading

# Uses ix_invoices_tenant_client. $2 is the instant that OVERDUE asks for.
_BOOKS = f"""
SELECT i.currency, count(*) AS many,
  coalesce(sum(i.total_minor) FILTER (WHERE i.status NOT IN ('draft', 'void')), 0)::bigint AS invoiced,
  coalesce(sum(greatest(i.total_minor - i.paid_minor, 0)) FILTER (WHERE {OPEN}), 0)::bigint AS open,
  coalesce(sum(greatest(i.total_minor - i.paid_minor, 0)) FILTER (WHERE {OVERDUE}), 0)::bigint AS overdue
FROM invoices i WHERE i.tenant_id = $1 AND i.client_id = $3
GROUP BY i.currency ORDER BY invoiced DESC, i.currency"""  # noqa: S608  # parts are ours, values are bound


@dataclass(frozen=True, slots=True)
class ClientBooks:
    """One currency of one client. ``count`` includes drafts and void invoices, the amounts do not."""

    currency: str
    count: int
    invoiced_minor: int
    open_minor: int
    overdue_minor: int


async def client_books(reading: Reading, client_id: UUID, at: datetime) -> tuple[ClientBooks, ...]:
    """Return the books of a client, the currency with the most invoiced first; none where nothing was begun."""
    rows = await reading.rows(_BOOKS, at, client_id)
    return tuple(
        ClientBooks(row["currency"], row["many"], row["invoiced"], row["open"], row["overdue"])
        for row in rows
    )
