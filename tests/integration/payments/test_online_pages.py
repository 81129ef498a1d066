"""The pages around Stripe: connecting, the payer's button, and refunds, as browsers meet them."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.ports import NewAccount
from listening import listening
from product import open_product
from services import DatabaseUrls, Services
from till import TOTAL, Shop, onboard

PHONE = {"Accept": "text/html"}


async def link(shop: Shop, invoice_id: InvoiceId) -> str:
    """Return the path of an invoice's public page."""
    answer = await shop.house.api.get(f"/api/v1/invoices/{invoice_id}")
    return "/i/" + str(answer.json()["public_url"]).rpartition("/i/")[2]


async def paid_invoice(shop: Shop) -> tuple[InvoiceId, str]:
    """Return an invoice that a client has paid by card, and its payment's id."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    ((payment_id,),) = await shop.rows(
        "SELECT id::text FROM payments WHERE invoice_id = :id AND kind = 'payment'", id=invoice.id
    )
    return invoice.id, payment_id


async def settings_page(shop: Shop, rest: str = "") -> httpx.Response:
    """Return the settings of online payments."""
    return await shop.house.browser.get(f"/app/{shop.house.slug}/settings/online{rest}")


async def test_connecting_leads_to_stripe_and_back(shop: Shop) -> None:
    """Disconnected, asked for more, and ready: the page says each, and which account it is."""
    path = f"/app/{shop.house.slug}/settings/online"
    assert "Clients can pay online" in (await settings_page(shop)).text
    assert (await shop.house.browser.post(f"{path}/disconnect", data={})).status_code == 303
    assert "Connect with Stripe" in (await settings_page(shop)).text
    answer = await shop.house.browser.post(path, data={})
    assert (answer.status_code, "/stripe/onboarding/" in answer.headers["location"]) == (303, True)
    page = (await settings_page(shop)).text
    assert "Stripe needs to know more" in page
    assert "External account" in page
    await onboard(shop)
    await settings_page(shop, "?back=1")
    await shop.product.work()
    assert shop.account in (await settings_page(shop)).text


async def test_debits_are_asked_for_where_the_country_has_them(shop: Shop) -> None:
    """A tenant in Germany may take SEPA debits besides cards; one in Brazil is opened with cards alone."""
    opened = []
    for country in ("DE", "BR"):
        wanted = NewAccount(uuid4(), "Studio", "studio@client.example", country, "EUR")
        opened.append((await shop.till.collector.open_account(wanted)).id)
    found = [
        shop.client.v2.core.accounts.retrieve(name, {"include": ["configuration.merchant"]})
        for name in opened
    ]
    merchants = [each.configuration.merchant for each in found if each.configuration]
    asked = [set(each.capabilities.to_dict()) for each in merchants if each and each.capabilities]
    assert [each & {"card_payments", "sepa_debit_payments"} for each in asked] == [
        {"card_payments", "sepa_debit_payments"},
        {"card_payments"},
    ]


async def test_a_client_pays_from_the_public_page(shop: Shop) -> None:
    """The button leads on to Stripe; who comes back waits until the books have it, and then it is paid."""
    invoice = await shop.invoice()
    here, client = await link(shop, invoice.id), shop.product.client(PHONE)
    assert f'action="{here}/pay"' in (await client.get(here)).text
    answer = await client.post(f"{here}/pay")
    assert answer.status_code == 303
    back = (await shop.pay(answer.headers["location"])).headers["location"]
    waiting = (await client.get(back.removeprefix(shop.product.world.settings.base_url))).text
    assert "Zahlung ist unterwegs" in waiting
    assert 'http-equiv="refresh"' in waiting
    await shop.hear()
    paid = (await client.get(f"{here}?paid=1")).text
    assert "unterwegs" not in paid
    assert "/pay" not in re.findall(r'action="([^"]*)"', paid)
    assert (await client.post(f"{here}/pay")).headers["location"] == here


async def test_the_payers_page_hears_of_its_invoice_alone(shop: Shop) -> None:
    """Another invoice of the tenant's says nothing to it, and no news says more than that something changed."""
    invoice, other = await shop.invoice(), await shop.invoice()
    here, client = await link(shop, invoice.id), shop.product.client()
    async with listening(shop.product.app, client, f"{here}/live") as stream:
        for each in (other, invoice):
            await shop.pay(await shop.checkout(each.id))
        await shop.hear()
        assert await stream.news() == {"topic": "invoice", "object_id": ""}
        assert stream.heard.qsize() <= 3
    assert (await client.get("/i/unknown/live")).status_code == 404


