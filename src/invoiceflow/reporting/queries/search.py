"""The quick search: invoices by number or client, and clients by name, in one statement."""

from collections.abc import Sequence

import msgspec

from invoiceflow.runtime.patterns import containing
from invoiceflow.runtime.reads import Reading

MOST = 6
"""How many of each kind are found; lists show the rest."""


class FoundInvoice(msgspec.Struct, frozen=True):
    """A draft or invoice."""

    id: str
    number: str | None
    client_name: str
    currency: str
    total_minor: int
    status: str


class FoundClient(msgspec.Struct, frozen=True):
    """A client that is not archived."""

    id: str
    name: str
    city: str


class Results(msgspec.Struct, frozen=True):
    """What was found, newest invoices and first names first."""

    invoices: Sequence[FoundInvoice]
    clients: Sequence[FoundClient]


async def search(reading: Reading, text: str) -> Results:
    """Return what contains a text; signs of patterns in it count as themselves."""
    (row,) = await reading.rows(_STATEMENT, containing(text))
    return msgspec.json.decode(row["found"], type=Results)


_INVOICES = f"""
SELECT i.id, i.number, i.client_name, i.currency, i.total_minor, i.status
FROM invoices i WHERE i.tenant_id = $1 AND (i.number ILIKE $2 OR i.client_name ILIKE $2)
ORDER BY i.created_at DESC, i.id DESC LIMIT {MOST}"""  # noqa: S608  # a constant of ours

_CLIENTS = f"""
SELECT c.id, c.name, c.city
FROM clients c WHERE c.tenant_id = $1 AND c.name ILIKE $2 AND c.archived_at IS NULL
ORDER BY lower(c.name), c.id LIMIT {MOST}"""  # noqa: S608  # a constant of ours


def _list(read: str) -> str:
    return f"(SELECT coalesce(json_agg(part), '[]') FROM ({read}) part)"  # noqa: S608  # reads are ours


_STATEMENT = (
    f"SELECT json_build_object('invoices', {_list(_INVOICES)}, 'clients', {_list(_CLIENTS)})::text AS found"
)
