"""Saved payment methods: kept by consent alone, charged once however one presses, and gone when the client says so."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from crashing import Crashed, DoomedDatabase, Fuse
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.actions.charge_method import (
    ChargeMethod,
    MethodEnded,
    charge_method,
    finish_charge,
)
from invoiceflow.payments.actions.connect_account import StripeAway
from invoiceflow.payments.actions.end_checkouts import NothingToPay, OnItsWay
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.store.methods import NoSuchMethod
from racing import side_by_side
from till import TOTAL, Shop

ASKS_EACH_TIME, DECLINED_LATER = "4000002760003184", "4000000000000341"


async def link(shop: Shop, invoice_id: InvoiceId) -> str:
    """Return the path of an invoice's public page."""
    answer = await shop.house.api.get(f"/api/v1/invoices/{invoice_id}")
    return "/i/" + str(answer.json()["public_url"]).rpartition("/i/")[2]


async def saved(shop: Shop, number: str = "4242424242424242", iban: str = "") -> tuple[UUID, UUID]:
    """Have a client pay an invoice and agree to what the box there says; return what was saved, and who they are."""
    invoice = await shop.invoice()
    here = await link(shop, invoice.id)
    answer = await shop.product.client().post(f"{here}/pay", data={"keep": "1"})
    url = answer.headers["location"]
    paid = await (shop.pay_by_debit(url, iban) if iban else shop.pay(url, number))
    if "/authenticate/" in paid.headers.get("location", ""):
        async with httpx.AsyncClient() as browser:
            await browser.post(paid.headers["location"], data={"answer": "yes"})
    await shop.hear()
    if iban:
        await shop.go_on(days=4)
        await shop.hear()
    ((method_id, client_id, state),) = await shop.rows("SELECT id, client_id, state FROM saved_methods")
    assert state == "kept"
    return method_id, client_id


def charging(shop: Shop, invoice_id: InvoiceId, method_id: UUID) -> ChargeMethod:
    """Return what the tenant's press asks for."""
    return ChargeMethod(shop.house.tenant_id, invoice_id, method_id, "tests", shop.product.clock.now())


async def charge(shop: Shop, invoice_id: InvoiceId, method_id: UUID, till: Till | None = None) -> Checkout:
    """Charge an invoice to a saved method."""
    return await charge_method(till or shop.till, charging(shop, invoice_id, method_id))


