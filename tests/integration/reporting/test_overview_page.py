"""The overview as members see it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from counting import counted
from explaining import many_invoices, plan_of
from invitations_house import invite, the_invitation
from invoiceflow.delivery.tables import deliveries
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.reporting.queries import overview
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.store.invitations import save_mailing
from payments_house import pay, take_back
from product import House, Product, a_profile
from reporting_house import a_named_client, an_invoice, joined, paid
from services import DatabaseUrls


async def shown(house: House, query: str = "") -> str:
    """Return the overview's HTML."""
    answer = await house.browser.get(f"/app/{house.slug}{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def stats_in(html: str) -> dict[str, str]:
    """Return the large figures of the strip."""
    return dict(re.findall(r'id="stat-(\w+)">([^<]+)<', html))


async def test_the_strip_counts_what_is_owed_and_received(product: Product) -> None:
    """Outstanding is all that is open, overdue the part that is late, expected what is due within thirty days."""
    house = await product.house()
    first = await an_invoice(product, house, issued_on=date(2026, 9, 1), due_on=date(2026, 10, 14))
    await an_invoice(product, house, due_on=date(2026, 12, 1))
    await an_invoice(product, house, due_on=date(2027, 2, 1))
    await an_invoice(product, house, issued=False)
    await paid(product, house, first, 90_40)
    page = await shown(house)
    assert stats_in(page) == {
        "outstanding": "€480.80",
        "overdue": "€100.00",
        "received": "€90.40",
        "expected": "€190.40",
    }
    assert "1 invoice, oldest 35 days" in page
    assert "Received in November" in page


async def test_a_payment_that_was_taken_back_is_none(product: Product) -> None:
    """Neither a reversed payment nor its reversal counts as one that was received; their sum is nothing anyway."""
    house = await product.house()
    first = await an_invoice(product, house)
    await paid(product, house, first, 100_00)
    payment, _ = await pay(product, house, first, 20_00)
    assert "2 payments since 1 Nov" in await shown(house)
    await take_back(product, house, payment.id)
    page = await shown(house)
    assert "1 payment since 1 Nov" in page
    assert stats_in(page)["received"] == "€100.00"


async def test_currencies_are_never_added(product: Product) -> None:
    """The tenant's own currency is large; the others stand beneath it, two by name."""
    house = await product.house()
    for currency in ("EUR", "CHF", "GBP", "USD"):
        await an_invoice(product, house, currency=currency)
    page = await shown(house)
    assert stats_in(page)["outstanding"] == "€190.40"
    assert "+ CHF\u00a0190.40 + £190.40 + 1 more" in page
    assert "3 other currencies" in page


async def test_months_are_bars_or_a_table(product: Product) -> None:
    """Twelve months with what was issued and received in each, in the tenant's currency, void invoices left out."""
    house = await product.house()
    first = await an_invoice(product, house, issued_on=date(2026, 10, 5))
    await paid(product, house, first, 190_40)
    drawn, table = await shown(house), await shown(house, "?show=table")
    assert "October 2026: issued 190.40, received 0.00 EUR" in drawn
    assert "November 2026: issued 0.00, received 190.40 EUR" in drawn
    assert drawn.count('class="hit"') == 18
    assert '<svg class="chart' not in table
    assert len(re.findall(r'<tr><th scope="row">\w+ 202[56]</th>', table)) == 12


async def test_what_is_owed_is_sorted_by_age(product: Product) -> None:
    """A debt counts in the row of its days late; the day on which it is due is in time."""
    house = await product.house()
    for days_late in (-1, 0, 1, 30, 31, 60, 61, 90, 91, 170):
        due_on = product.clock.now().date() - timedelta(days=days_late)
        await an_invoice(product, house, issued_on=date(2026, 6, 1), due_on=due_on)
    amounts = re.findall(r'id="age-(\d)">([^<]+)<', await shown(house))
    assert dict(amounts) == dict.fromkeys("01234", "380.80")


async def test_problems_come_with_the_button_that_resolves_them(product: Product) -> None:
    """A failed email, a debt long late and a forgotten draft are named, until somebody acts."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Museum für Papier")
    failed = await an_invoice(product, house, client_id=client_id)
    await _failed_delivery(product, house, failed)
    late = await an_invoice(product, house, issued_on=date(2026, 6, 1), due_on=date(2026, 6, 15))
    forgotten = await an_invoice(product, house, issued=False)
    product.clock.advance(timedelta(days=8))
    # The owner's own session is over by then.
    page = await shown(replace(house, browser=await joined(product, house, Role.ADMIN)))
    product.clock.advance(-timedelta(days=8))
    assert "Email failed: Museum für Papier" in page
    assert "mailbox unknown" in page
    assert "164 days late" in page
    for invoice_id, way in ((failed, "send"), (late, "send"), (forgotten, "edit")):
        assert f'/invoices/{invoice_id}/{way}"' in page


async def test_an_invitation_that_failed_is_for_who_can_send_it_again(product: Product) -> None:
    """Before the first invoice as after it, with what the mail server said; to members and neighbours it is nothing."""
    house, other = await product.house(), await product.house()
    await invite(house, "nobody@client.example")
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await save_mailing(
            session, await the_invitation(product, house), sent_at=None, error="mailbox unknown"
        )
    member = replace(house, browser=await joined(product, house, Role.MEMBER))
    for _ in range(2):
        page = await shown(house)
        assert "Invitation failed: nobody@client.example" in page
        assert "mailbox unknown" in page
        for stranger in (member, other):
            assert "Invitation failed" not in await shown(stranger)
        await an_invoice(product, house)


async def _failed_delivery(product: Product, house: House, invoice_id: InvoiceId) -> None:
    at = product.clock.now()
    values = {
        "tenant_id": house.tenant_id,
        "id": new_id(at),
        "invoice_id": invoice_id,
        "recipient": "nobody@client.example",
        "state": "failed",
        "error": "mailbox unknown",
        "requested_by": "tests",
        "queued_at": at,
    }
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.execute(deliveries.insert().values(**values))


async def test_activity_reads_as_sentences_newest_first(product: Product) -> None:
    """Who did what to which invoice, and how long ago."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Atelier Zürichsee AG")
    first = await an_invoice(product, house, client_id=client_id)
    await paid(product, house, first, 190_40)
    product.clock.advance(timedelta(minutes=12))
    page = await shown(house)
    assert page.index("Atelier Zürichsee AG paid") < page.index("tests issued 2026-0001")
    assert "12 min ago" in page


