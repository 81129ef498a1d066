"""Issued invoices as invoices at Stripe, which clients pay there: the same total, and nobody pays twice."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from crashing import Crashed, DoomedDatabase, Fuse
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.payments.actions.open_checkout import mirror_invoice
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.payments.domain.mirror import Way
from mirror_house import choose, client_of, invoices_at_stripe, ledger, mirrored, standing, states
from payments_house import pay
from till import TOTAL, Message, Shop

FAILS = "DE62370400440532013001"


async def void(shop: Shop, invoice: IssuedInvoice) -> None:
    """Void an invoice of ours."""
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))


def paid_elsewhere(shop: Shop) -> list[tuple[object, object]]:
    """Return of each invoice at Stripe its status, and what it was told that was paid by other ways."""
    told = [each.to_dict() for each in invoices_at_stripe(shop)]
    return [(each["status"], each.get("amount_paid_off_stripe")) for each in told]


async def test_an_invoice_is_paid_at_stripe_line_by_line(shop: Shop) -> None:
    """Made when it is issued, with its lines and its total; "Pay" leads to it; its money is booked as any other's."""
    invoice, page = await mirrored(shop)
    (mirror,) = invoices_at_stripe(shop)
    (line, tax) = mirror.lines.data
    assert (line.amount, tax.amount) == (invoice.totals.net_minor, invoice.totals.tax_minor)
    assert (mirror.status, mirror.total, mirror.amount_due) == ("open", TOTAL, TOTAL)
    assert invoice.number in str(mirror.description)
    assert invoice.number in str(mirror.footer)
    assert await shop.checkout(invoice.id) == page
    assert (await shop.pay(page, "4000000000000002")).status_code == 402
    await shop.hear()
    assert await states(shop, invoice.id) == [("invoice", "open")]
    await shop.pay(page)
    assert await standing(shop, invoice.id) == ("issued", 0)
    assert "not in the books" in " ".join(await shop.beside_stripe())
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert await states(shop, invoice.id) == [("invoice", "paid")]
    sums = await ledger(shop, invoice.id)
    assert sums["clearing"] + sums["fees"] == TOTAL
    assert sums["fees"] > 0
    assert await shop.rows("SELECT * FROM parked_objects") == []
    assert await shop.differences() == []
    assert await shop.beside_stripe() == []


async def test_a_client_is_known_at_stripe_once(shop: Shop) -> None:
    """The second invoice of a client is made out to whom Stripe has; who was deleted there is entered anew."""
    await mirrored(shop)
    client_id = await client_of(shop, invoices_at_stripe(shop)[0].id)
    for _ in range(2):
        await shop.invoice(client_id=client_id)
        await shop.product.work()
        shop.client.v1.customers.delete(str(invoices_at_stripe(shop)[-1].customer), options=shop.here)
    first, second, third = (each.customer for each in invoices_at_stripe(shop))
    assert first == second != third


async def test_what_is_paid_by_hand_is_not_paid_at_stripe_as_well(shop: Shop) -> None:
    """All of it: paid there by other ways. A part: void there, and the rest is paid on a page for the amount."""
    whole, page = await mirrored(shop)
    await pay(shop.product, shop.house, whole.id, TOTAL)
    part = await shop.invoice()
    await shop.product.work()
    await pay(shop.product, shop.house, part.id, 40_00)
    await shop.product.work()
    assert paid_elsewhere(shop) == [("paid", TOTAL), ("void", None)]
    assert (await shop.pay(page)).status_code == 402
    await shop.pay(await shop.checkout(part.id))
    await shop.hear()
    assert await states(shop, whole.id) == [("invoice", "expired")]
    assert await states(shop, part.id) == [("checkout", "paid"), ("invoice", "expired")]
    assert [await standing(shop, each.id) for each in (whole, part)] == [("paid", TOTAL)] * 2
    assert await shop.rows("SELECT * FROM parked_objects") == []
    assert await shop.differences() == []