async def paid_of(shop: Shop, invoice_id: InvoiceId) -> int:
    """Return what was paid of an invoice."""
    ((paid,),) = await shop.rows("SELECT paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    return int(paid)


def charges_of(shop: Shop, invoice_number: str) -> list[str]:
    """Return how the charges of an invoice stand at Stripe."""
    found = shop.client.v1.payment_intents.list({"limit": 100}, shop.here).data
    return [each.status for each in found if each.description == invoice_number]


async def test_nothing_is_kept_without_a_tick(shop: Shop) -> None:
    """The box is there, empty, with the exact words; who pays without it, or agrees to older words, saves nothing."""
    invoice = await shop.invoice()
    here = await link(shop, invoice.id)
    client = shop.product.client({"Accept": "text/html"})
    page = (await client.get(here)).text
    assert 'type="checkbox" name="keep" value="1">' in page
    assert (await client.post(f"{here}/pay", data={"keep": "0"})).headers["location"] == here
    answer = await client.post(f"{here}/pay", data={})
    await shop.pay(answer.headers["location"])
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL
    assert await shop.rows("SELECT * FROM saved_methods") == []
    assert shop.client.v1.customers.list({}, shop.here).data == []


async def test_a_consent_is_kept_word_by_word_and_charged_by_one_press(shop: Shop) -> None:
    """Client page, invoice page, press: all that is open is taken, by the ledger's own path, and nothing twice."""
    method_id, client_id = await saved(shop)
    client, browser = shop.product.client({"Accept": "text/html"}), shop.house.browser
    ((words, version, language),) = await shop.rows(
        "SELECT consent_words, consent_version, consent_language FROM saved_methods"
    )
    home = f"/app/{shop.house.slug}"
    part = (await browser.get(f"{home}/clients/{client_id}/methods")).text
    assert "Visa 4242" in part
    assert words in part
    assert (version, language) == ("1", "de")
    invoice = await shop.invoice(client_id=client_id)
    assert words.split(",")[0] not in (await client.get(await link(shop, invoice.id))).text
    press = f"{home}/invoices/{invoice.id}/charge/{method_id}"
    assert press in (await browser.get(f"{home}/invoices/{invoice.id}")).text
    assert (await browser.post(press, data={})).status_code == 303
    assert await paid_of(shop, invoice.id) == TOTAL
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL
    assert charges_of(shop, invoice.number) == ["succeeded"]
    assert press not in (await browser.get(f"{home}/invoices/{invoice.id}")).text
    with pytest.raises(NothingToPay):
        await charge(shop, invoice.id, method_id)
    assert await shop.differences() == []


async def test_two_presses_at_once_are_one_charge(shop: Shop) -> None:
    """From one line, three times: one takes the money, and the other is told that it is on its way."""
    method_id, client_id = await saved(shop)
    for _ in range(3):
        invoice = await shop.invoice(client_id=client_id)

        async def press(invoice_id: InvoiceId = invoice.id) -> None:
            await charge(shop, invoice_id, method_id)

        outcomes = await side_by_side(press, press)
        assert outcomes.count(None) == 1, outcomes
        assert set(outcomes) <= {None, OnItsWay, NothingToPay}
        assert charges_of(shop, invoice.number) == ["succeeded"]
        assert await paid_of(shop, invoice.id) == TOTAL


async def test_a_page_on_which_the_client_could_pay_ends_first(shop: Shop) -> None:
    """Nobody can pay on it any more once the same was charged."""
    method_id, client_id = await saved(shop)
    invoice = await shop.invoice(client_id=client_id)
    url = await shop.checkout(invoice.id)
    assert (await charge(shop, invoice.id, method_id)).state is State.PAID
    assert (await shop.pay(url)).status_code == 402
    assert await paid_of(shop, invoice.id) == TOTAL


async def test_a_charge_is_made_once_wherever_the_process_dies(shop: Shop) -> None:
    """Dead at any statement or commit: what Stripe did is found, what it did not is told, a second press is safe."""
    method_id, client_id = await saved(shop)
    for number in range(1, 100):
        invoice = await shop.invoice(client_id=client_id)
        fuse = Fuse(number)
        doomed = replace(shop.till, database=DoomedDatabase(shop.till.database, fuse))
        try:
            await charge(shop, invoice.id, method_id, doomed)
        except Crashed:
            for (checkout_id,) in await shop.rows(
                "SELECT id FROM checkouts WHERE invoice_id = :id", id=invoice.id
            ):
                await finish_charge(shop.till, shop.house.tenant_id, checkout_id)
            if await paid_of(shop, invoice.id) == 0:
                await charge(shop, invoice.id, method_id)
        assert await paid_of(shop, invoice.id) == TOTAL
        assert charges_of(shop, invoice.number) == ["succeeded"]
        if fuse.left > 0:
            break
    assert await shop.differences() == []


async def test_an_answer_that_was_lost_is_found_out(shop: Shop) -> None:
    """Stripe charged and its answer and every message were lost: ten minutes later the job finds the payment."""
    method_id, client_id = await saved(shop)
    invoice = await shop.invoice(client_id=client_id)
    await shop.spoil({"kind": "nothing", "when": "after", "method": "POST", "path": "/v1/payment_intents"})
    with pytest.raises(StripeAway):
        await charge(shop, invoice.id, method_id)
    await shop.spoil()
    with pytest.raises(OnItsWay):
        await charge(shop, invoice.id, method_id)
    assert await paid_of(shop, invoice.id) == 0
    shop.product.clock.advance(timedelta(minutes=11))
    await shop.product.work()
    await reconcile(shop.till, shop.house.tenant_id)
    await shop.product.work()
    assert await paid_of(shop, invoice.id) == TOTAL
    assert charges_of(shop, invoice.number) == ["succeeded"]
    assert await shop.differences() == []


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (ASKS_EACH_TIME, "authentication_required", "The bank wants the client to confirm"),
        (DECLINED_LATER, "generic_decline", "Your card was declined."),
    ],
)
async def test_a_bank_that_refuses_is_named_with_the_way_out(
    shop: Shop, number: str, code: str, words: str
) -> None:
    """Nothing is paid; the page says why, and that the pay link helps, by which the client pays then."""
    method_id, client_id = await saved(shop, number)
    invoice = await shop.invoice(client_id=client_id)
    charged = await charge(shop, invoice.id, method_id)
    assert (charged.state, charged.fault_code) == (State.FAILED, code)
    page = (await shop.house.browser.get(f"/app/{shop.house.slug}/invoices/{invoice.id}")).text
    assert words in page
    assert "Send the pay link" in page
    await shop.hear()
    assert [each for each in await shop.letters() if "failed" in each] == []
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL
    assert await shop.differences() == []


