"""The list of drafts and invoices as members see it."""

import csv
import io
import re
from datetime import date
from uuid import UUID

import pytest

from counting import counted
from explaining import many_invoices, plan_of
from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.ordering import NumberKey
from invoiceflow.invoicing.queries.selection import Filters, Wanted
from invoiceflow.reporting.queries import invoice_list
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.web.keyset import place_of
from product import Product
from reporting_house import a_named_client, an_invoice, joined
from services import DatabaseUrls


def numbers_in(html: str) -> list[str]:
    """Return the numbers of the rows, in their order."""
    return re.findall(r'class="row-link[^"]*"[^>]*>([^<]+)<', html)


async def test_the_list_shows_who_owes_what_and_since_when(product: Product) -> None:
    """A row says number, client, days, state and total; a draft says that it has no number yet."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Brauerei Sankt Ansgar GmbH & Co. KG")
    issued_on, due_on = date(2026, 10, 1), date(2026, 10, 15)
    await an_invoice(product, house, client_id=client_id, issued_on=issued_on, due_on=due_on)
    await an_invoice(product, house, issued=False)
    shown = (await house.browser.get(f"/app/{house.slug}/invoices")).text
    assert numbers_in(shown) == ["No number yet", "2026-0001"]
    for said in ("Brauerei Sankt Ansgar GmbH &amp; Co. KG", "34 days late", "Overdue", "190.40", "2 of 2"):
        assert said in shown


async def test_tabs_count_and_narrow(product: Product) -> None:
    """Each tab counts what it shows, whatever else is asked for."""
    house = await product.house()
    await an_invoice(product, house)
    await an_invoice(product, house, issued=False)
    await an_invoice(product, house, issued=False)
    shown = (await house.browser.get(f"/app/{house.slug}/invoices?status=draft")).text
    assert numbers_in(shown) == ["No number yet", "No number yet"]
    counts = dict(re.findall(r'id="count-(\w+)">([^<]+)<', shown))
    assert counts == {"all": "3", "drafts": "2", "open": "1"}


async def test_search_finds_numbers_clients_lines_and_amounts(product: Product) -> None:
    """One field finds what people remember of an invoice; signs of patterns count as themselves."""
    house = await product.house()
    await an_invoice(product, house, client_id=await a_named_client(product, house, "Kōbō 100% Design"))
    await an_invoice(product, house, client_id=await a_named_client(product, house, "Museum"))
    found = {}
    for text in ("0001", "100%", "museum", "190.40", "190,40", "design", "1%0"):
        answer = await house.browser.get(f"/app/{house.slug}/invoices", params={"q": text})
        found[text] = len(numbers_in(answer.text))
    expected = {"0001": 1, "100%": 1, "museum": 1, "190.40": 2, "190,40": 2, "design": 2, "1%0": 0}
    assert found == expected


async def test_filters_narrow_by_day_client_currency_and_amount(product: Product) -> None:
    """Each filter alone narrows the list, and stands in its chip with a way to remove it."""
    house = await product.house()
    await an_invoice(product, house, issued_on=date(2026, 3, 1))
    client_id = await a_named_client(product, house, "Museum")
    await an_invoice(product, house, client_id=client_id, currency="CHF")
    asked = {
        "issued_from=2026-03-01&issued_to=2026-03-31": ("2026-0001", "1 Mar 2026 to 31 Mar 2026"),
        f"client={client_id}": ("2026-0002", "Museum"),
        "client=muse": ("2026-0002", "muse"),
        "currency=chf": ("2026-0002", "CHF"),
    }
    for query, (number, chip) in asked.items():
        shown = (await house.browser.get(f"/app/{house.slug}/invoices?{query}")).text
        assert numbers_in(shown) == [number], query
        assert f"<b>{chip}</b>" in shown
    for query, count in {"total_from=190": 2, "total_from=190.41": 0, "total_to=1,000.00": 2}.items():
        shown = (await house.browser.get(f"/app/{house.slug}/invoices?{query}")).text
        assert len(numbers_in(shown)) == count, query


async def test_nonsense_in_the_address_counts_as_not_asked(product: Product) -> None:
    """The list is shown whatever an address asks for, and says of each filter that it narrows nothing."""
    house = await product.house()
    await an_invoice(product, house)
    query = "status=lost&currency=ABC&issued_from=2026-02-30&total_from=1e3&sort=colour"
    shown = await house.browser.get(f"/app/{house.slug}/invoices?{query}")
    assert (shown.status_code, numbers_in(shown.text)) == (200, ["2026-0001"])
    for told in ("“lost” is not a status", "“ABC” is not a currency", "“2026-02-30” is not a date"):
        assert f"{told}, so the list is not narrowed by it." in shown.text
    sound = "status=issued&currency=EUR&issued_from=2026-01-01"
    plain = await house.browser.get(f"/app/{house.slug}/invoices?{sound}")
    assert "not narrowed" not in plain.text


@pytest.mark.parametrize(
    ("place", "pointer"),
    [("after=%00", "/after"), ("before=e30", "/before"), ("after={place}&sort=due", "/after")],
)
async def test_a_place_that_is_none_is_refused(product: Product, place: str, pointer: str) -> None:
    """Rather than that the list begins anew as if nothing were wrong, also for a place of another order."""
    house = await product.house()
    by_number = place_of(NumberKey("2026", 1, UUID(int=1)))
    asked = f"/app/{house.slug}/invoices?{place.format(place=by_number)}"
    refused = await house.browser.get(asked, headers={"Accept": "*/*"})
    assert refused.status_code == 422
    assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [
        ("cursor.malformed", pointer)
    ]
    sound = await house.browser.get(f"/app/{house.slug}/invoices?after={by_number}&sort=number")
    assert sound.status_code == 200


async def test_a_file_is_refused_where_a_filter_cannot_be_read(product: Product) -> None:
    """It could not say so, and would hold more than was asked for; every such filter is named."""
    house = await product.house()
    await an_invoice(product, house)
    file = f"/app/{house.slug}/invoices.csv"
    program = {"Accept": "*/*"}
    query = "?status=lost&issued_to=soon&total_from=1e3"
    refused = await house.browser.get(file + query, headers=program)
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/status", "/issued_to", "/total_from"}
    whole = await house.browser.get(f"{file}?status=issued&total_from=100", headers=program)
    assert (whole.status_code, len(whole.text.splitlines())) == (200, 2)


async def test_an_empty_list_says_why_and_shows_the_way_back(product: Product) -> None:
    """A new tenant is shown the first step, a search without result the filter to remove."""
    house = await product.house()
    fresh = (await house.browser.get(f"/app/{house.slug}/invoices")).text
    await an_invoice(product, house)
    lost = (await house.browser.get(f"/app/{house.slug}/invoices?q=thomsen&currency=CHF")).text
    calm = (await house.browser.get(f"/app/{house.slug}/invoices?status=overdue")).text
    assert "No invoices yet" in fresh
    assert "No invoice matches" in lost
    assert "“thomsen”, currency CHF" in lost
    assert "Remove the currency filter" in lost
    assert "Nothing is overdue" in calm


async def test_pages_stay_whole_while_rows_come(product: Product) -> None:
    """Walking to older rows and back shows each row once, though new ones are added on the way."""
    house = await product.house()
    for _ in range(52):
        await an_invoice(product, house, issued=False)
    first = (await house.browser.get(f"/app/{house.slug}/invoices")).text
    await an_invoice(product, house)
    older = (await house.browser.get(_way(first, "next"))).text
    newer = (await house.browser.get(_way(older, "prev"))).text
    ids = [re.findall(r'<tr id="i-([0-9a-f-]+)"', shown) for shown in (first, older, newer)]
    assert (len(ids[0]), len(ids[1])) == (50, 2)
    assert not set(ids[0]) & set(ids[1])
    assert ids[2] == ids[0]


def _way(html: str, rel: str) -> str:
    (found,) = re.findall(rf'href="([^"]+)" rel="{rel}"', html)
    return str(found).replace("&amp;", "&")


async def test_htmx_gets_the_parts_that_change_and_the_address_that_shows_them(product: Product) -> None:
    """While someone types, rows, tabs and chips come alone; the address follows without what is empty anyway."""
    house = await product.house()
    await an_invoice(product, house)
    query = {"q": "0001", "currency": "", "status": "", "sort": "-created"}
    path = f"/app/{house.slug}/invoices"
    part = await house.browser.get(path, params=query, headers={"HX-Request": "true"})
    assert part.headers["hx-replace-url"] == f"{path}?q=0001"
    assert "<html" not in part.text
    assert 'id="chips" hx-swap-oob="true"' in part.text
    assert numbers_in(part.text) == ["2026-0001"]


async def test_members_of_other_tenants_see_nothing(product: Product) -> None:
    """The same request shows the list to its member, and to anybody else that there is nothing."""
    house, other = await product.house(), await product.house()
    await an_invoice(product, house)
    for path in ("invoices", "invoices.csv"):
        refused = await other.browser.get(f"/app/{house.slug}/{path}")
        shown = await house.browser.get(f"/app/{house.slug}/{path}")
        assert (refused.status_code, shown.status_code) == (404, 200)
        assert "2026-0001" not in refused.text
        assert "2026-0001" in shown.text


async def test_the_page_costs_one_statement(product: Product) -> None:
    """Rows, delivery and the counts of the tabs come in one round trip, without a transaction of their own."""
    house = await product.house()
    await an_invoice(product, house)
    async with counted(product, house) as page:
        assert await page.cost(f"/app/{house.slug}/invoices") == (1, 0)
        assert await page.cost(f"/app/{house.slug}/invoices?status=open&q=0001&currency=EUR") == (1, 0)
        assert await page.cost(f"/app/{house.slug}/invoices?approval=submitted") == (1, 0)


async def test_a_page_of_many_rows_reads_few(product: Product, database: DatabaseUrls) -> None:
    """The planner walks the index in the list's order and stops; it never reads the whole table."""
    house, larger = await product.house(), await product.house()
    at = product.clock.now()
    for one, count in ((house, 2000), (larger, 20_000)):
        client_id = await a_named_client(product, one, "Museum")
        await many_invoices(database.superuser, one.tenant_id, client_id, at.date(), count)
    wanted = {
        "ix_invoices_tenant_created": Wanted(at, 50),
        "ix_invoices_tenant_status": Wanted(at, 50, Filters(status=Status.UNCOLLECTIBLE)),
        "ix_invoices_tenant_approval": Wanted(at, 50, Filters(approval=Approval.SUBMITTED)),
    }
    for index, page in wanted.items():
        read, arguments = invoice_list.statement_of(page)
        nodes = await plan_of(database.app, house.tenant_id, read, *arguments)
        assert index in {node.get("Index Name") for node in nodes}
        assert not [
            node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "invoices"
        ]