async def test_who_pays_at_stripe_while_money_comes_by_hand_has_a_credit(shop: Shop) -> None:
    """Stripe had taken the money before its invoice could be ended: nothing of it is lost, nor told there wrongly."""
    invoice, page = await mirrored(shop)
    await shop.pay(page)
    await pay(shop.product, shop.house, invoice.id, TOTAL)
    await shop.product.work()
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", 2 * TOTAL)
    assert (await ledger(shop, invoice.id))["client_credit"] == -TOTAL
    assert paid_elsewhere(shop) == [("paid", None)]
    assert await shop.differences() == []


async def test_a_void_invoice_is_void_at_stripe(shop: Shop) -> None:
    """Nobody can pay it any more. Who was quicker than the voiding has their money in view, and in no book."""
    invoice, page = await mirrored(shop)
    quick = await shop.invoice()
    await shop.product.work()
    await shop.pay(await shop.checkout(quick.id))
    for each in (invoice, quick):
        await void(shop, each)
    await shop.product.work()
    assert (await shop.pay(page)).status_code == 402
    assert [each.status for each in invoices_at_stripe(shop)] == ["void", "paid"]
    await shop.hear()
    assert await standing(shop, quick.id) == ("void", 0)
    assert {code for (code,) in await shop.rows("SELECT code FROM parked_objects")} == {"invoice.void"}
    assert await shop.differences() == []


async def test_an_invoice_voided_while_its_mirror_is_made_cannot_be_paid(shop: Shop) -> None:
    """The voiding finds nothing to end at Stripe yet: whoever makes the mirror ends it again."""
    await choose(shop)
    invoice = await shop.invoice()

    class Slow:
        """Stripe, in whose last answer our invoice is voided."""

        def __getattr__(self, name: str) -> object:
            return getattr(shop.till.mirrors, name)

        async def finalize(self, account: str, name: str) -> object:
            await void(shop, invoice)
            return await shop.till.mirrors.finalize(account, name)

    slow = replace(shop.till, mirrors=Slow())  # type: ignore[arg-type]  # the rest is the real one's
    await mirror_invoice(slow, await shop.asked(invoice.id))
    assert [each.status for each in invoices_at_stripe(shop)] == ["void"]
    assert await states(shop, invoice.id) == [("invoice", "expired")]


async def test_a_debit_is_on_its_way_and_fails_days_later(shop: Shop) -> None:
    """It is neither asked for again nor voided meanwhile. Failed, its mirror is ended, and "Pay" makes another one."""
    invoice, page = await mirrored(shop)
    await shop.pay_by_debit(page, FAILS)
    await shop.hear()
    assert await states(shop, invoice.id) == [("invoice", "pending")]
    await shop.go_on(days=3)
    await shop.hear()
    assert await states(shop, invoice.id) == [("invoice", "failed")]
    assert [each.status for each in invoices_at_stripe(shop)] == ["void"]
    assert [subject.partition(":")[0] for subject in await shop.letters()] == ["Payment failed"]
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert await states(shop, invoice.id) == [("invoice", "failed"), ("invoice", "paid")]
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert await shop.differences() == []


async def test_what_the_tenant_does_at_stripe_is_followed(shop: Shop) -> None:
    """One that was taken for lost there can still be paid; one that was voided there is made anew; others are left."""
    invoice, page = await mirrored(shop)
    (mirror,) = invoices_at_stripe(shop)
    shop.client.v1.invoices.mark_uncollectible(mirror.id, options=shop.here)
    own = shop.client.v1.invoices.create(
        {"customer": str(mirror.customer), "currency": "eur", "auto_advance": False}, shop.here
    )
    shop.client.v1.invoices.add_lines(own.id, {"lines": [{"amount": 5_00}]}, shop.here)
    shop.client.v1.invoices.finalize_invoice(own.id, options=shop.here)
    await shop.hear()
    assert await shop.checkout(invoice.id) == page
    shop.client.v1.invoices.void_invoice(mirror.id, options=shop.here)
    await shop.hear()
    assert await states(shop, invoice.id) == [("invoice", "expired")]
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert await standing(shop, invoice.id) == ("paid", TOTAL)
    assert [each.status for each in invoices_at_stripe(shop)] == ["void", "open", "paid"]
    assert await shop.rows("SELECT * FROM parked_objects") == []


