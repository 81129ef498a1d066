"""Who loses their role while a request of theirs waits for its turn, loses it for that request as well."""

from dataclasses import replace

import pytest

from invoiceflow.invoicing.queries.numbers import NumberSeries
from invoiceflow.kernel.ids import ApiKeyId
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.change_role import ChangeRole, change_role
from invoiceflow.tenancy.actions.close_tenant import CloseTenant, ReopenTenant, close_tenant, reopen_tenant
from invoiceflow.tenancy.actions.edit_settings import EditSettings, edit_settings
from invoiceflow.tenancy.actions.require_member import NotYours
from invoiceflow.tenancy.actions.revoke_api_key import RevokeApiKey, revoke_api_key
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.queries import own_tenant
from invoiceflow.tenancy.store import members
from product import Product
from racing import in_order

STATE = (
    "SELECT purge_after IS NULL, terms, (SELECT count(*) FROM api_keys k WHERE k.revoked_at IS NULL) "
    "FROM tenants WHERE tenant_id = $1"
)


@pytest.mark.parametrize("what", ["close", "reopen", "revoke", "edit"])
async def test_a_role_is_asked_again_when_the_turn_comes(product: Product, what: str) -> None:
    """An owner who was let in, and is a viewer by the time that it is their turn, is refused and changes nothing."""
    house, at = await product.house(), product.clock.now()
    late, _ = await product.member_of(house, Role.OWNER)
    if what == "reopen":
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await close_tenant(session, CloseTenant(house.slug, house.owner, at))
    before = await product.world.reads.rows(house.tenant_id, STATE)

    async def demote(session: Session) -> None:
        member = await members.member_of_person(session, late.id)
        assert member is not None
        await change_role(session, ChangeRole(member.id, Role.VIEWER, house.owner, at))

    async def act(session: Session) -> None:
        if what == "close":
            await close_tenant(session, CloseTenant(house.slug, late, at))
        elif what == "reopen":
            await reopen_tenant(session, ReopenTenant(late, at))
        elif what == "revoke":
            (row,) = await session.rows("SELECT id FROM api_keys WHERE tenant_id = $1")
            await revoke_api_key(session, RevokeApiKey(ApiKeyId(row["id"]), late, at))
        else:
            tenant = await own_tenant(session)
            changed = replace(tenant.profile, terms="Pay elsewhere")
            await edit_settings(
                session, EditSettings(changed, tenant.settings_version, late, at), NumberSeries()
            )

    assert await in_order(product, house, demote, act) is NotYours
    assert await product.world.reads.rows(house.tenant_id, STATE) == before
