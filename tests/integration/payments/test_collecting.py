"""Money through Stripe, as the stand-in takes it: from the button to the books, whatever is heard of it and when."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from stripe import RequestOptions

from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.payments.actions.end_checkouts import NothingToPay
from invoiceflow.payments.actions.reconcile import reconcile
from payments_house import ledger_of, pay
from till import TOTAL, Shop, onboard


async def standing(shop: Shop, invoice_id: object) -> tuple[str, int]:
    """Return an invoice's status, and what was paid."""
    (row,) = await shop.rows("SELECT status, paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    return row[0], row[1]


async def ledger(shop: Shop, invoice_id: object) -> dict[str, int]:
    """Return what each account holds for one invoice, those of nothing left out."""
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        sums = await ledger_of(session, invoice_id)  # type: ignore[arg-type]  # an invoice's id
    return {account: amount for account, amount in sums.items() if amount}


async def test_a_card_pays_an_invoice(shop: Shop) -> None:
    """From the button to the books: the invoice is paid, the money lies with Stripe, less its fee."""
    invoice = await shop.invoice()
    url = await shop.checkout(invoice.id)
    assert (await standing(shop, invoice.id))[0] == "issued"
    await shop.pay(url)
    assert (await standing(shop, invoice.id))[0] == "issued"
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    sums = await ledger(shop, invoice.id)
    assert sums["clearing"] + sums["fees"] == TOTAL
    assert sums["fees"] > 0
    assert "receivable" not in sums
    assert await shop.differences() == []


async def test_the_same_page_is_offered_until_the_amount_changes(shop: Shop) -> None:
    """Two clicks pay once. After a payment by hand that page is ended, and another one asks for the rest."""
    invoice = await shop.invoice()
    first = await shop.checkout(invoice.id)
    assert await shop.checkout(invoice.id) == first
    await pay(shop.product, shop.house, invoice.id, 4040)
    await shop.product.work()
    assert (await shop.pay(first)).status_code == 402
    rest = await shop.checkout(invoice.id)
    assert rest != first
    await shop.pay(rest)
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert {"client_credit", "receivable"}.isdisjoint(await ledger(shop, invoice.id))
    with pytest.raises(NothingToPay):
        await shop.checkout(invoice.id)


async def test_who_pays_while_money_comes_by_hand_has_a_credit(shop: Shop) -> None:
    """Stripe had taken the money before the page could be ended: nothing of it is lost."""
    invoice = await shop.invoice()
    url = await shop.checkout(invoice.id)
    await shop.pay(url)
    await pay(shop.product, shop.house, invoice.id, TOTAL)
    await shop.product.work()
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", 2 * TOTAL)
    assert (await ledger(shop, invoice.id))["client_credit"] == -TOTAL
    assert await shop.differences() == []


async def test_money_for_a_void_invoice_is_parked(shop: Shop) -> None:
    """The client was quicker than the voiding could end the page: the money is in view, and in no book."""
    invoice = await shop.invoice()
    url = await shop.checkout(invoice.id)
    await shop.pay(url)
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))
    await shop.hear()
    assert await standing(shop, invoice.id) == ("void", 0)
    parked = await shop.rows("SELECT topic, code FROM parked_objects ORDER BY topic")
    assert {code for _, code in parked} == {"invoice.void"}
    assert "clearing" not in await ledger(shop, invoice.id)
    assert await shop.differences() == []


async def test_a_void_invoice_cannot_be_paid_any_more(shop: Shop) -> None:
    """Voiding ends the page that is open."""
    invoice = await shop.invoice()
    url = await shop.checkout(invoice.id)
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))
    await shop.product.work()
    assert (await shop.pay(url)).status_code == 402


