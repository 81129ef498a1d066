"""Deleting a tenant: by an owner alone, with a way back, and with nothing left in the end that need not be."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from invoiceflow.entrypoints import wiring
from invoiceflow.runtime.files import named
from invoiceflow.tenancy.actions.close_tenant import (
    CloseTenant,
    NotClosing,
    ReopenTenant,
    close_tenant,
    reopen_tenant,
)
from invoiceflow.tenancy.actions.purge_tenant import purge_tenant
from invoiceflow.tenancy.domain.role import Role
from payments_house import an_invoice
from product import House, Product, a_profile
from services import DatabaseUrls

GONE = {
    "exports",
    "members",
    "invitations",
    "api_keys",
    "deliveries",
    "items",
    "tax_rates",
    "idempotency_keys",
}
KEPT = {
    *("tenants", "clients", "invoices", "invoice_lines", "invoice_taxes", "number_series", "payments"),
    *("ledger_journals", "ledger_entries", "documents", "audit_entries", "chain_heads", "invoice_labels"),
    "clearing_movements",
}


def path(house: House, rest: str = "") -> str:
    """Return the address of the page."""
    return f"/app/{house.slug}/settings/delete{rest}"


async def delete(house: House, name: str = "Studio Nordlicht") -> int:
    """Ask for the deletion and return the status."""
    return (await house.browser.post(path(house), data={"name": name})).status_code


async def purge(product: Product, house: House) -> None:
    """Do what the worker does every hour."""
    settings = product.world.settings
    back = wiring.world(settings, database_url=settings.worker_database_url, clock=product.clock)
    try:
        await purge_tenant(back.database, back.files, house.tenant_id, product.clock.now())
    finally:
        await back.close()


async def lived_in(product: Product) -> House:
    """Open a tenant with an issued invoice, a client without any, and a logo's file."""
    house = await product.house()
    await an_invoice(product, house)
    await house.api.post("/api/v1/clients", json={"name": "Nobody's client", "country": "DE"})
    await product.world.files.put(house.tenant_id, b"a logo")
    return house


async def test_only_an_owner_deletes_and_only_by_name(product: Product) -> None:
    """An admin is refused what the owner may do; a wrong name is told; a stranger finds nothing."""
    house, other = await product.house(), await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    right = {"name": "Studio Nordlicht"}
    assert (await admin.post(path(house), data=right)).status_code == 403
    assert (await other.browser.post(path(house), data=right)).status_code == 404
    assert await delete(house, "Studio Nord") == 422
    assert (await house.api.post("/api/v1/clients", json={"name": "still open"})).status_code == 201
    assert await delete(house) == 303
    assert await delete(house) == 409


async def test_it_asks_for_a_fresh_proof(product: Product) -> None:
    """A session whose last proof is old is led to confirm first; the tenant stays as it is."""
    house = await product.house()
    product.clock.advance(timedelta(minutes=16))
    answer = await house.browser.post(path(house), data={"name": "Studio Nordlicht"})
    assert "/login/confirm" in answer.headers.get("location", "")
    assert "being deleted" not in (await house.browser.get(f"/app/{house.slug}")).text


async def test_meanwhile_it_can_be_read_and_not_changed(product: Product) -> None:
    """Pages say so, lists and exports work, every change is refused, until an owner calls it off."""
    house = await lived_in(product)
    body = {"name": "Atelier"}
    assert await delete(house) == 303
    page = await house.browser.get(f"/app/{house.slug}")
    assert "Until 18 Dec 2026 it can be read and exported" in page.text
    assert (await house.api.get("/api/v1/clients")).status_code == 200
    assert (await house.browser.post(f"/app/{house.slug}/settings/data/export")).status_code == 303
    await product.work()
    assert (await house.browser.post(f"/app/{house.slug}/settings/data/export/file")).status_code == 200
    refused = await house.api.post("/api/v1/clients", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "tenant.closing")
    assert (await house.browser.post(f"/app/{house.slug}/settings", data={})).status_code == 409
    assert (await house.browser.post(path(house, "/undo"))).status_code == 303
    assert (await house.api.post("/api/v1/clients", json=body)).status_code == 201
    assert (await house.browser.post(path(house, "/undo"))).status_code == 409