async def test_a_saved_debit_is_on_its_way_for_days(shop: Shop) -> None:
    """Until the bank has answered it is charged no second time, and cannot be paid otherwise."""
    method_id, client_id = await saved(shop, iban="DE89370400440532013000")
    invoice = await shop.invoice(client_id=client_id)
    assert (await charge(shop, invoice.id, method_id)).state is State.PENDING
    with pytest.raises(OnItsWay):
        await charge(shop, invoice.id, method_id)
    with pytest.raises(OnItsWay):
        await shop.checkout(invoice.id)
    await shop.go_on(days=4)
    await shop.hear()
    assert await paid_of(shop, invoice.id) == TOTAL


async def test_a_withdrawn_consent_refuses_and_stripe_forgets(shop: Shop) -> None:
    """Withdrawn on the page of any invoice: nothing is charged from then on, also before Stripe has heard of it."""
    method_id, client_id = await saved(shop)
    invoice = await shop.invoice(client_id=client_id)
    here, client = await link(shop, invoice.id), shop.product.client({"Accept": "text/html"})
    assert str(method_id) in (await client.get(here)).text
    assert (await client.post(f"{here}/forget", data={"method": str(method_id)})).status_code == 303
    with pytest.raises(MethodEnded):
        await charge(shop, invoice.id, method_id)
    ((name,),) = await shop.rows("SELECT payment_method FROM saved_methods")
    assert shop.client.v1.payment_methods.retrieve(name, options=shop.here).customer is not None
    await shop.product.work()
    assert shop.client.v1.payment_methods.retrieve(name, options=shop.here).customer is None
    assert await shop.rows("SELECT detached_at IS NULL FROM saved_methods") == [(False,)]
    assert "Visa 4242" not in (await client.get(here)).text
    assert charges_of(shop, invoice.number) == []


async def test_a_method_that_is_removed_at_stripe_is_removed_here(shop: Shop) -> None:
    """Whoever removes it there, pages offer it no more and nothing is charged; heard twice, it is removed once."""
    method_id, client_id = await saved(shop)
    invoice = await shop.invoice(client_id=client_id)
    here, client = await link(shop, invoice.id), shop.product.client({"Accept": "text/html"})
    assert "Visa 4242" in (await client.get(here)).text
    ((name,),) = await shop.rows("SELECT payment_method FROM saved_methods")
    shop.client.v1.payment_methods.detach(name, options=shop.here)
    assert await shop.deliver(shop.messages()[-1:] * 2) == [200, 200]
    await shop.product.work()
    removed = await shop.rows("SELECT state, ended_by, detached_at = ended_at FROM saved_methods")
    assert removed == [("ended", "Stripe", True)]
    assert "Visa 4242" not in (await client.get(here)).text
    with pytest.raises(MethodEnded):
        await charge(shop, invoice.id, method_id)
    told = "SELECT count(*) FROM audit_entries WHERE action = 'saved_method.removed'"
    assert await shop.rows(told) == [(1,)]
    assert await shop.rows("SELECT * FROM parked_objects") == []


async def test_a_method_pays_for_its_own_client_alone(shop: Shop) -> None:
    """An invoice of another client of the same tenant is not charged to it, nor does that client's page end it."""
    method_id, _ = await saved(shop)
    other = (await shop.house.api.post("/api/v1/clients", json={"name": "Other", "country": "DE"})).json()[
        "id"
    ]
    invoice = await shop.invoice(client_id=UUID(other))
    with pytest.raises(NoSuchMethod):
        await charge(shop, invoice.id, method_id)
    here = await link(shop, invoice.id)
    await shop.product.client().post(f"{here}/forget", data={"method": str(method_id)})
    assert await shop.rows("SELECT state FROM saved_methods") == [("kept",)]
