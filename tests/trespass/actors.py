"""Who trespasses: everybody that a tenant's things are none of the business of."""

from dataclasses import dataclass

import httpx
from sqlalchemy import text

from invoiceflow.tenancy.actions.remove_member import RemoveMember, remove_member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.web import cookies
from trespass.asking import wandering
from trespass.tenant import Tenant
from trespass.things import keys_in


@dataclass(frozen=True, slots=True)
class Trespasser:
    """
    Somebody with a browser or a key. ``home`` is their own tenant, if they have one; ``by`` the guard that lets them
    in there.
    """

    name: str
    client: httpx.AsyncClient
    home: Tenant | None = None
    by: str = ""


async def trespassers(a: Tenant, b: Tenant) -> list[Trespasser]:
    """
    Return everybody who is not of tenant A: B's people, its key, its pay link; those without a tenant; A's former.

    All claim in headers to be of A: whoever believed them would let them in.
    """
    product = b.product
    claims = {"X-Tenant-Id": str(a.house.tenant_id), "X-Tenant": a.house.slug}

    def claiming(client: httpx.AsyncClient) -> httpx.AsyncClient:
        return wandering(product, client, **claims)

    _, admin = await product.member_of(b.house, Role.ADMIN)
    _, viewer = await product.member_of(b.house, Role.VIEWER)
    _, homeless = await product.person("Noor Homeless")
    link = await b.thing("link")
    holder = product.client({"Authorization": f"Bearer {link}", "Accept": "text/html"})
    holder.cookies.set(cookies.SESSION, link)
    return [
        Trespasser("an admin of B", claiming(admin), b, "permitted"),
        Trespasser("a viewer of B", claiming(viewer), b, "permitted"),
        Trespasser("B's key", claiming(b.house.api), b, "keyed"),
        Trespasser("the holder of B's pay link", claiming(holder), b, "public"),
        Trespasser("a person without a tenant", claiming(homeless)),
        Trespasser("nobody", claiming(product.client({"Accept": "text/html"}))),
        Trespasser("a former admin of A", claiming(await _former_member(a))),
        Trespasser("a revoked key of A", claiming(await _revoked_key(a))),
    ]


async def _former_member(a: Tenant) -> httpx.AsyncClient:
    """Return the browser of somebody who was an admin of A, used it, and was removed."""
    product, house = a.product, a.house
    person, browser = await product.member_of(house, Role.ADMIN)
    admitted = await browser.get(f"/app/{house.slug}")
    assert admitted.status_code == 200, admitted.text
    read = text("SELECT id FROM members WHERE tenant_id = :tenant AND person_id = :person")
    async with product.world.database.as_tenant(house.tenant_id) as session:
        found = await session.execute(read, {"tenant": house.tenant_id, "person": person.id})
        await remove_member(session, RemoveMember(found.scalar_one(), house.owner, product.clock.now()))
    return browser


async def _revoked_key(a: Tenant) -> httpx.AsyncClient:
    """Return a client with a key of A that was used, and then revoked."""
    settings = f"/app/{a.house.slug}/settings/keys"
    before = set(keys_in(await a.house.browser.get(settings)))
    made = await a.house.browser.post(settings, data={"name": f"{a.canary} revoked"})
    secret = made.text.partition("if_")[2][:49]
    (key_id,) = set(keys_in(await a.house.browser.get(settings))) - before
    client = a.product.client({"Authorization": f"Bearer if_{secret}"})
    assert (await client.get("/api/v1/clients")).status_code == 200
    revoked = await a.house.browser.post(f"{settings}/{key_id}/revoke")
    assert revoked.status_code == 303, revoked.text
    return client
