"""Stripe for both tenants: a platform of its own at the stand-in, on which they collect, and which sells them plans."""

from dataclasses import replace
from uuid import UUID

from invoiceflow.entrypoints import wiring
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.domain.event import Topic
from invoiceflow.runtime.settings import Settings
from invoiceflow.subscription.actions.follow_subscription import follow_subscription
from product import GivenClock, House, Product
from stand_ins import Sandbox
from stripe_house import a_platform
from till import CONNECT, PLATFORM, Shop, onboard

_WARNED = "4000000000005423"
"""A card whose bank warns of fraud."""


async def on_a_platform(given: Settings, sandbox: Sandbox) -> tuple[Settings, GivenClock]:
    """Return the settings of a product that collects and sells plans, and a clock that goes as Stripe's."""
    key, clock = await a_platform(sandbox)
    selling = replace(
        given,
        stripe_secret_key=key,
        stripe_api_base=sandbox.stripe_base,
        stripe_webhook_secrets=(PLATFORM,),
        stripe_connect_webhook_secrets=(CONNECT,),
        sells_plans=True,
    )
    return selling, clock


async def connected(product: Product, house: House) -> Shop:
    """Connect a tenant with Stripe, and return what collects for it."""
    till, client, settings = wiring.till(product.world), product.world.stripe, product.world.settings
    assert till
    assert client
    shop = Shop(product, house, client, "", till, f"{settings.stripe_api_base}/_control")
    await onboard(shop)
    await product.work()
    return shop


async def warned(shop: Shop, invoice_id: InvoiceId) -> UUID:
    """Have an invoice paid by a card whose bank warns of fraud, and return the warning's id."""
    payment_id = await shop.collect(invoice_id, _WARNED)
    warnings = shop.client.v1.radar.early_fraud_warnings
    (newest,) = (await warnings.list_async({"limit": 1}, {"stripe_account": shop.account})).data
    await shop.look_at(Topic.WARNING, newest.id)
    read = "SELECT id FROM fraud_warnings WHERE payment_id = :id"
    ((warning_id,),) = await shop.rows(read, id=payment_id)
    return UUID(str(warning_id))


async def subscribe(shop: Shop) -> None:
    """Buy a plan: press the button, give a card on Stripe's page, and look what came of it."""
    pressed = await shop.house.browser.post(
        f"/app/{shop.house.slug}/settings/plan/start", data={"plan": "pro"}
    )
    assert "/stripe/checkout/" in pressed.headers["location"], pressed.text
    await shop.pay(pressed.headers["location"])
    desk = wiring.plan_desk(shop.product.world)
    assert desk
    await follow_subscription(desk, shop.house.tenant_id)