async def test_many_presses_at_once_make_one_mirror(shop: Shop) -> None:
    """The job and three clients begin together: one checkout, one page, one invoice at Stripe with its lines once."""
    await choose(shop)
    invoice = await shop.invoice()
    pages = await asyncio.gather(*(shop.checkout(invoice.id) for _ in range(3)), shop.product.work())
    assert len(set(pages[:3])) == 1
    assert [(each.status, each.total) for each in invoices_at_stripe(shop)] == [("open", TOTAL)]
    assert await states(shop, invoice.id) == [("invoice", "open")]


ORDERS: dict[str, Callable[[list[Message]], Sequence[Message]]] = {
    "as they came": lambda told: told,
    "the last first": lambda told: told[::-1],
    "every second one first, all twice": lambda told: [*told[::2], *told[1::2], *told],
    "all but one lost": lambda told: told[-1:],
    "all lost": lambda _: (),
}


async def test_in_whatever_order_stripe_tells_it_the_books_are_the_same(shop: Shop) -> None:
    """Paid, refunded in part, disputed and lost: lost messages are asked for, and the same books come of all."""
    await choose(shop)
    books = []
    for order in ORDERS.values():
        invoice = await shop.invoice()
        await shop.product.work()
        await shop.pay(await shop.checkout(invoice.id))
        (charge, *_) = shop.client.v1.charges.list(options=shop.here).data
        shop.client.v1.refunds.create({"charge": charge.id, "amount": 40_40}, shop.here)
        await shop.press("dispute.open", charge.id, TOTAL - 40_40)
        (dispute, *_) = shop.client.v1.disputes.list(options=shop.here).data
        await shop.press("dispute.lose", dispute.id)
        told = shop.messages()
        new, shop.delivered = told[shop.delivered :], len(told)
        assert set(await shop.deliver(order(new))) <= {200}
        await shop.product.work()
        await reconcile(shop.till, shop.house.tenant_id)
        await shop.product.work()
        books.append((await ledger(shop, invoice.id), await standing(shop, invoice.id)))
        assert await states(shop, invoice.id) == [("invoice", "paid")]
    assert books == books[:1] * len(ORDERS)
    assert await shop.rows("SELECT * FROM parked_objects") == []
    assert await shop.differences() == []


async def test_a_mirror_is_made_once_wherever_the_process_dies(shop: Shop) -> None:
    """Dead at any statement or commit, and done again: one checkout, one invoice at Stripe, which can be paid."""
    await choose(shop)
    for number in range(1, 100):
        invoice = await shop.invoice()
        fuse = Fuse(number)
        doomed = replace(shop.till, database=DoomedDatabase(shop.till.database, fuse))
        command = await shop.asked(invoice.id)
        try:
            await mirror_invoice(doomed, command)
        except Crashed:
            await mirror_invoice(shop.till, command)
        (mirror,) = (each for each in invoices_at_stripe(shop) if invoice.number in str(each.description))
        assert (mirror.status, mirror.total, len(mirror.lines.data)) == ("open", TOTAL, 2)
        assert await states(shop, invoice.id) == [("invoice", "open")]
        if fuse.left > 0:
            return
    raise AssertionError("the fuse was never longer than the deed")


async def test_a_tenant_that_goes_back_to_pages_for_the_amount(shop: Shop) -> None:
    """The mirror that is open is ended once somebody presses "Pay"; what is issued from now on has none."""
    invoice, page = await mirrored(shop)
    await choose(shop, Way.CHECKOUT)
    assert await shop.checkout(invoice.id) != page
    await shop.invoice()
    await shop.product.work()
    assert [each.status for each in invoices_at_stripe(shop)] == ["void"]
    with pytest.raises(AssertionError, match="402"):
        assert (await shop.pay(page)).status_code != 402, "402"
