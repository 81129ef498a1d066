"""Who loses their role while a request of theirs waits for its turn, loses it for that request as well."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest
from stripe import StripeClient

from invoiceflow.delivery.actions.release_address import ReleaseAddress, release_address
from invoiceflow.entrypoints.wiring import World
from invoiceflow.invoicing.queries.numbers import NumberSeries
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import ApiKeyId
from invoiceflow.payments.actions.connect_account import (
    AllowParts,
    ConnectAccount,
    DisconnectAccount,
    allow_parts,
    connect_account,
    disconnect_account,
)
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.set_fraud_limits import SetFraudLimits, set_fraud_limits
from invoiceflow.payments.adapters.stripe import StripeCollector
from invoiceflow.payments.adapters.stripe_mirrors import StripeMirrors
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.actions.change_plan import change_plan
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.actions.start_subscription import start_subscription
from invoiceflow.subscription.actions.take_up_change import ChangePlan
from invoiceflow.subscription.adapters.stripe import StripePlans
from invoiceflow.subscription.domain.change import Kind
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.tenancy.actions.change_role import ChangeRole, change_role
from invoiceflow.tenancy.actions.close_tenant import CloseTenant, ReopenTenant, close_tenant, reopen_tenant
from invoiceflow.tenancy.actions.edit_settings import EditSettings, edit_settings
from invoiceflow.tenancy.actions.require_member import NotYours
from invoiceflow.tenancy.actions.revoke_api_key import RevokeApiKey, revoke_api_key
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.queries import own_tenant
from invoiceflow.tenancy.store import members
from product import House, Product
from racing import Act, in_order

STATE = (
    "SELECT purge_after IS NULL, terms, (SELECT count(*) FROM api_keys k WHERE k.revoked_at IS NULL) "
    "FROM tenants WHERE tenant_id = $1"
)
WRITTEN = (
    "SELECT id FROM payment_accounts WHERE tenant_id = $1 UNION ALL "
    "SELECT id FROM plan_changes WHERE tenant_id = $1"
)
NOWHERE = StripeClient("sk_test_never_asked")

Outward = Callable[[World, House, Person, Session], Awaitable[None]]


@pytest.mark.parametrize("what", ["close", "reopen", "revoke", "edit"])
async def test_a_role_is_asked_again_when_the_turn_comes(product: Product, what: str) -> None:
    """An owner who was let in, and is a viewer by the time that it is their turn, is refused and changes nothing."""
    house, at = await product.house(), product.clock.now()
    late, _ = await product.member_of(house, Role.OWNER)
    if what == "reopen":
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await close_tenant(session, CloseTenant(house.slug, house.owner, at))
    before = await product.world.reads.rows(house.tenant_id, STATE)

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

    assert await in_order(product, house, demotes(house, late, at), act) is NotYours
    assert await product.world.reads.rows(house.tenant_id, STATE) == before


async def connect(world: World, house: House, late: Person, _: Session) -> None:
    """Connect with Stripe."""
    till = Till(world.database, StripeCollector(NOWHERE), StripeMirrors(NOWHERE), world.clock)
    at, here = world.clock.now(), "https://product.example"
    command = ConnectAccount(house.tenant_id, late, at, return_url=here, refresh_url=here)
    await connect_account(till, command)


async def disconnect(world: World, _: House, late: Person, session: Session) -> None:
    """Take no online payments any more."""
    await disconnect_account(session, DisconnectAccount(late, world.clock.now()))


async def allow(world: World, _: House, late: Person, session: Session) -> None:
    """Let clients pay in parts."""
    await allow_parts(session, AllowParts(1_00, "EUR", late, world.clock.now()))


async def limit(world: World, _: House, late: Person, session: Session) -> None:
    """Give money back by itself."""
    await set_fraud_limits(session, SetFraudLimits({"EUR": 1_00}, late, world.clock.now()))


async def release(world: World, _: House, late: Person, session: Session) -> None:
    """Send to an address again."""
    at = world.clock.now()
    await release_address(session, ReleaseAddress(new_id(at), late, at))


async def subscribe(world: World, house: House, late: Person, _: Session) -> None:
    """Begin a subscription."""
    command = ChangePlan(house.tenant_id, Kind.START, PlanName.PRO, late, world.clock.now())
    await start_subscription(PlanDesk(world.database, StripePlans(NOWHERE), world.clock), command)


async def change(world: World, house: House, late: Person, _: Session) -> None:
    """Change the plan."""
    command = ChangePlan(house.tenant_id, Kind.CHANGE, PlanName.PRO, late, world.clock.now())
    await change_plan(PlanDesk(world.database, StripePlans(NOWHERE), world.clock), command)


@pytest.mark.parametrize("what", [connect, disconnect, allow, limit, release, subscribe, change])
async def test_it_is_asked_again_for_money_and_mail(product: Product, what: Outward) -> None:
    """Likewise who is to lead money or mail elsewhere: they are refused before anything else is looked at."""
    house, at = await product.house(), product.clock.now()
    late, _ = await product.member_of(house, Role.OWNER)

    async def act(session: Session) -> None:
        await what(product.world, house, late, session)

    assert await in_order(product, house, demotes(house, late, at), act) is NotYours
    assert await product.world.reads.rows(house.tenant_id, WRITTEN) == []


def demotes(house: House, late: Person, at: datetime) -> Act:
    """Return what makes somebody a viewer."""

    async def demote(session: Session) -> None:
        member = await members.member_of_person(session, late.id)
        assert member is not None
        await change_role(session, ChangeRole(member.id, Role.VIEWER, house.owner, at))

    return demote
