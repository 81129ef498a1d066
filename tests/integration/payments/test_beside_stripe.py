"""`invoiceflow verify` lays the books beside what Stripe holds, object by object, in both directions."""

import re
from pathlib import Path

from command_line import run
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.runtime.number_shapes import MINUS
from services import DatabaseUrls
from till import Shop
from verifying import environment, superuser

DISPUTED, LATE_FAILING = "4000000000000259", "4000000000005126"


async def paid(shop: Shop, card: str = "4242424242424242") -> str:
    """Have a client pay an invoice by card, and return the payment intent."""
    before = {each.id for each in shop.client.v1.payment_intents.list(options=shop.here).data}
    await shop.pay(await shop.checkout((await shop.invoice()).id), card)
    (new,) = {each.id for each in shop.client.v1.payment_intents.list(options=shop.here).data} - before
    return new


async def refund(shop: Shop, intent: str, amount_minor: int) -> str:
    """Send a part back from Stripe's own dashboard, and return the refund."""
    made = shop.client.v1.refunds.create({"payment_intent": intent, "amount": amount_minor}, shop.here)
    return made.id


async def lively(shop: Shop) -> None:
    """Have payments, refunds that stay and that fail, disputes that are lost, won and open, and others' sales."""
    await refund(shop, await paid(shop), 40_40)
    await refund(shop, await paid(shop, LATE_FAILING), 10_00)
    for _ in range(3):
        await paid(shop, DISPUTED)
    lost, won, _ = shop.client.v1.disputes.list(options=shop.here).data
    await shop.press("dispute.lose", lost.id)
    await shop.press("dispute.win", won.id)
    await shop.pay_by_debit(await shop.checkout((await shop.invoice()).id))
    await sell_elsewhere(shop)
    await shop.hear()


async def sell_elsewhere(shop: Shop) -> None:
    """Have the tenant take money that has nothing to do with the product."""
    shop.client.v1.payment_intents.create(
        {
            "amount": 77_00,
            "currency": "eur",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        },
        shop.here,
    )


async def test_a_lively_account_is_what_the_books_say(shop: Shop) -> None:
    """Every object agrees, page by page, today and when banks have answered; sales elsewhere are left alone."""
    await lively(shop)
    assert await shop.beside_stripe(page_size=2) == []
    await shop.go_on(days=12)
    await shop.hear()
    assert await shop.rows("SELECT count(*) FROM payments WHERE kind = 'refund_failed'") == [(1,)]
    assert await shop.beside_stripe() == []


async def test_what_nobody_heard_of_is_named(shop: Shop) -> None:
    """A charge, a refund and a dispute at Stripe that the books do not have; heard of, they do."""
    known = await paid(shop, DISPUTED)
    await shop.hear()
    (dispute,) = shop.client.v1.disputes.list(options=shop.here).data
    await shop.press("dispute.win", dispute.id)
    name = await refund(shop, known, 10_00)
    unknown = shop.client.v1.payment_intents.retrieve(await paid(shop), options=shop.here).latest_charge
    faults = await shop.beside_stripe()
    assert f"charge {unknown} is €190.40 succeeded at Stripe, and not in the books" in faults
    assert f"refund {name} is €10.00 succeeded at Stripe, and not in the books" in faults
    assert f"clearing of {name} is {MINUS}€10.00 at Stripe, and not in the books" in faults
    assert f"dispute {dispute.id} is €190.40 won at Stripe, €190.40 needs_response in the books" in faults
    assert sum(fault.startswith("hold of ") for fault in faults) == 1
    assert faults[-1] == f"clearing is {MINUS}€23.11, by what Stripe holds it must be €344.58"
    await shop.hear()
    assert await shop.beside_stripe() == []


