"""The document of an invoice: made once, stored, and given to whoever may read it."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import text

from invoiceflow.invoicing.actions.revoke_link import RevokeLink, revoke_link
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.pdf.store import keep_file
from invoicing_house import LINK_KEY, a_draft, issue
from paper_builders import LOGO
from product import House, Product


async def issued(product: Product, house: House) -> IssuedInvoice:
    """Return an invoice of that tenant, issued now."""
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        return await issue(session, draft.id, at)


async def drafted(product: Product, house: House) -> InvoiceId:
    """Return the id of a draft of that tenant."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return (await a_draft(session, product.clock.now())).id


async def stored(product: Product, house: House) -> list[str]:
    """Return the files that are documents of that tenant."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return [row.file for row in await session.execute(text("SELECT file FROM documents"))]


def file_in(folder: Path, name: str) -> Path:
    """Return where a stored file lies."""
    return next(path for path in folder.rglob(name))


def asked(house: House, invoice: IssuedInvoice) -> asyncio.Task[httpx.Response]:
    """Ask for the document over the API."""
    return asyncio.create_task(house.api.get(f"/api/v1/invoices/{invoice.id}/pdf"))


async def test_issuing_makes_the_document_in_the_background(product: Product) -> None:
    """A job follows the issue; what it stored is what a reader gets, later and unchanged."""
    house = await product.house()
    invoice = await issued(product, house)
    await product.work()
    (file,) = await stored(product, house)
    product.clock.advance(timedelta(days=40))
    answer = await house.api.get(f"/api/v1/invoices/{invoice.id}/pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="2026-0001.pdf"'
    assert answer.content == await product.world.files.get(house.tenant_id, file)


async def test_a_reader_who_comes_before_the_job_gets_the_same_bytes(product: Product) -> None:
    """Readers and the job race; one document is stored, and everyone saw that one."""
    house = await product.house()
    invoice = await issued(product, house)
    answers = await asyncio.gather(*(asked(house, invoice) for _ in range(4)))
    await product.work()
    page = await house.browser.get(f"/app/{house.slug}/invoices/{invoice.id}/pdf")
    (file,) = await stored(product, house)
    kept = await product.world.files.get(house.tenant_id, file)
    assert {answer.content for answer in (*answers, page)} == {kept}


async def test_programs_and_clients_get_the_bytes_at_once(product: Product) -> None:
    """Without following anything; a member's browser is led to a link that ends."""
    house = await product.house()
    invoice = await issued(product, house)
    public_url = (await house.api.get(f"/api/v1/invoices/{invoice.id}")).json()["public_url"]
    straight = httpx.ASGITransport(app=product.app)  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
    answers = {}
    for name, client, address in (
        ("program", house.api, f"/api/v1/invoices/{invoice.id}/pdf"),
        ("client", product.client(), f"{public_url}/pdf"),
        ("member", house.browser, f"/app/{house.slug}/invoices/{invoice.id}/pdf"),
    ):
        answers[name] = await straight.handle_async_request(client.build_request("GET", address))
    assert [answer.status_code for answer in answers.values()] == [200, 200, 302]
    assert await answers["program"].aread() == await answers["client"].aread()
    assert answers["member"].headers["location"].startswith("/files/")


async def test_what_can_not_be_made_again_is_no_substitute(product: Product) -> None:
    """After a change of layout the lost document stays lost: everyone is told, and the database keeps its hash."""
    house = await product.house()
    invoice = await issued(product, house)
    then = await product.world.files.put(house.tenant_id, b"%PDF of an older layout")
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await keep_file(session, invoice.id, then, size_bytes=23, at=product.clock.now())
    stored_file = file_in(product.files, then)
    for content in (b"changed", None):
        if content is None:
            stored_file.unlink()
        else:
            stored_file.write_bytes(content)
        answer = await asked(house, invoice)
        page = await house.browser.get(f"/app/{house.slug}/invoices/{invoice.id}/pdf")
        assert (answer.status_code, answer.json()["code"], page.status_code) == (404, "document.lost", 404)
    assert await stored(product, house) == [then]


