"""What was issued never changes: the database itself refuses, with the login of the application."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Session
from invoicing_house import a_draft, issue
from product import Product

FORBIDDEN = [
    "UPDATE invoices SET number = '2026-0009' WHERE status <> 'draft'",
    "UPDATE invoices SET net_minor = net_minor + 100, total_minor = total_minor + 100 WHERE status <> 'draft'",
    "UPDATE invoices SET rounding_minor = 1, total_minor = total_minor + 1 WHERE status <> 'draft'",
    "UPDATE invoices SET buyer = jsonb_set(buyer, '{name}', to_jsonb('Other'::text)) WHERE status <> 'draft'",
    "UPDATE invoices SET issued_on = issued_on - 1 WHERE status <> 'draft'",
    "UPDATE invoices SET notes = 'Other words' WHERE status <> 'draft'",
    "UPDATE invoices SET metadata = '{}', content_hash = '' WHERE status <> 'draft'",
    "UPDATE invoices SET status = 'draft', number = NULL WHERE status <> 'draft'",
    "UPDATE invoices SET tenant_id = gen_random_uuid() WHERE status <> 'draft'",
    "UPDATE invoice_lines SET quantity = 3",
    "UPDATE invoice_lines SET description = 'Other words'",
    "UPDATE invoice_lines SET invoice_id = :draft, position = 2",
    "UPDATE invoice_taxes SET invoice_id = :draft, rate = 7",
    "UPDATE invoice_taxes SET tax_minor = 0",
    "DELETE FROM invoice_lines",
    "DELETE FROM invoice_taxes",
    "DELETE FROM invoices WHERE status <> 'draft'",
    "INSERT INTO invoice_taxes SELECT tenant_id, id, 'Z', 0, 0, 0 FROM invoices WHERE status <> 'draft'",
    """UPDATE invoice_lines l SET invoice_id = i.id, position = 2
       FROM invoices i WHERE i.status <> 'draft' AND l.invoice_id = :draft""",
    """INSERT INTO invoice_lines
       (tenant_id, invoice_id, id, position, description, quantity, unit_price, tax_category, tax_rate, net_minor)
       SELECT tenant_id, id, gen_random_uuid(), 9, 'x', 1, 1, 'S', 19, 100 FROM invoices WHERE status <> 'draft'""",
]


async def test_the_database_refuses_every_change_of_an_issued_invoice(product: Product) -> None:
    """No statement of the application can touch its words, figures, lines or taxes, nor make it a draft again."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        invoice = await issue(session, (await a_draft(session, at)).id, at)
        draft_id = (await a_draft(session, at)).id
        before = await content_of(session)
    allowed = [
        statement
        for statement in FORBIDDEN
        if not await refused(product, house.tenant_id, statement, {"draft": draft_id})
    ]
    assert allowed == []
    async with product.world.database.as_tenant(house.tenant_id) as session:
        assert await content_of(session) == before
        paid = "UPDATE invoices SET sent_at = now(), paid_minor = 1, status = 'partially_paid' WHERE id = :id"
        await session.execute(text(paid), {"id": invoice.id})


async def refused(product: Product, tenant_id: TenantId, statement: str, parameters: dict[str, UUID]) -> bool:
    """Run a statement in a transaction of its own and return whether the freeze, or the wall, refused it."""
    used = parameters if ":draft" in statement else {}
    try:
        async with product.world.database.as_tenant(tenant_id) as session:
            await session.execute(text(statement), used)
    except DBAPIError as error:
        return "never changes" in str(error.orig) or "row-level security" in str(error.orig)
    return False


async def content_of(session: Session) -> list[object]:
    """Return every row of invoices, lines and taxes."""
    rows: list[object] = []
    for table in ("invoices", "invoice_lines", "invoice_taxes"):
        found = await session.execute(text(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1"))  # noqa: S608  # fixed names
        rows += found.scalars()
    return rows