async def test_the_export_holds_all_that_is_found_and_no_formula(product: Product) -> None:
    """Every row of the filtered list is in the file; a name that begins like a formula is text for a spreadsheet."""
    house = await product.house()
    for name in ('=HYPERLINK("http://x.example")', "@sum", "Müller, Söhne"):
        await an_invoice(product, house, client_id=await a_named_client(product, house, name))
    await an_invoice(product, house, issued=False)
    answer = await house.browser.get(f"/app/{house.slug}/invoices.csv?status=open&sort=number")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="invoices-{house.slug}-2026-11-18.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["Client"] for row in rows] == ['\'=HYPERLINK("http://x.example")', "'@sum", "Müller, Söhne"]
    assert (rows[0]["Number"], rows[0]["Total"], rows[0]["Open"]) == ("2026-0001", "190.40", "190.40")


async def test_what_is_kept_of_the_page_is_everyones_own(product: Product) -> None:
    """Who opens the page after others finds their own name, tenant, token and rights in it, and in its filters."""
    house, other = await product.house(), await product.house()
    reader = await joined(product, house, Role.VIEWER)
    for _ in range(2):
        shown = {
            who: (await browser.get(f"/app/{slug}/invoices")).text
            for who, browser, slug in (
                ("owner", house.browser, house.slug),
                ("reader", reader, house.slug),
                ("other", other.browser, other.slug),
            )
        }
        for who, browser in (("owner", house.browser), ("reader", reader), ("other", other.browser)):
            tokens = set(re.findall(r'name="csrf" (?:value|content)="([^"]+)"', shown[who]))
            assert tokens == {browser.headers["X-CSRF-Token"]}, who
        assert f'/app/{house.slug}"' not in shown["other"]
        assert f"/app/{other.slug}" not in shown["owner"] + shown["reader"]
        assert "several-more" in shown["owner"]
        assert "several-more" not in shown["reader"]