async def test_a_changed_file_is_not_what_is_served(product: Product) -> None:
    """The reader gets the document as it was stored, and from then on so does everybody."""
    house = await product.house()
    invoice = await issued(product, house)
    before = await asked(house, invoice)
    (file,) = await stored(product, house)
    file_in(product.files, file).write_bytes(b"changed")
    after = await asked(house, invoice)
    assert (after.status_code, after.content) == (200, before.content)


async def test_a_lost_file_is_made_again_byte_for_byte(product: Product) -> None:
    """The hash in the database says which bytes it must be; layout and fonts are still those of then."""
    house = await product.house()
    invoice = await issued(product, house)
    before = await asked(house, invoice)
    shutil.rmtree(product.files / str(house.tenant_id))
    after = await asked(house, invoice)
    assert after.content == before.content
    assert len(await stored(product, house)) == 1


async def test_a_document_lost_with_its_logo_is_lost(product: Product) -> None:
    """What it was made of is damaged as well: nobody gets another document, nor an error of the server."""
    house = await product.house()
    logo = await product.world.files.put(house.tenant_id, LOGO)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.execute(text("UPDATE tenants SET logo = :logo"), {"logo": logo})
    invoice = await issued(product, house)
    assert (await asked(house, invoice)).status_code == 200
    for file in (product.files / str(house.tenant_id)).glob("*/*"):
        file.write_bytes(b"damaged")
    answer = await asked(house, invoice)
    assert (answer.status_code, answer.json()["code"]) == (404, "document.lost")


async def test_a_draft_has_pages_but_no_document(product: Product) -> None:
    """Its preview is a picture of what it would be today."""
    house = await product.house()
    draft_id = await drafted(product, house)
    refused = await house.api.get(f"/api/v1/invoices/{draft_id}/pdf")
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.not_issued")
    page = await house.browser.get(f"/app/{house.slug}/invoices/{draft_id}/pages/1")
    assert page.headers["content-type"] == "image/svg+xml"
    assert page.text.startswith("<svg")
    missing = await house.browser.get(f"/app/{house.slug}/invoices/{draft_id}/pages/2")
    assert missing.status_code == 404


async def test_an_issued_invoice_has_pages_too(product: Product) -> None:
    """They show the document as it is."""
    house = await product.house()
    invoice = await issued(product, house)
    page = await house.browser.get(f"/app/{house.slug}/invoices/{invoice.id}/pages/1")
    assert page.text.startswith("<svg")


async def test_nobody_reads_the_document_of_another_tenant(product: Product) -> None:
    """A foreign invoice and one that does not exist give the same answer, on every way in."""
    house, stranger = await product.house(), await product.house()
    invoice = await issued(product, house)
    for answer in (
        await stranger.api.get(f"/api/v1/invoices/{invoice.id}/pdf"),
        await stranger.browser.get(f"/app/{stranger.slug}/invoices/{invoice.id}/pdf"),
        await stranger.browser.get(f"/app/{stranger.slug}/invoices/{invoice.id}/pages/1"),
        await stranger.browser.get(f"/app/{house.slug}/invoices/{invoice.id}/pdf"),
        await house.api.get(f"/api/v1/invoices/{house.tenant_id}/pdf"),
        await house.api.get("/api/v1/invoices/not-an-id/pdf"),
    ):
        assert answer.status_code == 404
    assert (await house.api.get(f"/api/v1/invoices/{invoice.id}/pdf")).status_code == 200


async def test_without_key_or_session_nothing_is_read(product: Product) -> None:
    """The API wants a key, the pages a session."""
    house = await product.house()
    invoice = await issued(product, house)
    nobody = product.client()
    assert (await nobody.get(f"/api/v1/invoices/{invoice.id}/pdf")).status_code == 401
    assert (await nobody.get(f"/app/{house.slug}/invoices/{invoice.id}/pdf")).status_code in {303, 401}


async def test_the_document_is_the_same_whichever_link_holds(product: Product) -> None:
    """Replacing the public link changes nothing about it, even where it has to be made again."""
    house = await product.house()
    invoice = await issued(product, house)
    before = await asked(house, invoice)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await revoke_link(session, RevokeLink(invoice.id, LINK_KEY, "tests", product.clock.now()))
    shutil.rmtree(product.files / str(house.tenant_id))
    after = await asked(house, invoice)
    assert (after.status_code, after.content) == (200, before.content)
