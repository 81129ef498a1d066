"""Payments in parts: off by default, never more than is open, whoever pays at the same time."""

import asyncio
import re

import pytest

from invoiceflow.payments.actions.connect_account import AllowParts, allow_parts
from invoiceflow.payments.actions.end_checkouts import OnItsWay
from invoiceflow.payments.actions.open_checkout import NotThisPart
from invoiceflow.payments.domain.provider_amounts import NotAtStripe
from payments_house import pay
from till import TOTAL, Shop


async def allowed(shop: Shop, least_minor: int = 1000) -> None:
    """Let clients pay parts of ten euros and more."""
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await allow_parts(session, AllowParts(least_minor, "EUR", shop.house.owner, shop.product.clock.now()))


async def paid_of(shop: Shop, invoice_id: object) -> int:
    """Return what was paid of an invoice."""
    ((paid,),) = await shop.rows("SELECT paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    return int(paid)


async def public_page(shop: Shop, invoice_id: object) -> str:
    """Return the path of an invoice's public page."""
    answer = await shop.house.api.get(f"/api/v1/invoices/{invoice_id}")
    return "/i/" + str(answer.json()["public_url"]).rpartition("/i/")[2]


async def test_only_all_of_it_is_taken_unless_the_tenant_allows_parts(shop: Shop) -> None:
    """Also from a form that somebody made by hand; and in the tenant's currency alone."""
    invoice = await shop.invoice()
    with pytest.raises(NotThisPart):
        await shop.checkout(invoice.id, TOTAL - 1)
    await allowed(shop)
    for wrong in (999, 0, -1000, TOTAL + 1):
        with pytest.raises(NotThisPart):
            await shop.checkout(invoice.id, wrong)
    dollars = await shop.invoice(currency="USD")
    with pytest.raises(NotThisPart):
        await shop.checkout(dollars.id, 1000)


async def test_no_part_leaves_what_stripe_does_not_charge(shop: Shop) -> None:
    """Neither by itself nor together with another one that is being paid: the rest could only be transferred."""
    await allowed(shop)
    invoice = await shop.invoice()
    for wrong in (TOTAL - 1, TOTAL - 49):
        with pytest.raises(NotThisPart):
            await shop.checkout(invoice.id, wrong)
    first = await shop.checkout(invoice.id, 10000)
    second = await shop.checkout(invoice.id, TOTAL - 10000 - 49)
    assert (await shop.pay(first)).status_code == 402
    assert (await shop.pay(second)).status_code == 303
    await shop.hear()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL


async def test_what_is_on_its_way_is_not_asked_for_again(shop: Shop) -> None:
    """The page asks for the rest, by Stripe and by transfer; where all of it is on its way, for nothing."""
    await allowed(shop)
    invoice = await shop.invoice()
    here, client = await public_page(shop, invoice.id), shop.product.client({"Accept": "text/html"})
    await shop.pay_by_debit(await shop.checkout(invoice.id, 10000))
    await shop.hear()
    page = (await client.get(here)).text
    assert re.search(r"text-3xl[^>]*><bdi>90,40", page)
    assert (f"{here}/code.svg" in page, "Überweisung" in page, f'action="{here}/pay"' in page) == (True,) * 3
    assert "Sie müssen nicht noch einmal zahlen" not in page
    await shop.pay_by_debit(await shop.checkout(invoice.id))
    await shop.hear()
    page = (await client.get(here)).text
    assert (f"{here}/code.svg" in page, f'action="{here}/pay"' in page) == (False, False)
    assert "Sie müssen nicht noch einmal zahlen" in page
    assert (await client.get(f"{here}/code.svg")).status_code == 404


async def test_an_invoice_is_paid_in_several_parts(shop: Shop) -> None:
    """By card and by debit; what is on its way counts, and what is left below the smallest part can be paid."""
    await allowed(shop)
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id, 10000))
    await shop.hear()
    await shop.pay_by_debit(await shop.checkout(invoice.id, 8540))
    await shop.hear()
    assert await paid_of(shop, invoice.id) == 10000
    with pytest.raises(NotThisPart):
        await shop.checkout(invoice.id, 501)
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    with pytest.raises(OnItsWay):
        await shop.checkout(invoice.id)
    await shop.go_on(days=3)
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL
    assert await shop.differences() == []


