"""What whoever runs the installation sees of Stripe's messages, and can do about those that were not applied."""

from pathlib import Path
from secrets import token_hex

from command_line import run
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from services import DatabaseUrls
from till import Message, Shop
from verifying import environment


async def pay_a_void_invoice(shop: Shop) -> str:
    """Have a client be quicker than a voiding, and return the payment intent."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))
    ((intent,),) = [[each.id] for each in shop.client.v1.payment_intents.list(options=shop.here).data]
    return intent


def a_stray(shop: Shop) -> Message:
    """Return a message about an account that is no tenant's."""
    return {
        "id": f"evt_{token_hex(6)}",
        "object": "event",
        "type": "charge.succeeded",
        "created": int(shop.product.clock.now().timestamp()),
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "account": "acct_of_nobody",
        "data": {"object": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}},
    }


async def test_what_is_parked_is_listed_shown_and_replayed(
    shop: Shop, database: DatabaseUrls, tmp_path: Path
) -> None:
    """With tenant, object and reason; nobody's messages as well; a replay looks again, and nothing is lost."""
    given, slug = environment(database, shop.product.world.settings.redis_url, tmp_path), shop.house.slug
    empty = run(given, "inbox", "list", "--tenant", slug)
    assert (empty.stdout, empty.returncode) == ("Nothing is parked, and nothing waits.\n", 0), empty.stderr
    intent, stray = await pay_a_void_invoice(shop), a_stray(shop)
    await shop.hear()
    assert await shop.deliver([stray]) == [200]
    listed = run(given, "inbox", "list").stdout
    assert f"{slug}: payment {intent} on {shop.account} is parked: invoice.void: " in listed
    assert f"nobody's: charge.succeeded {stray['id']} on acct_of_nobody, came " in listed
    shown = run(given, "inbox", "show", intent).stdout
    assert f"{slug}: payment_intent.succeeded evt_" in shown
    assert "waits" not in shown
    before = await shop.rows("SELECT tries FROM parked_objects WHERE object_id = :it", it=intent)
    replayed = run(given, "inbox", "replay", "--object", intent)
    assert (replayed.stdout, replayed.returncode) == ("1 look is queued.\n", 0), replayed.stderr
    await shop.product.work()
    after = await shop.rows("SELECT tries FROM parked_objects WHERE object_id = :it", it=intent)
    assert after[0][0] == before[0][0] + 1


async def test_what_waits_is_counted(shop: Shop, database: DatabaseUrls, tmp_path: Path) -> None:
    """Messages whose objects nobody has looked at yet; of an object that nothing is known of, that is said."""
    given, slug = environment(database, shop.product.world.settings.redis_url, tmp_path), shop.house.slug
    await pay_a_void_invoice(shop)
    await shop.deliver(shop.messages())
    assert " messages wait, since 20" in run(given, "inbox", "list", "--tenant", slug).stdout
    unknown = run(given, "inbox", "show", "pi_unknown")
    assert (unknown.stdout, unknown.returncode) == ("No message about pi_unknown came.\n", 1)
