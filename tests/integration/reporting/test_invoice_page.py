"""One draft or invoice as members see it."""

import re
from datetime import date
from decimal import Decimal

from counting import counted
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.tenancy.domain.role import Role
from invoicing_house import a_line
from product import House, Product, a_profile
from reporting_house import a_named_client, an_invoice, joined, paid


async def shown(house: House, invoice_id: InvoiceId) -> str:
    """Return the page's HTML."""
    answer = await house.browser.get(f"/app/{house.slug}/invoices/{invoice_id}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_an_invoice_shows_its_money_and_its_story(product: Product) -> None:
    """What is open and when it is due, what was paid, what the ledger says, and what happened, newest first."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Atelier Zürichsee AG")
    invoice_id = await an_invoice(product, house, client_id=client_id, due_on=date(2026, 12, 1))
    await paid(product, house, invoice_id, 90_40)
    page = await shown(house, invoice_id)
    assert "<h1>2026-0001</h1>" in page
    assert 'id="summary-amount">€100.00<' in page
    for said in ("Part paid", "1 Dec 2026", "in 13 days", "€90.40 paid", "of €190.40", "post@client.example"):
        assert said in page
    assert page.index("€90.40 received") < page.index("Issued as 2026-0001") < page.index("Draft begun")
    assert re.findall(r'<td class="end nowrap num">([\d.]+)</td>', page)[-2:] == ["280.80", "280.80"]


async def test_actions_follow_the_state(product: Product) -> None:
    """A draft is issued, an open invoice is paid, a paid one is downloaded; one action is the primary."""
    house = await product.house()
    ids = {
        "draft": await an_invoice(product, house, issued=False),
        "open": await an_invoice(product, house),
        "paid": await an_invoice(product, house),
    }
    await paid(product, house, ids["paid"], 190_40)
    pages = {state: await shown(house, invoice_id) for state, invoice_id in ids.items()}
    primaries = {
        state: re.findall(
            r'class="btn btn-primary[^"]*"[^>]*>(?:<svg.*?</svg>)?([^<]+)', page.split("<main")[0]
        )
        for state, page in pages.items()
    }
    assert primaries == {"draft": ["Issue and send"], "open": ["Record payment"], "paid": ["PDF"]}
    assert "Edit draft" in pages["draft"]
    assert "Void invoice" not in pages["draft"]
    assert f"invoices/{ids['open']}/void" in pages["open"]


async def test_what_bears_money_says_why_it_is_not_voided(product: Product) -> None:
    """A part payment is enough: voiding stands there, cannot be pressed, and names what comes first."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    free = await shown(house, invoice_id)
    await paid(product, house, invoice_id, 1)
    bearing = await shown(house, invoice_id)
    told = "Money was paid on it: reverse or refund that first."
    assert re.search(
        rf'aria-disabled="true">(?:(?!</button>).)*Void invoice…<[^<]*{re.escape(told)}', bearing
    )
    assert (told in free, "/void" in free, f"{invoice_id}/void" in bearing) == (False, True, False)


async def test_a_draft_says_what_is_missing_and_where_to_mend_it(product: Product) -> None:
    """Everything that keeps a draft from being issued is listed, each with a way to its place."""
    house = await product.house()
    invoice_id = await an_invoice(product, house, issued=False, lines=())
    page = await shown(house, invoice_id)
    assert "One thing is missing before it can be issued" in page
    assert f'href="/app/{house.slug}/invoices/{invoice_id}/edit#lines">Edit draft' in page
    assert "missing before" not in await shown(house, await an_invoice(product, house, issued=False))


async def test_what_the_client_lacks_is_mended_at_the_client(product: Product) -> None:
    """Reverse charge needs the client's VAT id: the way leads to the form of that client."""
    house = await product.house()
    at = product.clock.now()
    client_id = await a_named_client(product, house, "Atelier Zürichsee AG")
    line = a_line(at, tax=TaxKey.of(Decimal(0), TaxCategory.REVERSE_CHARGE))
    invoice_id = await an_invoice(product, house, issued=False, client_id=client_id, lines=(line,))
    page = await shown(house, invoice_id)
    assert f'href="/app/{house.slug}/clients/{client_id}/edit">Edit client' in page


async def test_a_draft_advises_to_name_a_tax_id(product: Product) -> None:
    """A seller of the Union without any tax id is told where to add one, and may issue all the same."""
    house = await product.house(a_profile(vat_id=""))
    advice = "An invoice in the EU usually names your VAT id or tax number. Add it in the settings."
    page = await shown(house, await an_invoice(product, house, issued=False))
    assert advice in page
    assert f'href="/app/{house.slug}/settings">Open settings' in page
    assert "missing before" not in page
    assert advice not in await shown(house, await an_invoice(product, house))


async def test_members_see_only_what_they_may_do(product: Product) -> None:
    """The same invoice offers a viewer its document, and an owner everything."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    viewer = await joined(product, house, Role.VIEWER)
    path = f"/app/{house.slug}/invoices/{invoice_id}"
    seen, owned = (await viewer.get(path)).text, (await house.browser.get(path)).text
    for deed in ("payments/new", "/send", "/void", "/duplicate"):
        assert f"{path}/{deed.lstrip('/')}" in owned
        assert f"{path}/{deed.lstrip('/')}" not in seen
    assert f"{path}/pdf" in seen
    refused = await viewer.post(f"{path}/void")
    admitted = await house.browser.post(f"{path}/void")
    assert (refused.status_code, admitted.status_code) == (403, 303)


async def test_neighbours_are_those_of_the_list(product: Product) -> None:
    """From each invoice a key leads to the newer and the older one."""
    house = await product.house()
    ids = [await an_invoice(product, house) for _ in range(3)]
    page = await shown(house, ids[1])
    newest = await shown(house, ids[2])
    for invoice_id, key in ((ids[2], "k"), (ids[0], "j")):
        assert re.search(rf'invoices/{invoice_id}"[^>]*data-key="{key}"', page)
    assert 'data-key="k"' not in newest


async def test_the_menu_of_a_row_offers_what_the_page_does(product: Product) -> None:
    """A row's menu is fetched when it is opened."""
    house = await product.house()
    invoice_id = await an_invoice(product, house)
    menu = await house.browser.get(
        f"/app/{house.slug}/invoices/{invoice_id}/menu", headers={"HX-Request": "true"}
    )
    assert "<html" not in menu.text
    for deed in ("Open", "Record payment…", "Send…", "Download PDF", "Copy public link", "Duplicate"):
        assert deed in menu.text


async def test_members_of_other_tenants_see_nothing(product: Product) -> None:
    """A foreign invoice and one that does not exist give the same answer."""
    house, other = await product.house(), await product.house()
    invoice_id = await an_invoice(product, house)
    foreign = await other.browser.get(f"/app/{other.slug}/invoices/{invoice_id}")
    missing = await other.browser.get(f"/app/{other.slug}/invoices/00000000-0000-7000-8000-000000000000")
    own = await house.browser.get(f"/app/{house.slug}/invoices/{invoice_id}")
    assert (foreign.status_code, missing.status_code, own.status_code) == (404, 404, 200)
    assert foreign.text == missing.text


async def test_the_page_costs_one_statement(product: Product) -> None:
    """An issued invoice comes in one round trip; a draft needs a transaction to say what it lacks."""
    house = await product.house()
    issued, draft = await an_invoice(product, house), await an_invoice(product, house, issued=False)
    async with counted(product, house) as page:
        assert await page.cost(f"/app/{house.slug}/invoices/{issued}") == (1, 0)
        assert await page.cost(f"/app/{house.slug}/invoices/{draft}") == (1, 1)