async def test_two_payers_never_pay_more_than_is_open(shop: Shop) -> None:
    """The page that would be too much is ended at Stripe before another one opens: the slower card is not charged."""
    await allowed(shop)
    invoice = await shop.invoice()
    first, second = await shop.checkout(invoice.id, 12000), await shop.checkout(invoice.id, 11000)
    assert (await shop.pay(first)).status_code == 402
    assert (await shop.pay(second)).status_code == 303
    third = await shop.checkout(invoice.id, 8040)
    await shop.pay(third)
    await shop.hear()
    assert await paid_of(shop, invoice.id) <= TOTAL
    assert await shop.differences() == []


async def test_parts_that_are_open_when_money_comes_by_hand_are_ended(shop: Shop) -> None:
    """Two parts were fine together, and are too much now."""
    await allowed(shop)
    invoice = await shop.invoice()
    pages = [await shop.checkout(invoice.id, 10000), await shop.checkout(invoice.id, 8500)]
    await pay(shop.product, shop.house, invoice.id, 5000)
    await shop.product.work()
    assert [(await shop.pay(page)).status_code for page in pages] == [402, 402]


async def test_many_payers_at_once(shop: Shop) -> None:
    """Whatever they press in which order, what Stripe takes is never more than is open."""
    await allowed(shop)
    invoice = await shop.invoice()

    async def payer(amount_minor: int) -> None:
        await shop.pay(await shop.checkout(invoice.id, amount_minor))

    await asyncio.gather(*(payer(each) for each in (9000, 10000, 11000, 12000)), return_exceptions=True)
    await shop.hear()
    await shop.hear()
    assert 0 < await paid_of(shop, invoice.id) <= TOTAL
    assert await shop.differences() == []


async def test_the_client_chooses_on_the_page(shop: Shop) -> None:
    """The tenant allows it in the settings; the field says from what to what, and keeps what was wrong in it."""
    settings = f"/app/{shop.house.slug}/settings/online"
    for wrong in ("ten", "0,49"):
        broken = await shop.house.browser.post(f"{settings}/parts", data={"least": wrong})
        assert broken.status_code == 422
        assert f'data-live-src="{settings}"' in broken.text  # nothing is fetched from where this was sent to
    assert (await shop.house.browser.post(f"{settings}/parts", data={"least": "50"})).status_code == 303
    invoice = await shop.invoice()
    here, client = await public_page(shop, invoice.id), shop.product.client({"Accept": "text/html"})
    page = (await client.get(here)).text
    assert re.search(r'name="amount"[^>]*value="190,40"', page)
    assert "Von 50,00" in page
    wrong = (await client.post(f"{here}/pay", data={"amount": "12,00"})).headers["location"]
    shown = (await client.get(wrong)).text
    assert 'value="12,00"' in shown
    assert 'aria-invalid="true"' in shown
    for slip, told in (("", "bis 190,40"), ("190,10", "bis 189,90")):
        led = (await client.post(f"{here}/pay", data={"amount": slip})).headers["location"]
        shown = (await client.get(led)).text
        assert 'aria-invalid="true"' in shown
        assert told in shown
    answer = await client.post(f"{here}/pay", data={"amount": "100,00"})
    await shop.pay(answer.headers["location"])
    await shop.hear()
    assert await paid_of(shop, invoice.id) == 10000
    assert (await shop.house.browser.post(f"{settings}/parts", data={"least": ""})).status_code == 303
    assert 'name="amount"' not in (await client.get(here)).text


async def test_what_stripe_takes_no_more_is_paid_by_transfer(shop: Shop) -> None:
    """Forty cents are left: the page says how to pay them instead of a button, and Stripe is not asked."""
    invoice = await shop.invoice()
    here, client = await public_page(shop, invoice.id), shop.product.client({"Accept": "text/html"})
    for paid, is_offered in ((TOTAL - 50, True), (10, False)):
        await pay(shop.product, shop.house, invoice.id, paid)
        shown = (await client.get(here)).text
        assert (f'action="{here}/pay"' in shown) is is_offered
        assert ("kann nicht online bezahlt werden" in shown) is not is_offered
    assert (await client.post(f"{here}/pay")).headers["location"] == here
    with pytest.raises(NotAtStripe):
        await shop.checkout(invoice.id)
    assert await shop.rows("SELECT * FROM checkouts") == []