async def test_a_part_is_refunded_and_then_the_rest(shop: Shop) -> None:
    """Each refund stands in the books and opens the invoice by as much; a form that is sent twice refunds once."""
    invoice_id, payment_id = await paid_invoice(shop)
    path = f"/app/{shop.house.slug}/payments/{payment_id}/refund"
    form = {"amount": "40,40", "reason": "too much", "refund_id": str(UUID(int=7))}
    pages = [f"/app/{shop.house.slug}/{rest}" for rest in ("payments", f"invoices/{invoice_id}")]
    for _ in range(2):
        assert (await shop.house.browser.post(path, data=form)).status_code == 303
    (row,) = await shop.rows("SELECT status, paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    assert row == ("partially_paid", TOTAL - 4040)
    assert [path in (await shop.house.browser.get(each)).text for each in pages] == [True, True]
    more = await shop.house.browser.post(
        path, data={**form, "amount": "150,01", "refund_id": str(UUID(int=8))}
    )
    assert (more.status_code, "more than is left" in more.text) == (422, True)
    rest = await shop.house.browser.post(
        path, data={**form, "amount": "150,00", "refund_id": str(UUID(int=9))}
    )
    assert rest.status_code == 303
    assert (await shop.house.browser.get(path)).status_code == 409
    assert [path in (await shop.house.browser.get(each)).text for each in pages] == [False, False]
    await shop.hear()
    kinds = await shop.rows("SELECT kind, amount_minor FROM payments ORDER BY amount_minor DESC")
    assert kinds == [("payment", TOTAL), ("refund", -4040), ("refund", -15000)]
    assert await shop.differences() == []


async def test_a_form_whose_refund_failed_meanwhile_says_so(shop: Shop) -> None:
    """Who sends it once more does not read that money went back, as it came back."""
    _, payment_id = await paid_invoice(shop)
    path = f"/app/{shop.house.slug}/payments/{payment_id}/refund"
    form = {"amount": "40,40", "refund_id": str(UUID(int=7))}
    for says in ("refunded", "Not refunded"):
        answer = await shop.house.browser.post(path, data=form)
        assert says in (await shop.house.browser.get(answer.headers["location"])).text
        ((refund_id,),) = await shop.rows("SELECT provider_id FROM refunds")
        await shop.press("refund.fail", refund_id)
        await shop.hear()


async def test_a_refund_that_was_made_at_stripe_is_in_the_books(shop: Shop) -> None:
    """Whoever presses the button in Stripe's own dashboard, the invoice here is open again by as much."""
    invoice_id, _ = await paid_invoice(shop)
    ((intent,),) = await shop.rows("SELECT payment_intent FROM charges")
    shop.client.v1.refunds.create(
        {"payment_intent": intent, "amount": 1000}, {"stripe_account": shop.account}
    )
    await shop.hear()
    (row,) = await shop.rows("SELECT paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    assert row == (TOTAL - 1000,)
    assert await shop.rows("SELECT requested_by, state FROM refunds") == [("Stripe", "succeeded")]


async def test_a_collected_payment_cannot_be_reversed(shop: Shop) -> None:
    """Money that came is refunded, not declared never to have been."""
    _, payment_id = await paid_invoice(shop)
    answer = await shop.house.api.post(f"/api/v1/payments/{payment_id}/reverse", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "payment.collected")


async def test_another_tenant_finds_nothing_to_refund(shop: Shop) -> None:
    """A payment of this tenant's is none of theirs."""
    _, payment_id = await paid_invoice(shop)
    other = await shop.product.house()
    path = f"/app/{other.slug}/payments/{payment_id}/refund"
    assert (await other.browser.get(path)).status_code == 404
    assert (await shop.house.browser.get(path.replace(other.slug, shop.house.slug))).status_code == 200


async def test_without_a_key_nobody_is_offered_to_pay(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """The settings say why, and no button leads nowhere."""
    async with open_product(database, services.redis_url, tmp_path) as product:
        house = await product.house()
        page = await house.browser.get(f"/app/{house.slug}/settings/online")
        assert (page.status_code, "STRIPE_SECRET_KEY" in page.text) == (200, True)
        assert (await house.browser.post(f"/app/{house.slug}/settings/online", data={})).status_code == 404
