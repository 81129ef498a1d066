"""The audit log of a tenant, read as its people see it."""

import re

import httpx

from invoiceflow.tenancy.domain.role import Role
from product import House, Product


def path(house: House, suffix: str = "") -> str:
    """Return the address of the log, or of one of its files."""
    return f"/app/{house.slug}/settings/audit{suffix}"


async def member(product: Product, house: House, role: Role) -> httpx.AsyncClient:
    """Return the browser of a new member in that role."""
    return (await product.member_of(house, role))[1]


async def add_client(house: House, name: str) -> str:
    """Add a client by the API and return its id."""
    answer = await house.api.post("/api/v1/clients", json={"name": name, "country": "DE"})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def entries(page: httpx.Response) -> list[str]:
    """Return the entries on a page as plain texts, in their order."""
    assert page.status_code == 200
    found = re.findall(r'<li class="grid[^>]*id="entry-\d+">(.*?)</li>', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in found]
