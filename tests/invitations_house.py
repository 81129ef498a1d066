"""Invitations as a house's owner sends them."""

import httpx

from invoiceflow.runtime.secrets import derived
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE, Invitation, token_of
from invoiceflow.tenancy.store import invitations
from product import SECRET_KEY, House, Product


async def invite(
    house: House, email: str, role: str = "member", *, by: httpx.AsyncClient | None = None
) -> httpx.Response:
    """Send the form that invites."""
    there = f"/app/{house.slug}/settings/members/invite"
    return await (by or house.browser).post(there, data={"email": email, "role": role})


async def the_invitation(product: Product, house: House) -> Invitation:
    """Return the house's only invitation."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        (found,) = await invitations.every_invitation(session)
    return found


async def link(product: Product, house: House) -> str:
    """Return the path of the house's only invitation, as its email names it."""
    found = await the_invitation(product, house)
    token = token_of(derived(SECRET_KEY, KEY_PURPOSE), house.tenant_id, found.id, found.version)
    return f"/invitations/{token}"
