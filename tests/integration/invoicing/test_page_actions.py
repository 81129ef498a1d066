"""What members do with drafts and invoices from pages: POSTs that lead back, refusals with a reason."""

import base64
import io
import zipfile

import httpx
import msgspec
import pytest

from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.pdf.store import keep_file
from invoiceflow.web.frame import TOAST
from invoiceflow.web.shell import Toast
from product import House, Product
from reporting_house import a_named_client, an_invoice, paid


async def done(house: House, invoice_id: object, action: str, **data: str) -> httpx.Response:
    """Do something with an invoice as its owner."""
    answer = await house.browser.post(f"/app/{house.slug}/invoices/{invoice_id}/{action}", data=data)
    assert answer.status_code == 303, answer.text
    return answer


def toast_of(answer: httpx.Response) -> Toast:
    """Return the message that the next page will show."""
    return msgspec.json.decode(base64.urlsafe_b64decode(answer.cookies[TOAST].strip('"')), type=Toast)


async def status_of(product: Product, house: House, invoice_id: InvoiceId) -> str:
    """Return the stored status."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return (await state.one(session, invoice_id, at=product.clock.now())).status


async def test_a_draft_is_issued_and_led_back_to(product: Product) -> None:
    """Issuing leads to the invoice, or on to the form that sends it."""
    house = await product.house()
    first, second = [await an_invoice(product, house, issued=False) for _ in range(2)]
    issued, sending = await done(house, first, "issue"), await done(house, second, "issue", then="send")
    assert issued.headers["location"] == f"/app/{house.slug}/invoices/{first}"
    assert sending.headers["location"] == f"/app/{house.slug}/invoices/{second}/send"
    assert toast_of(issued).text == "Issued as 2026-0001"
    assert await status_of(product, house, second) == "issued"


async def test_an_incomplete_draft_is_led_back_to_what_is_missing(product: Product) -> None:
    """Nothing is issued; the page that follows lists what to mend."""
    house = await product.house()
    draft = await an_invoice(product, house, issued=False, lines=())
    answer = await done(house, draft, "issue")
    assert answer.headers["location"].endswith(f"{draft}#missing")
    assert toast_of(answer) == Toast("Not issued", note="One thing is missing.", tone="danger")
    assert await status_of(product, house, draft) == "draft"


async def test_a_second_issue_changes_nothing_and_says_why(product: Product) -> None:
    """A stale page cannot issue twice."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    said = toast_of(await done(house, invoice_id, "issue"))
    assert (said.tone, said.note) == ("danger", "Invoice 2026-0001 is issued and never changes.")


async def test_an_invoice_is_voided_unless_money_is_on_it(product: Product) -> None:
    """Voiding keeps the reason; a paid invoice is left alone."""
    house = await product.house()
    wrong, paid_one = [await an_invoice(product, house) for _ in range(2)]
    await paid(product, house, paid_one, 50_00)
    await done(house, wrong, "void", reason="Wrong client\0")
    refused = toast_of(await done(house, paid_one, "void"))
    page = (await house.browser.get(f"/app/{house.slug}/invoices/{wrong}")).text
    assert "Wrong client" in page
    assert "Reverse them first" in refused.note
    assert await status_of(product, house, paid_one) == "partially_paid"


async def test_giving_up_can_be_undone(product: Product) -> None:
    """The message offers to undo, and undoing makes the invoice open again."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    said = toast_of(await done(house, invoice_id, "uncollectible"))
    assert await status_of(product, house, invoice_id) == "uncollectible"
    await house.browser.post(said.undo_url)
    assert await status_of(product, house, invoice_id) == "issued"


async def test_a_duplicate_opens_in_the_builder(product: Product) -> None:
    """The copy is a draft of its own."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    address = (await done(house, invoice_id, "duplicate")).headers["location"]
    copy = InvoiceId(msgspec.convert(address.split("/")[-2], type(invoice_id)))
    assert address.endswith("/edit")
    assert copy != invoice_id
    assert await status_of(product, house, copy) == "draft"


async def test_a_draft_is_discarded(product: Product) -> None:
    """It leads to the list that the member came from, and nowhere else."""
    house = await product.house()
    first, second = [await an_invoice(product, house, issued=False) for _ in range(2)]
    here = f"/app/{house.slug}/invoices"
    back = await done(house, first, "discard", back=f"{here}?status=draft")
    away = await done(house, second, "discard", back="https://elsewhere.example/")
    assert (back.headers["location"], away.headers["location"]) == (f"{here}?status=draft", here)
    with pytest.raises(Missing):
        await status_of(product, house, first)


