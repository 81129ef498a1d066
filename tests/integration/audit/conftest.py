"""The chain that the tests of this folder lay hands on."""

import pytest

from audit_house import ENTRIES, anchor
from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Mark
from product import House, Product


@pytest.fixture
async def house(product: Product) -> House:
    """Return a tenant with a chain of some entries, by a person, a key and nobody, the newest of them anchored."""
    product.world.settings.audit_anchor_file.unlink(missing_ok=True)
    house = await product.house()
    await house.api.post("/api/v1/clients", json={"name": "Café Lindenhof"})
    async with product.world.database.as_tenant(
        house.tenant_id, by=Mark("person", house.owner.id)
    ) as session:
        for number in range(ENTRIES - 3):
            fact = Fact(product.clock.now(), "Mara", "tests.ran", "tenant", house.tenant_id, {"n": number})
            await record(session, fact)
    await anchor(product)
    return house
