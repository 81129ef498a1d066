"""A tenant's invoices, made by the actions themselves; say only what matters."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice, IssuedInvoice, Line
from invoiceflow.invoicing.queries.documents import blank_draft
from invoiceflow.kernel.ids import InvoiceId, LineId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tax.domain.category import TaxKey

LINK_KEY = bytes(range(32))

_ADD_CLIENT = text(
    "INSERT INTO clients (tenant_id, id, name, country, currency, language, created_at, updated_at) "
    "VALUES (:tenant, :id, :name, 'DE', 'EUR', 'de', :at, :at)"
)


async def add_client(session: Session, at: datetime, name: str = "Café Lindenhof GmbH") -> UUID:
    """Add a German client and return its id."""
    client_id = new_id(at)
    await session.execute(_ADD_CLIENT, {"tenant": session.tenant_id, "id": client_id, "name": name, "at": at})
    return client_id


def a_line(at: datetime, **given: object) -> Line:
    """Return two hours at 80.00 with 19 % tax."""
    said: dict[str, object] = {
        "id": LineId(new_id(at)),
        "description": "Design",
        "quantity": Decimal(2),
        "unit_price": Decimal(80),
        "tax": TaxKey.of(Decimal(19)),
    }
    return Line(**(said | given))  # type: ignore[arg-type]  # names and types are those of Line


async def a_draft(session: Session, at: datetime, **given: object) -> DraftInvoice:
    """Add a draft with one line for a new client, 190.40 EUR in all."""
    client_id = given.pop("client_id", None) or await add_client(session, at)
    assert isinstance(client_id, UUID)
    blank = await blank_draft(session, client_id)
    content: Content = replace(blank, lines=(a_line(at),), **given)  # type: ignore[arg-type]  # as above, of Content
    return await create_draft(session, CreateDraft(content, "tests", at))


async def issue(session: Session, invoice_id: InvoiceId, at: datetime) -> IssuedInvoice:
    """Issue a draft."""
    return await issue_invoice(session, IssueInvoice(invoice_id, LINK_KEY, "tests", at))