TABLES = ("payments", "clearing_movements", "refunds", "ledger_entries", "payment_accounts")
PLANTED = {
    "changed payment": (
        "UPDATE payments SET amount_minor = amount_minor - 1 WHERE kind = 'payment'",
        r"charge ch_\w+ is €190.40 succeeded at Stripe, €190.39 succeeded in the books",
    ),
    "other currency": (
        "UPDATE payments SET currency = 'USD' WHERE kind = 'payment'",
        r"charge ch_\w+ is €190.40 succeeded at Stripe, US\$190.40 succeeded in the books",
    ),
    "another charge": (
        "UPDATE payments SET provider_id = 'ch_other' WHERE kind = 'payment'",
        r"charge ch_other is €190.40 succeeded in the books, and not at Stripe",
    ),
    "changed fee": (
        "UPDATE clearing_movements SET amount_minor = amount_minor + 5 WHERE kind = 'fee'",
        r"fee of txn_\w+ is €3.11 at Stripe, €3.16 in the books",
    ),
    "lost fee": (
        "DELETE FROM clearing_movements WHERE kind = 'fee'",
        r"fee of txn_\w+ is €3.11 at Stripe, and not in the books",
    ),
    "made-up hold": (
        "UPDATE clearing_movements SET kind = 'dispute'",
        r"hold of txn_\w+ is €3.11 in the books, and not at Stripe",
    ),
    "refund that went further": (
        "UPDATE refunds SET state = 'pending'",
        r"refund re_\w+ is €40.40 succeeded at Stripe, €40.40 pending in the books",
    ),
    "lost refund": (
        "DELETE FROM refunds",
        r"refund re_\w+ is €40.40 succeeded at Stripe, and not in the books",
    ),
    "entry of a refund": (
        "DELETE FROM payments WHERE kind = 'refund'",
        rf"clearing of re_\w+ is {MINUS}€40.40 at Stripe, and not in the books",
    ),
    "ledger": (
        "UPDATE ledger_entries SET account = 'bank' WHERE account = 'clearing' AND amount_minor > 0",
        rf"clearing is {MINUS}€43.51, by what Stripe holds it must be €146.89",
    ),
}


async def test_each_planted_difference_is_named(shop: Shop, database: DatabaseUrls) -> None:
    """Another amount, currency, fee, status or name, and what Stripe never had."""
    await refund(shop, await paid(shop), 40_40)
    await shop.hear()
    async with superuser(database, shop.house.tenant_id, TABLES) as change:
        for name, (statement, expected) in PLANTED.items():
            await change(statement)
            faults = await shop.beside_stripe()
            await change.back()
            assert any(re.fullmatch(expected, fault) for fault in faults), (name, faults)
    assert await shop.beside_stripe() == []


async def test_what_is_parked_is_known(shop: Shop) -> None:
    """A payment that cannot be booked waits with its reason, in view: that is no difference."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))
    assert len(await shop.beside_stripe()) == 2
    await shop.hear()
    assert await shop.rows("SELECT code FROM parked_objects WHERE topic = 'payment'") == [("invoice.void",)]
    assert await shop.beside_stripe() == []


async def test_an_account_that_stripe_does_not_show_is_named(shop: Shop, database: DatabaseUrls) -> None:
    """Unless the tenant has left it: then nobody expects to see it."""
    async with superuser(database, shop.house.tenant_id, TABLES) as change:
        await change("UPDATE payment_accounts SET account = 'acct_gone'")
        (fault,) = await shop.beside_stripe()
        assert fault.startswith("account acct_gone: Stripe does not show it: ")
        await change("UPDATE payment_accounts SET disconnected_at = now()")
        assert await shop.beside_stripe() == []


async def test_the_command_asks_stripe_unless_it_is_told_not_to(
    shop: Shop, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Exit 1 and the object; exit 0 offline, which it says; a sentence where Stripe does not answer."""
    await paid(shop)
    held = shop.product.world.settings
    given = environment(
        database,
        held.redis_url,
        tmp_path,
        STRIPE_SECRET_KEY=shop.key,
        STRIPE_API_BASE=held.stripe_api_base,
        STRIPE_WEBHOOK_SECRETS="whsec_1",
        STRIPE_CONNECT_WEBHOOK_SECRETS="whsec_2",
    )
    found = run(given, "verify", "--tenant", shop.house.slug)
    assert (found.returncode, found.stderr) == (1, "")
    charge, clearing, said = found.stdout.splitlines()
    assert re.search(r": charge ch_\w+ is €190.40 succeeded at Stripe, and not in the books$", charge)
    assert clearing.endswith("clearing is €0.00, by what Stripe holds it must be €187.29")
    assert said.endswith("; beside 3 facts at Stripe.")
    offline = run(given, "verify", "--tenant", shop.house.slug, "--offline")
    assert (offline.returncode, offline.stdout.strip().endswith("; Stripe was not asked.")) == (0, True)
    nowhere = given | {"STRIPE_API_BASE": "http://127.0.0.1:1/stripe"}
    away = run(nowhere, "verify", "--tenant", shop.house.slug)
    assert (away.returncode, "--offline" in away.stderr) == (1, True)