async def test_a_replaced_link_leads_nowhere(product: Product) -> None:
    """The link that was handed out before is gone; the page shows the new one."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    path = f"/app/{house.slug}/invoices/{invoice_id}"
    before = (await house.browser.get(path)).text.split('data-copy="')[1].split('"')[0]
    await done(house, invoice_id, "link")
    after = (await house.browser.get(path)).text.split('data-copy="')[1].split('"')[0]
    stranger = product.client({"Accept": "text/html"})
    assert before != after
    assert [(await stranger.get(url)).status_code for url in (before, after)] == [404, 200]


async def test_several_are_issued_in_the_order_of_time(product: Product) -> None:
    """The oldest draft takes the first number; what cannot be issued is left as it was, with the reason."""
    house = await product.house()
    oldest, newest = [await an_invoice(product, house, issued=False) for _ in range(2)]
    lacking = await an_invoice(product, house, issued=False, lines=())
    fields = {"action": "issue", "ids": [str(lacking), str(newest), str(oldest)]}
    answer = await house.browser.post(f"/app/{house.slug}/invoices/several", data=fields)
    said = toast_of(answer)
    numbers = {}
    for invoice_id in (oldest, newest):
        page = (await house.browser.get(f"/app/{house.slug}/invoices/{invoice_id}")).text
        numbers[invoice_id] = page.split("<h1>")[1].split("<")[0]
    assert numbers == {oldest: "2026-0001", newest: "2026-0002"}
    assert (said.text, said.note) == (
        "2 invoices issued",
        "1 left as it was: Add at least one line.",
    )
    assert await status_of(product, house, lacking) == "draft"


async def test_several_of_another_tenant_are_nobody(product: Product) -> None:
    """Ids of other tenants are as good as none; the own ones are done."""
    house, other = await product.house(), await product.house()
    theirs, ours = await an_invoice(product, other), await an_invoice(product, house)
    fields = {"action": "uncollectible", "ids": [str(theirs), str(ours), "nonsense"]}
    answer = await house.browser.post(f"/app/{house.slug}/invoices/several", data=fields)
    assert toast_of(answer).text == "1 invoice marked as uncollectible"
    assert await status_of(product, other, theirs) == "issued"
    assert await status_of(product, house, ours) == "uncollectible"


async def test_several_are_sent_to_their_clients(product: Product) -> None:
    """Each goes to its client's own address; a draft among them is left as it was."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Museum")
    issued = await an_invoice(product, house, client_id=client_id)
    draft = await an_invoice(product, house, client_id=client_id, issued=False)
    fields = {"action": "send", "ids": [str(draft), str(issued)]}
    answer = await house.browser.post(f"/app/{house.slug}/invoices/several", data=fields)
    page = (await house.browser.get(f"/app/{house.slug}/invoices/{issued}")).text
    assert toast_of(answer).text == "1 invoice on its way"
    assert "To post@client.example" in page


async def test_several_documents_come_in_one_file(product: Product) -> None:
    """Issued invoices of this tenant are in it under their numbers; drafts and others are not."""
    house, other = await product.house(), await product.house()
    ids = [await an_invoice(product, house) for _ in range(2)]
    ids += [await an_invoice(product, house, issued=False), await an_invoice(product, other)]
    path = f"/app/{house.slug}/invoices/pdfs"
    answer = await house.browser.post(path, data={"ids": [str(one) for one in ids]})
    nothing = await house.browser.post(path, data={"ids": [str(ids[2])]})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["2026-0001.pdf", "2026-0002.pdf"]
        assert archive.read("2026-0001.pdf").startswith(b"%PDF-")
    assert (nothing.status_code, toast_of(nothing).text) == (303, "No document")


async def test_a_document_that_cannot_be_had_is_named_in_the_file(product: Product) -> None:
    """The others are in it whole; each once, however often it was asked for."""
    house = await product.house()
    ids = [await an_invoice(product, house) for _ in range(2)]
    older = await product.world.files.put(house.tenant_id, b"%PDF of an older layout")
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await keep_file(session, ids[0], older, size_bytes=23, at=product.clock.now())
    for file in (product.files / str(house.tenant_id)).glob("*/*"):
        file.write_bytes(b"damaged")
    fields = {"ids": [str(one) for one in (*ids, *ids)]}
    answer = await house.browser.post(f"/app/{house.slug}/invoices/pdfs", data=fields)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["2026-0002.pdf", "missing.txt"]
        assert b"2026-0001" in archive.read("missing.txt")


async def test_an_invoice_selected_twice_is_sent_once(product: Product) -> None:
    """The same row twice is one row."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Museum")
    invoice_id = str(await an_invoice(product, house, client_id=client_id))
    fields = {"action": "send", "ids": [invoice_id, invoice_id]}
    answer = await house.browser.post(f"/app/{house.slug}/invoices/several", data=fields)
    assert toast_of(answer).text == "1 invoice on its way"
