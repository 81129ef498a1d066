"""A tenant's invoices, made by the actions themselves; say only what matters."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.domain.client import ClientDetails
from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice, IssuedInvoice, Line
from invoiceflow.invoicing.domain.pay_link import KEY_PURPOSE
from invoiceflow.invoicing.queries.documents import blank_draft
from invoiceflow.kernel.ids import ClientId, InvoiceId, LineId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.secrets import derived
from invoiceflow.tax.domain.category import TaxKey
from product import SECRET_KEY, House

LINK_KEY = derived(SECRET_KEY, KEY_PURPOSE)


async def a_client(session: Session, at: datetime) -> ClientId:
    """Add a German client and return its id."""
    details = ClientDetails(name="Café Lindenhof GmbH", country="DE", currency="EUR", language="de")
    return (await add_client(session, AddClient(details, "tests", at))).id


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
    client_id = given.pop("client_id", None) or await a_client(session, at)
    assert isinstance(client_id, UUID)
    blank = await blank_draft(session, client_id)
    said = {"lines": (a_line(at),)} | given
    content: Content = replace(blank, **said)  # type: ignore[arg-type]  # as above, of Content
    return await create_draft(session, CreateDraft(content, "tests", at))


async def issue(session: Session, invoice_id: InvoiceId, at: datetime) -> IssuedInvoice:
    """Issue a draft."""
    return await issue_invoice(session, IssueInvoice(invoice_id, LINK_KEY, "tests", at))


async def client_over_api(house: House, **given: object) -> str:
    """Add a client over the API and return its id."""
    body = {"name": "Café Lindenhof GmbH", "email": "post@lindenhof.example", "country": "DE"} | given
    answer = await house.api.post("/api/v1/clients", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def a_body(client_id: str, **given: object) -> dict[str, object]:
    """Return a draft as programs send it: two hours at 80.00 less 10 %, 19 % tax, 171.36 EUR in all."""
    return {"client_id": client_id, "currency": "EUR", "lines": [a_line_body()], **given}


def a_line_body(**given: object) -> dict[str, object]:
    """Return a line as programs send it."""
    line = {"description": "Design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}
    return {**line, "discount_percent": "10", **given}
