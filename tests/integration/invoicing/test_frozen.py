"""What was issued never changes: the database itself refuses, with the login of the application."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoicing_house import a_draft, issue
from product import Product

FORBIDDEN = [
    "UPDATE invoices SET number = '2026-0009'",
    "UPDATE invoices SET net_minor = net_minor + 100, total_minor = total_minor + 100",
    "UPDATE invoices SET rounding_minor = 1, total_minor = total_minor + 1",
    'UPDATE invoices SET buyer = buyer || \'{"name": "Somebody else"}\'',
    "UPDATE invoices SET issued_on = issued_on - 1",
    "UPDATE invoices SET notes = 'Other words'",
    "UPDATE invoices SET metadata = '{}', content_hash = ''",
    "UPDATE invoices SET status = 'draft', number = NULL",
    "UPDATE invoices SET tenant_id = gen_random_uuid()",
    "UPDATE invoice_lines SET quantity = 3",
    "UPDATE invoice_lines SET description = 'Other words'",
    "UPDATE invoice_lines SET invoice_id = gen_random_uuid()",
    "UPDATE invoice_taxes SET tax_minor = 0",
    "DELETE FROM invoice_lines",
    "DELETE FROM invoice_taxes",
    "DELETE FROM invoices",
    "INSERT INTO invoice_taxes SELECT tenant_id, invoice_id, 'Z', 0, 0, 0 FROM invoice_taxes",
    "INSERT INTO invoice_lines (tenant_id, invoice_id, id, position, description, quantity, unit_price, tax_category, "
    "tax_rate, net_minor) SELECT tenant_id, invoice_id, gen_random_uuid(), 9, 'x', 1, 1, 'S', 19, 100 FROM invoice_lines",
]


async def test_the_database_refuses_every_change_of_an_issued_invoice(product: Product) -> None:
    """No statement of the application can touch its words, figures, lines or taxes, nor make it a draft again."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        invoice = await issue(session, (await a_draft(session, at)).id, at)
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError, match=r"never changes|row-level security"):
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await session.execute(text(statement))
                pytest.fail(f"allowed: {statement}")
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.execute(
            text("UPDATE invoices SET sent_at = now(), paid_minor = 1, status = 'partially_paid'")
        )
        kept = await session.execute(text("SELECT number FROM invoices"))
        assert kept.scalar_one() == invoice.number
