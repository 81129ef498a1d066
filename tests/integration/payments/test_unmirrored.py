"""Issued invoices that Stripe makes no mirror of: refused, told once, and paid in another way."""

from decimal import Decimal

from invoiceflow.payments.actions.open_checkout import mirror_invoice
from invoicing_house import a_line
from mirror_house import choose, client_of, invoices_at_stripe, mirrored, standing, states
from till import TOTAL, Shop


async def test_what_stripe_would_make_something_else_of_is_refused(shop: Shop) -> None:
    """A credit of the client at Stripe lowers what is due there: its invoice is voided, and the tenant is told why."""
    await mirrored(shop)
    (known,) = invoices_at_stripe(shop)
    shop.client.v1.customers.update(str(known.customer), {"balance": -1_00}, shop.here)
    invoice = await shop.invoice(client_id=await client_of(shop, known.id))
    await shop.product.work()
    assert [each.status for each in invoices_at_stripe(shop)] == ["open", "void"]
    assert await states(shop, invoice.id) == [("invoice", "refused")]
    shown = (await shop.house.browser.get(f"/app/{shop.house.slug}/invoices/{invoice.id}")).text
    assert "189.40 EUR is due, instead of 190.40 EUR" in shown
    assert [subject.partition(":")[0] for subject in await shop.letters()] == ["No invoice at Stripe"]
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert await states(shop, invoice.id) == [("checkout", "paid"), ("invoice", "refused")]
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert await shop.differences() == []


async def test_an_amount_that_stripe_does_not_take_is_told_of(shop: Shop) -> None:
    """Once, however often the job runs: its client can only transfer it, and the tenant would not know why."""
    await choose(shop)
    stamp = a_line(shop.product.clock.now(), unit_price=Decimal("0.20"))
    invoice = await shop.invoice(lines=(stamp,))
    await shop.product.work()
    for _ in range(2):
        await mirror_invoice(shop.till, await shop.asked(invoice.id))
    await shop.product.work()
    assert invoices_at_stripe(shop) == []
    assert await states(shop, invoice.id) == [("invoice", "refused")]
    shown = (await shop.house.browser.get(f"/app/{shop.house.slug}/invoices/{invoice.id}")).text
    assert "Stripe does not take so little in EUR" in shown
    assert [subject.partition(":")[0] for subject in await shop.letters()] == ["No invoice at Stripe"]