async def test_other_sales_of_the_tenant_are_none_of_ours(shop: Shop) -> None:
    """What is sold on the same account without this product is neither booked nor parked."""
    here = {"stripe_account": shop.account}
    shop.client.v1.payment_intents.create(
        {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True},
        here,  # type: ignore[arg-type]  # options, as a dictionary
    )
    await shop.hear()
    assert await shop.rows("SELECT * FROM parked_objects") == []
    assert await shop.rows("SELECT * FROM payments") == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": TOTAL - 1}, "checkout.other_than_agreed"),
        ({"currency": "usd"}, "checkout.other_than_agreed"),
        ({"metadata": {"checkout": str(UUID(int=1))}}, "checkout.not_found"),
    ],
    ids=["amount", "currency", "checkout"],
)
async def test_a_payment_of_something_else_is_parked(shop: Shop, given: Any, code: str) -> None:
    """Money that names a checkout of ours and is not what was asked for is looked at by people."""
    invoice = await shop.invoice()
    await shop.checkout(invoice.id)
    shop.client.v1.payment_intents.create(await _order(shop) | given, {"stripe_account": shop.account})
    await shop.hear()
    assert await standing(shop, invoice.id) == ("issued", 0)
    assert await shop.rows("SELECT code FROM parked_objects") == [(code,)]


async def test_a_payment_on_another_tenants_account_pays_nothing(shop: Shop) -> None:
    """Who is connected as well and names somebody else's checkout parks their own money; the other is not touched."""
    invoice = await shop.invoice()
    await shop.checkout(invoice.id)
    order = await _order(shop)
    other = replace(shop, house=await shop.product.house(), account="", delivered=0)
    await onboard(other)
    other.client.v1.payment_intents.create(order, {"stripe_account": other.account})
    await other.hear()
    await shop.hear()
    assert await standing(shop, invoice.id) == ("issued", 0)
    assert await shop.rows("SELECT code FROM parked_objects") == []
    assert await other.rows("SELECT code FROM parked_objects") == [("checkout.not_found",)]
    assert await other.rows("SELECT count(*) FROM payments") == [(0,)]


async def test_what_a_message_says_of_a_payment_is_not_believed(shop: Shop) -> None:
    """Signed, about a real payment, of another API version, and wrong about everything: the books hold what is true."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    *_, message = (each for each in shop.messages() if each["type"] == "payment_intent.succeeded")
    lies = {"amount": 1, "amount_received": 1, "currency": "jpy", "metadata": {}, "latest_charge": "ch_none"}
    data = {"object": message["data"]["object"] | lies}
    assert await shop.deliver([message | {"api_version": "2019-01-01", "data": data}]) == [200]
    await shop.product.work()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert await shop.rows("SELECT * FROM parked_objects") == []


async def _order(shop: Shop) -> Any:
    """Return what pays the one checkout that there is."""
    ((checkout_id,),) = await shop.rows("SELECT id::text FROM checkouts")
    return {
        "amount": TOTAL,
        "currency": "eur",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "metadata": {"checkout": checkout_id},
    }


async def test_a_lost_message_is_made_up_for(shop: Shop) -> None:
    """Nothing of a payment was delivered; asking Stripe brings all of it, and asking again brings nothing."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    for _ in range(2):
        await reconcile(shop.till, shop.house.tenant_id)
        await shop.product.work()
        assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert await shop.rows("SELECT count(*) FROM payments") == [(1,)]
    assert await shop.differences() == []


async def test_a_dispute_holds_money_and_its_loss_opens_the_invoice(shop: Shop) -> None:
    """While it is open the invoice stays paid and nothing is refunded; once it is lost, all of it is open again."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id), "4000000000000259")
    await shop.hear()
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert (await ledger(shop, invoice.id))["disputed"] == TOTAL
    here: RequestOptions = {"stripe_account": shop.account}
    (dispute,) = shop.client.v1.disputes.list(options=here).data
    shop.client.v1.disputes.close(dispute.id, options=here)
    await shop.hear()
    assert await standing(shop, invoice.id) == ("issued", 0)
    sums = await ledger(shop, invoice.id)
    assert "disputed" not in sums
    assert sums["clearing"] == -sums["fees"]
    assert await shop.differences() == []
