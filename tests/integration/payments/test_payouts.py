"""Payouts: what Stripe sends to the tenant's bank leaves clearing, for our payments, and comes back if that failed."""

import pytest

from invoiceflow.payments.actions.follow_object import FollowObject, follow_object
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.ports import Away
from till import TOTAL, Shop

FEE = 3_11


async def paid(shop: Shop) -> None:
    """Have a client pay by card, and let the money become available."""
    await shop.pay(await shop.checkout((await shop.invoice()).id))


async def sell_elsewhere(shop: Shop) -> None:
    """Have the tenant take money that has nothing to do with the product."""
    order = {"amount": 50_00, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    shop.client.v1.payment_intents.create(order, shop.here)  # type: ignore[arg-type]  # parameters, as a dictionary


async def pay_out(shop: Shop) -> str:
    """Have Stripe pay out what is available, and return the payout."""
    await shop.go_on(days=8)
    await shop.press("balance.pay_out", "eur")
    return shop.client.v1.payouts.list({"limit": 1}, shop.here).data[0].id


async def lies(shop: Shop) -> dict[str, int]:
    """Return what lies with Stripe, and in the bank, by the ledger."""
    rows = await shop.rows(
        "SELECT account, sum(amount_minor)::bigint FROM ledger_entries WHERE account IN ('bank', 'clearing') "
        "GROUP BY account HAVING sum(amount_minor) <> 0"
    )
    return {row[0]: row[1] for row in rows}


async def payouts(shop: Shop) -> list[tuple[object, ...]]:
    """Return what is kept of payouts."""
    return await shop.rows(
        "SELECT status, amount_minor, payments FROM payouts ORDER BY created_at, provider_id"
    )


async def test_what_is_paid_out_of_our_payments_lies_in_the_bank(shop: Shop) -> None:
    """Net of fees and refunds; what the tenant sold elsewhere is in the payout, and not in our books."""
    await paid(shop)
    await paid(shop)
    await sell_elsewhere(shop)
    await shop.hear()
    intent = (await shop.rows("SELECT payment_intent FROM charges ORDER BY payment_id LIMIT 1"))[0][0]
    shop.client.v1.refunds.create({"payment_intent": intent, "amount": 40_40}, shop.here)
    await shop.hear()
    await pay_out(shop)
    await shop.hear()
    ours = 2 * (TOTAL - FEE) - 40_40
    assert await lies(shop) == {"bank": ours}
    ((status, amount_minor, payments),) = await payouts(shop)
    assert (status, payments) == ("pending", 2)
    assert int(str(amount_minor)) > ours
    assert await shop.differences() == await shop.beside_stripe() == []
    page = (await shop.house.browser.get(f"/app/{shop.house.slug}/settings/online")).text
    assert "On its way to your bank, expected" in page
    assert "2 payments" in page
    await shop.go_on(days=2)
    await shop.hear()
    assert (await payouts(shop))[0][0] == "paid"
    page = (await shop.house.browser.get(f"/app/{shop.house.slug}/settings/online")).text
    assert "Paid out" in page
    assert await shop.beside_stripe() == []


async def test_a_payout_that_comes_back_is_paid_out_again(shop: Shop) -> None:
    """The bank refuses it after it was paid: clearing holds the money until the next one takes it along."""
    await paid(shop)
    await shop.hear()
    name = await pay_out(shop)
    await shop.hear()
    assert await lies(shop) == {"bank": TOTAL - FEE}
    await shop.press("payout.fail", name)
    await shop.hear()
    assert await lies(shop) == {"clearing": TOTAL - FEE}
    assert await shop.differences() == await shop.beside_stripe() == []
    await pay_out(shop)
    await shop.hear()
    assert await lies(shop) == {"bank": TOTAL - FEE}
    assert [row[0] for row in await payouts(shop)] == ["failed", "pending"]
    assert await shop.differences() == await shop.beside_stripe() == []


async def test_a_payout_waits_for_the_payments_in_it(shop: Shop) -> None:
    """Heard of before them, it is worth another try; looked at twice then, it books once."""
    await paid(shop)
    name = await pay_out(shop)
    look = FollowObject(shop.house.tenant_id, shop.account, Target(Topic.PAYOUT, name))
    with pytest.raises(Away):
        await follow_object(shop.till, look)
    assert (await lies(shop), await payouts(shop)) == ({}, [])
    await shop.deliver([each for each in shop.messages() if not each["type"].startswith("payout.")])
    await shop.product.work()
    for _ in range(2):
        await follow_object(shop.till, look)
    assert await lies(shop) == {"bank": TOTAL - FEE}
    assert await shop.beside_stripe() == []


async def test_a_payout_by_hand_is_shown_and_books_nothing(shop: Shop) -> None:
    """Stripe does not say what it consists of."""
    await paid(shop)
    await shop.go_on(days=8)
    shop.client.v1.payouts.create({"amount": 10_00, "currency": "eur"}, shop.here)
    await shop.hear()
    assert await lies(shop) == {"clearing": TOTAL - FEE}
    assert await payouts(shop) == [("pending", 10_00, 0)]
    page = (await shop.house.browser.get(f"/app/{shop.house.slug}/settings/online")).text
    assert "Stripe names no payment of your invoices in it" in page
    assert await shop.beside_stripe() == []