async def test_a_new_tenant_is_led_to_its_first_invoice(product: Product) -> None:
    """Steps stand where the figures will be; each is ticked when it is done, and they go with the first invoice."""
    house = await product.house()
    fresh = await shown(house)
    await an_invoice(product, house, issued=False)
    begun = await shown(house)
    await an_invoice(product, house)
    going = await shown(house)
    assert "Add a client<span" not in fresh
    assert "Add a client<span" in begun
    assert "From here" not in going
    assert stats_in(going)["outstanding"] == "€190.40"


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        (Role.OWNER, ["settings", "clients/new", "invoices/new", "invoices?status=draft"]),
        (Role.MEMBER, ["clients/new", "invoices/new", "invoices?status=draft"]),
        (Role.VIEWER, []),
    ],
)
async def test_each_is_led_only_where_they_may_go(product: Product, role: Role, ways: list[str]) -> None:
    """All read the steps; who may not take one is not sent to a page that is refused them."""
    house = await product.house(a_profile(street="", city=""))
    page = await shown(replace(house, browser=await joined(product, house, role)))
    steps = page.split("From here to your first invoice")[1].split("</ol>")[0]
    assert re.findall(r'<a [^>]*href="([^"]+)"', steps) == [f"/app/{house.slug}/{way}" for way in ways]


async def test_the_page_costs_one_statement(product: Product) -> None:
    """Everything comes in one round trip."""
    house = await product.house()
    await an_invoice(product, house)
    async with counted(product, house) as page:
        assert await page.cost(f"/app/{house.slug}") == (1, 0)


async def test_members_of_other_tenants_see_nothing(product: Product) -> None:
    """The same request shows the overview to its member, and to anybody else that there is nothing."""
    house, other = await product.house(), await product.house()
    assert (await other.browser.get(f"/app/{house.slug}")).status_code == 404
    assert (await house.browser.get(f"/app/{house.slug}")).status_code == 200


async def test_a_large_tenant_is_summed_from_indexes(product: Product, database: DatabaseUrls) -> None:
    """Open invoices and sums by month are read from indexes made for them, never from the whole table."""
    house, larger = await product.house(), await product.house()
    at = product.clock.now()
    for one, count in ((house, 2000), (larger, 20_000)):
        client_id = await a_named_client(product, one, "Museum")
        await many_invoices(database.superuser, one.tenant_id, client_id, at.date(), count)
    read, arguments = overview.STATEMENT, overview.arguments_of(at)
    nodes = await plan_of(database.app, house.tenant_id, read, *arguments)
    used = {node.get("Index Name") for node in nodes}
    own = {"ix_invoices_tenant_due", "ix_invoices_tenant_issued", "ix_invoices_tenant_submitted"}
    assert own <= used
    assert not [
        node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "invoices"
    ]
