"""An issued invoice reaches its client by email, over a real mail server."""

import asyncio
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from caught_mail import letters_to
from invoiceflow.delivery.actions.deliver import Deliver, give_up
from invoiceflow.delivery.domain.delivery import ATTEMPTS, Delivery, DeliveryState
from invoiceflow.delivery.queries import deliveries_of
from invoiceflow.delivery.store import count_attempt, lock_delivery, save_outcome
from invoiceflow.entrypoints import wiring
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain import pay_link
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.pdf.store import keep_file
from invoiceflow.runtime.secrets import derived
from invoicing_house import a_draft
from product import SECRET_KEY, House, Product
from stand_ins import Sandbox

LINK_KEY = derived(SECRET_KEY, pay_link.KEY_PURPOSE)


async def issued(product: Product, house: House) -> InvoiceId:
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        await issue_invoice(session, IssueInvoice(draft.id, LINK_KEY, "tests", at))
    return draft.id


def attached(sandbox: Sandbox, url: str) -> bytes:
    return httpx.get(sandbox.url + url).content


async def test_the_client_gets_the_document_and_the_link(mailing: Product, sandbox: Sandbox) -> None:
    """The email names the amount, carries the stored PDF, and its link opens the invoice."""
    house = await mailing.house()
    invoice_id, recipient = await issued(mailing, house), "link@client.example"
    answer = await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": recipient})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    await mailing.work()
    (mail,) = await letters_to(sandbox, recipient)
    assert "2026-0001" in str(mail["subject"])
    link = str(mail["text"]).split("/i/")[1].split()[0]
    client = mailing.client({"User-Agent": "Mozilla/5.0", "Accept": "text/html"})
    page, pdf = await client.get(f"/i/{link}"), await client.get(f"/i/{link}/pdf")
    attachments = mail["attachments"]
    assert isinstance(attachments, list)
    assert attached(sandbox, attachments[0]["url"]) == pdf.content
    assert (page.status_code, pdf.content[:5]) == (200, b"%PDF-")
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        assert (await state.one(session, invoice_id, at=mailing.clock.now())).sent_at is not None


async def test_an_invoice_is_sent_only_once_the_server_has_taken_it(product: Product) -> None:
    """Without a mail server the delivery waits, and the invoice does not claim to be sent."""
    house = await product.house()
    invoice_id = await issued(product, house)
    await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": "anna@client.example"})
    await product.work()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        (delivery,) = await deliveries_of(session, invoice_id)
        standing = await state.one(session, invoice_id, at=product.clock.now())
    assert (delivery.state, delivery.attempts, standing.sent_at) == ("queued", 1, None)


async def test_a_refused_address_is_told_and_not_tried_again(mailing: Product) -> None:
    """What the server refuses for good ends the delivery, with the server's own words."""
    house = await mailing.house()
    invoice_id = await issued(mailing, house)
    await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": "refused@client.example"})
    await mailing.work()
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        (delivery,) = await deliveries_of(session, invoice_id)
        standing = await state.one(session, invoice_id, at=mailing.clock.now())
    assert (delivery.state, standing.sent_at) == ("failed", None)
    assert "550" in delivery.error


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@", "a b@c.de", "anna@example.com\r\nBcc: x@y.z", "ä@ö.de"]
)
async def test_what_is_no_address_is_refused_at_its_field(product: Product, address: str) -> None:
    """Nothing is queued for an address that cannot be one."""
    house = await product.house()
    invoice_id = await issued(product, house)
    answer = await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": address or " "})
    if answer.status_code == 202:  # the invoice's own buyer has an address, which an empty field means
        assert not address
        return
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/recipient")


async def test_a_draft_and_a_foreign_invoice_are_not_sent(product: Product) -> None:
    """A draft is refused, another tenant's invoice does not exist; the own issued one is taken."""
    house, other = await product.house(), await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, product.clock.now())
    body = {"recipient": "anna@client.example"}
    refused = await house.api.post(f"/api/v1/invoices/{draft.id}/send", json=body)
    invoice_id = await issued(product, house)
    foreign = await other.api.post(f"/api/v1/invoices/{invoice_id}/send", json=body)
    missing = await other.api.post(f"/api/v1/invoices/{UUID(int=7)}/send", json=body)
    taken = await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.cannot_be_sent")
    assert (foreign.status_code, missing.status_code, taken.status_code) == (404, 404, 202)


