"""Debits, which banks answer days later: on their way, come, failed, or taken back after all."""

from collections import Counter
from dataclasses import dataclass

import pytest

from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.payments.actions.end_checkouts import OnItsWay
from payments_house import ledger_of
from till import TOTAL, Shop

FAILS = "DE62370400440532013001"
IS_LOST = "DE35370400440532013002"
MONEY = "190,40\xa0€"


@dataclass(frozen=True)
class Seen:
    """An invoice as its client, its tenant and the tenant's list show it."""

    client: str
    tenant: str
    listed: str


async def seen(shop: Shop, invoice: IssuedInvoice) -> Seen:
    """Look at an invoice from all sides."""
    answer = await shop.house.api.get(f"/api/v1/invoices/{invoice.id}")
    path = "/i/" + str(answer.json()["public_url"]).rpartition("/i/")[2]
    client = (await shop.product.client({"Accept": "text/html"}).get(path)).text
    home = f"/app/{shop.house.slug}/invoices"
    tenant = (await shop.house.browser.get(f"{home}/{invoice.id}")).text
    rows = (await shop.house.browser.get(home)).text.split("<tr ")
    return Seen(client, tenant, next(row for row in rows if str(invoice.id) in row))


async def debited(shop: Shop, iban: str = "DE89370400440532013000") -> IssuedInvoice:
    """Return an invoice whose client has just paid by direct debit."""
    invoice = await shop.invoice()
    await shop.pay_by_debit(await shop.checkout(invoice.id), iban)
    await shop.hear()
    return invoice


async def books(shop: Shop, invoice: IssuedInvoice) -> tuple[str, int, Counter[str]]:
    """Return an invoice's status, what was paid, and what the ledger holds for it."""
    ((status, paid),) = await shop.rows(
        "SELECT status, paid_minor FROM invoices WHERE id = :id", id=invoice.id
    )
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        return status, paid, await ledger_of(session, invoice.id)


async def test_a_debit_is_on_its_way_until_the_bank_answers(shop: Shop) -> None:
    """Everybody is told how much and since when; the invoice is neither paid, nor paid again, nor voided."""
    invoice = await debited(shop)
    assert (await books(shop, invoice))[:2] == ("issued", 0)
    shown = await seen(shop, invoice)
    assert "Ihre Zahlung ist unterwegs" in shown.client
    assert f"{MONEY}, seit" in shown.client
    assert "/pay" not in shown.client
    assert "The bank has not answered yet" in shown.tenant
    assert "On its way" in shown.listed
    with pytest.raises(OnItsWay):
        await shop.checkout(invoice.id)
    with pytest.raises(OnItsWay):
        async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
            await void_invoice(session, VoidInvoice(invoice.id, "tests", shop.product.clock.now()))
    await shop.go_on(days=3)
    await shop.hear()
    assert (await books(shop, invoice))[:2] == ("paid", TOTAL)
    paid = await seen(shop, invoice)
    assert "Vollständig bezahlt" in paid.client
    assert "The bank has not answered yet" not in paid.tenant
    assert await shop.letters() == []
    assert await shop.differences() == []


async def test_a_debit_that_fails_days_later_opens_the_invoice_again(shop: Shop) -> None:
    """The client and the tenant are told, the tenant by email too, once; another payment can be made."""
    invoice = await debited(shop, FAILS)
    await shop.go_on(days=3)
    await shop.hear()
    status, paid, ledger = await books(shop, invoice)
    assert (status, paid, ledger["clearing"]) == ("issued", 0, 0)
    shown = await seen(shop, invoice)
    assert "Ihre Zahlung ist gescheitert" in shown.client
    assert "/pay" in shown.client
    assert "Did not come" in shown.tenant
    assert "On its way" not in shown.listed
    assert [subject.partition(":")[0] for subject in await shop.letters()] == ["Payment failed"]
    assert await shop.deliver(shop.messages()) == [200] * shop.delivered
    await shop.product.work()
    assert len(await shop.letters()) == 1
    assert await shop.beside_stripe() == []
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert (await books(shop, invoice))[:2] == ("paid", TOTAL)
    assert "gescheitert" not in (await seen(shop, invoice)).client
    assert await shop.differences() == []


async def test_a_debit_that_is_taken_back_after_it_came_is_a_lost_dispute(shop: Shop) -> None:
    """The bank takes the money without asking anybody: it is charged back, and the invoice is open again."""
    invoice = await debited(shop, IS_LOST)
    await shop.go_on(days=3)
    await shop.hear()
    await shop.hear()
    status, paid, ledger = await books(shop, invoice)
    assert (status, paid) == ("issued", 0)
    assert (ledger["receivable"], ledger["disputed"], ledger["clearing"]) == (TOTAL, 0, -ledger["fees"])
    kinds = await shop.rows(
        "SELECT kind FROM payments WHERE invoice_id = :id ORDER BY amount_minor DESC", id=invoice.id
    )
    assert kinds == [("payment",), ("chargeback",)]
    assert await shop.differences() == []


async def test_who_comes_back_to_the_page_later_is_not_told_to_wait(shop: Shop) -> None:
    """The address that Stripe led back to is kept by a browser: it says what is known, not what was hoped."""
    invoice = await shop.invoice()
    answer = await shop.pay_by_debit(await shop.checkout(invoice.id), FAILS)
    back = answer.headers["location"].rpartition("?")[2]
    link = (await shop.house.api.get(f"/api/v1/invoices/{invoice.id}")).json()["public_url"]
    here = f"/i/{link.rpartition('/i/')[2]}?{back}"
    client = shop.product.client({"Accept": "text/html"})
    assert "unterwegs" in (await client.get(here)).text
    await shop.hear()
    await shop.go_on(days=3)
    await shop.hear()
    failed = (await client.get(here)).text
    assert "unterwegs" not in failed
    assert "/pay" in failed


async def test_nobody_is_asked_to_pay_again_what_stripe_has(shop: Shop) -> None:
    """Stripe says that the page is done and cannot say how the payment stands: until then it is on its way."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.spoil(
        {"kind": "error", "when": "before", "method": "GET", "path": "/v1/payment_intents", "times": 9}
    )
    await shop.hear()
    await shop.spoil()
    assert (await books(shop, invoice))[:2] == ("issued", 0)
    with pytest.raises(OnItsWay):
        await shop.checkout(invoice.id)
    assert "unterwegs" in (await seen(shop, invoice)).client