async def test_nothing_goes_before_its_time(product: Product, database: DatabaseUrls) -> None:
    """Neither the worker's hour nor a direct call of the function empties a tenant too early, or one that stays."""
    product.clock.at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    house, staying = await lived_in(product), await lived_in(product)
    assert await delete(house) == 303
    product.clock.advance(timedelta(days=29))
    await purge(product, house)
    with psycopg.connect(database.worker) as worker:
        worker.execute(f"SET LOCAL app.tenant_id = '{staying.tenant_id}'")
        assert worker.execute("SELECT directory.purge_tenant()").fetchone() == (False,)
    for each in (house, staying):
        assert (await each.api.get("/api/v1/clients")).status_code == 200


async def test_in_the_end_only_the_books_are_left(product: Product, database: DatabaseUrls) -> None:
    """Every table is either emptied or kept by name; nobody comes in; the neighbour has lost nothing."""
    product.clock.at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    house, other = await lived_in(product), await lived_in(product)
    document = await product.world.files.put(house.tenant_id, b"a document")
    with psycopg.connect(database.superuser) as power:
        power.execute(
            "INSERT INTO documents SELECT tenant_id, id, 'pdf', %s, 10, now() FROM invoices WHERE tenant_id = %s",
            (document, house.tenant_id),
        )
    before = _counts(database, other)
    assert await delete(house) == 303
    product.clock.advance(timedelta(days=30))
    await purge(product, house)
    await purge(product, house)
    counts = _counts(database, house)
    assert counts.keys() == GONE | KEPT
    assert {table for table in GONE if counts[table]} == set()
    assert (counts["invoices"], counts["clients"], counts["ledger_journals"], counts["documents"]) == (
        1,
        1,
        1,
        1,
    )
    assert (await house.api.get("/api/v1/clients")).status_code == 401
    assert _counts(database, other) == before
    assert (await other.api.get("/api/v1/clients")).status_code == 200
    folder = product.world.settings.files_dir / str(house.tenant_id)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == [document]
    with psycopg.connect(database.superuser) as power:
        actions = power.execute(
            "SELECT action FROM audit_entries WHERE tenant_id = %s ORDER BY seq DESC LIMIT 2",
            (house.tenant_id,),
        ).fetchall()
    assert actions == [("tenant.closed",), ("tenant.closing",)]


async def test_a_document_can_still_be_made_in_the_end(product: Product) -> None:
    """Where the worker had not come to an invoice's document, the logo that belongs on it stays."""
    product.clock.at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    logo = b"a logo"
    house = await product.house(a_profile(logo=named(logo)))
    await product.world.files.put(house.tenant_id, logo)
    await product.world.files.put(house.tenant_id, b"of an older logo")
    await an_invoice(product, house)
    assert await delete(house) == 303
    product.clock.advance(timedelta(days=30))
    await purge(product, house)
    folder = product.world.settings.files_dir / str(house.tenant_id)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == [named(logo)]


async def test_the_web_s_login_cannot_empty_a_tenant(product: Product, database: DatabaseUrls) -> None:
    """The function is the worker's alone."""
    house = await product.house()
    with psycopg.connect(database.app) as web:
        web.execute(f"SET LOCAL app.tenant_id = '{house.tenant_id}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT directory.purge_tenant()")


def _counts(database: DatabaseUrls, house: House) -> dict[str, int]:
    with psycopg.connect(database.superuser) as power:
        tables = power.execute(
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "AND a.attname = 'tenant_id' WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        counted = {}
        for (table,) in tables:
            row = power.execute(
                psycopg.sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s").format(
                    psycopg.sql.Identifier(table)
                ),
                (house.tenant_id,),
            ).fetchone()
            counted[table] = int(row[0]) if row else 0
    return counted


async def test_what_was_emptied_is_not_reopened(product: Product, database: DatabaseUrls) -> None:
    """A click on the way back that comes after the emptying is refused, and breaks nothing."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await close_tenant(session, CloseTenant("Studio Nordlicht", "Mara", at))
    with psycopg.connect(database.superuser) as connection:
        emptied = "UPDATE tenants SET closed_at = now() WHERE tenant_id = %s"
        connection.execute(emptied, [house.tenant_id])
    async with product.world.database.as_tenant(house.tenant_id) as session:
        with pytest.raises(NotClosing, match="was deleted"):
            await reopen_tenant(session, ReopenTenant("Mara", at))