async def test_the_form_keeps_what_was_typed(product: Product) -> None:
    """A wrong address is shown at its field; a right one leads back to the invoice."""
    house = await product.house()
    invoice_id = await issued(product, house)
    form = f"/app/{house.slug}/invoices/{invoice_id}/send"
    shown = await house.browser.get(form)
    wrong = await house.browser.post(form, data={"recipient": "nobody", "message": "Mit Gruß"})
    right = await house.browser.post(form, data={"recipient": "anna@client.example"})
    assert (shown.status_code, wrong.status_code, right.status_code) == (200, 422, 303)
    assert 'value="nobody"' in wrong.text
    assert "Mit Gruß" in wrong.text


async def sent(
    product: Product, house: House, invoice_id: InvoiceId, recipient: str = "anna@client.example"
) -> Delivery:
    """Queue the email of an invoice, and return its delivery."""
    await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": recipient})
    return await delivery_of(product, house, invoice_id)


async def delivery_of(product: Product, house: House, invoice_id: InvoiceId) -> Delivery:
    """Return the one delivery of an invoice."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        (delivery,) = await deliveries_of(session, invoice_id)
    return delivery


async def test_a_voided_invoice_does_not_leave(mailing: Product, sandbox: Sandbox) -> None:
    """Voiding it while its email waits ends the delivery, and the client hears nothing."""
    house = await mailing.house()
    invoice_id, at = await issued(mailing, house), mailing.clock.now()
    await sent(mailing, house, invoice_id, "void@client.example")
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice_id, "tests", at))
    await mailing.work()
    delivery = await delivery_of(mailing, house, invoice_id)
    assert (delivery.state, delivery.error) == ("failed", "The invoice was voided before the email left.")
    assert await letters_to(sandbox, "void@client.example") == []


async def test_the_last_attempt_ends_the_delivery_whatever_went_wrong(
    mailing: Product, tmp_path: Path
) -> None:
    """A document that cannot be had leaves no email queued for ever."""
    house = await mailing.house()
    invoice_id = await issued(mailing, house)
    older = await mailing.world.files.put(house.tenant_id, b"%PDF of an older layout")
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        await keep_file(session, invoice_id, older, size_bytes=23, at=mailing.clock.now())
    for file in (tmp_path / str(house.tenant_id)).glob("*/*"):
        file.write_bytes(b"damaged")
    delivery = await sent(mailing, house, invoice_id)
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        for _ in range(ATTEMPTS - 1):
            await count_attempt(session, delivery.id)
    await mailing.work()
    ended = await delivery_of(mailing, house, invoice_id)
    assert (ended.state, ended.error[:32]) == ("failed", "The email could not be written. ")


async def test_the_form_sent_twice_sends_one_email(product: Product) -> None:
    """The form carries the id of its email; used again for another person, it is refused."""
    house = await product.house()
    invoice_id = await issued(product, house)
    form = f"/app/{house.slug}/invoices/{invoice_id}/send"
    shown = (await house.browser.get(form)).text
    found = re.search(r'name="delivery_id" value="([^"]+)"', shown)
    assert found
    fields = {"recipient": "anna@client.example", "delivery_id": found[1]}
    answers = [await house.browser.post(form, data=fields) for _ in range(2)]
    other = await house.browser.post(form, data={**fields, "recipient": "bob@client.example"})
    assert [answer.status_code for answer in (*answers, other)] == [303, 303, 409]
    assert str((await delivery_of(product, house, invoice_id)).id) == found[1]


async def test_what_was_accepted_is_never_called_lost(mailing: Product) -> None:
    """Giving up holds the delivery from the look at it to the word about it, and leaves an accepted one alone."""
    house = await mailing.house()
    invoice_id = await issued(mailing, house)
    delivery = await sent(mailing, house, invoice_id, "accepted@client.example")
    office = wiring.post_office(mailing.world)
    command = Deliver(house.tenant_id, delivery.id, mailing.clock.now())
    async with mailing.world.database.as_tenant(house.tenant_id) as session:
        await lock_delivery(session, delivery.id)
        giving_up = asyncio.create_task(give_up(office, command))
        await save_outcome(
            session, delivery.id, state=DeliveryState.ACCEPTED, accepted_at=mailing.clock.now()
        )
    await giving_up
    assert (await delivery_of(mailing, house, invoice_id)).state == "accepted"
