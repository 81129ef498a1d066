"""Deleting a tenant: by an owner alone, with a way back for thirty days."""

from datetime import timedelta

import psycopg
import pytest

from closing_house import delete, lived_in, path
from invoiceflow.tenancy.actions.close_tenant import (
    CloseTenant,
    NotClosing,
    ReopenTenant,
    close_tenant,
    reopen_tenant,
)
from invoiceflow.tenancy.domain.role import Role
from product import Product
from services import DatabaseUrls


async def test_only_an_owner_deletes_and_only_by_slug(product: Product) -> None:
    """An admin is refused what the owner may do; a wrong slug is told; a stranger finds nothing."""
    house, other = await product.house(), await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    right = {"slug": house.slug}
    assert (await admin.post(path(house), data=right)).status_code == 403
    assert (await other.browser.post(path(house), data=right)).status_code == 404
    assert await delete(house, "studio-nord") == 422
    assert (await house.api.post("/api/v1/clients", json={"name": "still open"})).status_code == 201
    assert await delete(house) == 303
    assert await delete(house) == 409


async def test_it_asks_for_a_fresh_proof(product: Product) -> None:
    """A session whose last proof is old is led to confirm first; the tenant stays as it is."""
    house = await product.house()
    product.clock.advance(timedelta(minutes=16))
    answer = await house.browser.post(path(house), data={"slug": house.slug})
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


async def test_what_was_emptied_is_not_reopened(product: Product, database: DatabaseUrls) -> None:
    """A click on the way back that comes after the emptying is refused, and breaks nothing."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await close_tenant(session, CloseTenant(house.slug, house.owner, at))
    with psycopg.connect(database.superuser) as connection:
        emptied = "UPDATE tenants SET closed_at = now(), keep_until = '2036-12-31' WHERE tenant_id = %s"
        connection.execute(emptied, [house.tenant_id])
    async with product.world.database.as_tenant(house.tenant_id) as session:
        with pytest.raises(NotClosing, match="was deleted"):
            await reopen_tenant(session, ReopenTenant(house.owner, at))
