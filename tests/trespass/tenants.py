"""Two tenants that can be told apart, with one thing of every kind."""

from secrets import token_hex

from product import Product, a_profile
from trespass.stripe import connected, subscribe
from trespass.tenant import Tenant
from trespass.things import FRESH, MAKERS

PRICES = {"A": "7919.13", "B": "6131.07"}


async def open_tenant_with_canaries(product: Product, letter: str) -> Tenant:
    """Open a tenant that asks for approval, collects, and has a plan, with one thing of every kind."""
    canary = f"CANARY-{letter}-{token_hex(6)}"
    words = {
        name: f"{canary} {name}"
        for name in ("name", "legal_name", "street", "city", "bank_name", "footer", "notes", "terms")
    }
    email = f"{canary.lower()}@tenant.example"
    profile = a_profile(**words, email=email, iban="DE02120300000000202051", approval=True)
    house = await product.house(profile)
    tenant = Tenant(product, house, await connected(product, house), canary, PRICES[letter], MAKERS, FRESH)
    await subscribe(tenant.shop)
    for kind in (*MAKERS, "draft:written"):
        await tenant.thing(kind)
    return tenant
