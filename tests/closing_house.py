"""A tenant that is deleted, and what the worker does with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg

from invoiceflow.entrypoints import wiring
from invoiceflow.tenancy.actions.purge_tenant import Purging, erase_tenant, purge_tenant
from payments_house import an_invoice
from product import House, Product
from services import DatabaseUrls

GONE = {
    *("members", "invitations", "api_keys", "deliveries", "items", "tax_rates", "idempotency_keys"),
    *("exports", "delivery_notices", "suppressed_addresses"),
}
KEPT = {
    *("tenants", "clients", "invoices", "invoice_lines", "invoice_taxes", "number_series", "payments"),
    *("ledger_journals", "ledger_entries", "documents", "audit_entries", "chain_heads", "invoice_labels"),
    *("clearing_movements", "payment_accounts", "provider_events", "parked_objects", "checkouts"),
    *("charges", "refunds", "subscriptions", "plan_changes", "usage_ledger", "usage_exports"),
    "usage_comparisons",
    *(
        "saved_methods",
        "charges",
        "refunds",
        "disputes",
        "evidence",
        "fraud_warnings",
        "fraud_limits",
        "payouts",
    ),
    "limit_notices",
}


def path(house: House, rest: str = "") -> str:
    """Return the address of the page."""
    return f"/app/{house.slug}/settings/delete{rest}"


async def delete(house: House, slug: str = "") -> int:
    """Ask for the deletion and return the status."""
    return (await house.browser.post(path(house), data={"slug": slug or house.slug})).status_code


async def lived_in(product: Product) -> House:
    """Open a tenant with an issued invoice, a draft, a client without any, an export, and a logo's file."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await house.api.post("/api/v1/clients", json={"name": "Nobody's client", "country": "DE"})
    await house.browser.post(f"/app/{house.slug}/invoices/{invoice.id}/duplicate")
    await house.browser.post(f"/app/{house.slug}/settings/data/export")
    await product.world.files.put(house.tenant_id, b"a logo")
    return house


async def due(product: Product, house: House, at: datetime | None = None) -> None:
    """Delete a tenant, and let its thirty days pass."""
    product.clock.at = at or datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    _, browser = await product.signed_in(house.owner)
    assert await delete(replace(house, browser=browser)) == 303
    product.clock.advance(timedelta(days=30))


@asynccontextmanager
async def purging(product: Product, *, rows: int = 2000) -> AsyncIterator[Purging]:
    """Yield what the worker empties tenants with."""
    settings = product.world.settings
    back = wiring.world(settings, database_url=settings.worker_database_url, clock=product.clock)
    try:
        yield replace(wiring.purging(back), rows=rows)
    finally:
        await back.close()


async def purge(product: Product, house: House, *, rows: int = 2000) -> None:
    """Do what the worker does every hour."""
    async with purging(product, rows=rows) as desk:
        await purge_tenant(desk, house.tenant_id, product.clock.now())
        await erase_tenant(desk, house.tenant_id, product.clock.now())


def counts(database: DatabaseUrls, house: House) -> dict[str, int]:
    """Return how many rows of a tenant each table has."""
    with psycopg.connect(database.superuser) as power:
        tables = power.execute(
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "AND a.attname = 'tenant_id' WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        return {table: _count(power, table, house) for (table,) in tables}


def _count(power: psycopg.Connection, table: str, house: House) -> int:
    counting = psycopg.sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s")
    row = power.execute(counting.format(psycopg.sql.Identifier(table)), (house.tenant_id,)).fetchone()
    return int(row[0]) if row else 0


def closing(
    database: DatabaseUrls, house: House
) -> tuple[datetime | None, datetime | None, date | None, int]:
    """Return when a tenant was closed and emptied, until when it is kept, and its settings' version."""
    with psycopg.connect(database.superuser) as power:
        row = power.execute(
            "SELECT closed_at, emptied_at, keep_until, settings_version FROM tenants WHERE tenant_id = %s",
            (house.tenant_id,),
        ).fetchone()
    assert row is not None
    return row
