"""Figures stand on every page as the tenant writes numbers, and are read back so."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from invoiceflow.clients.actions.add_item import AddItem, add_item
from invoiceflow.clients.actions.add_tax_rate import AddTaxRate, add_tax_rate
from invoiceflow.clients.domain.item import ItemDetails
from invoiceflow.clients.domain.tax_rate import TaxRateDetails
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.tax.domain.category import TaxKey
from invoiceflow.tenancy.store import tenants
from invoicing_house import a_line
from product import House, Product
from reporting_house import a_named_client, an_invoice, paid


@dataclass(frozen=True, slots=True)
class Written:
    """How a tenant of a language and a country writes the figures of ``a_house``."""

    language: str
    country: str
    total: str
    part: str
    open: str
    price: str
    rate: str
    axis: str


TENANTS = (
    Written(
        "de",
        "DE",
        "1.469.135,79",
        "1.000.000,00",
        "469.135,79",
        "1.234.567,125",
        "7,7\N{NO-BREAK SPACE}%",
        "1,5M",
    ),
    Written("de", "CH", "1’469’135.79", "1’000’000.00", "469’135.79", "1’234’567.125", "7.7%", "1.5M"),  # noqa: RUF001  # Swiss
    Written("en", "GB", "1,469,135.79", "1,000,000.00", "469,135.79", "1,234,567.125", "7.7%", "1.5M"),
    Written("en", "IN", "14,69,135.79", "10,00,000.00", "4,69,135.79", "12,34,567.125", "7.7%", "1.5M"),
)
CLIENT = "Atelier Zürichsee AG"
ENGLISH = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)|\d\.\d{1,2}(?!\d)")
"""What no German figure looks like: commas between groups, a point before one or two digits."""


@dataclass(frozen=True, slots=True)
class Things:
    """What the house has."""

    house: House
    client: str
    open: InvoiceId
    draft: InvoiceId
    payment: str
    item: str

    @property
    def home(self) -> str:
        """Return the address of its overview."""
        return f"/app/{self.house.slug}"


@pytest.fixture
async def things(product: Product) -> Things:
    """Open a house with a part paid invoice of more than a million, a draft like it, an item and a tax rate."""
    house, at = await product.house(), product.clock.now()
    client_id = await a_named_client(product, house, CLIENT)
    lines = (a_line(at, quantity=Decimal(1), unit_price=Decimal("1234567.89")),)
    open_id = await an_invoice(product, house, client_id=client_id, lines=lines, due_on=date(2026, 12, 1))
    await paid(product, house, open_id, 1_000_000_00)
    draft_id = await an_invoice(product, house, issued=False, client_id=client_id, lines=lines)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        rate = TaxRateDetails("Reduced", TaxKey.of(Decimal("7.7")))
        rate_id = (await add_tax_rate(session, AddTaxRate(rate, "tests", at))).id
        details = ItemDetails("Tower", Decimal("1234567.125"), "EUR", tax_rate_id=rate_id)
        item = await add_item(session, AddItem(details, "tests", at))
    payment = (await house.api.get("/api/v1/payments")).json()["items"][0]["id"]
    return Things(house, str(client_id), open_id, draft_id, payment, str(item.id))


def shown_on(things: Things, said: Written) -> dict[str, tuple[str, ...]]:
    """Return the addresses of a house, each with the figures that stand there."""
    home, one = things.home, f"{things.home}/invoices/{things.open}"
    return {
        home: (said.open, said.total, said.part, said.axis),
        f"{home}?show=table": (said.total, said.part),
        f"{home}/invoices": (said.total, said.open),
        f"{home}/invoices?q={said.total}": (CLIENT,),
        f"{home}/invoices?total_from={said.part}": (said.total, f"from {said.part}"),
        one: (said.total, said.part, said.open),
        f"{home}/invoices/{things.draft}": (said.total,),
        f"{home}/clients/{things.client}": (),
        f"{home}/clients/{things.client}/invoices": (said.total, said.open),
        f"{home}/payments": (said.part,),
        f"{home}/payments/new": (said.open,),
        f"{one}/payments/new": (said.open, said.total),
        f"{one}/payments/new?as=dialog": (said.open, said.total),
        f"{home}/payments/{things.payment}/reverse": (said.part, said.total),
        f"{home}/payments/{things.payment}/reverse?as=dialog": (said.part, said.total),
        f"{home}/settings/audit": (said.total, said.part),
        f"{home}/search?q=Atelier": (said.total,),
        f"{home}/items": (said.price, said.rate),
        f"{home}/items/{things.item}": (said.price, said.rate),
        f"{home}/items/search.json?q=Tower": (said.price,),
        f"{home}/tax-rates": (said.rate,),
        f"{home}/tax-rates.json": (said.rate,),
        f"{home}/invoices/{things.draft}/edit": (said.rate,),
    }


@pytest.mark.parametrize("said", TENANTS, ids=lambda said: f"{said.language}-{said.country}")
async def test_every_page_writes_figures_as_the_tenant_does(
    product: Product, things: Things, said: Written
) -> None:
    """The same amounts stand on all pages in its notation and in no other, whatever was drawn before."""
    for each in (other for other in TENANTS if other is not said):
        await become(product, things.house, each)
        await things.house.browser.get(f"{things.home}/invoices")
    await become(product, things.house, said)
    for address, figures in shown_on(things, said).items():
        read = await text_of(things.house, address)
        assert [figure for figure in figures if figure not in read] == [], address
        foreign = {figure for other in TENANTS for figure in (other.total, other.part, other.open)}
        foreign -= {said.total, said.part, said.open}
        assert [figure for figure in foreign if re.search(rf"(?<![\d,]){re.escape(figure)}", read)] == [], (
            address
        )


async def test_no_figure_of_a_german_tenant_looks_english(product: Product, things: Things) -> None:
    """Not in a text, a name for those who listen, or a field."""
    await become(product, things.house, TENANTS[0])
    for address in shown_on(things, TENANTS[0]):
        if ".json" not in address and not address.endswith("/edit"):
            assert ENGLISH.findall(await text_of(things.house, address)) == [], address


@pytest.mark.parametrize("said", TENANTS, ids=lambda said: f"{said.language}-{said.country}")
async def test_messages_and_the_builder_write_them_so(
    product: Product, things: Things, said: Written
) -> None:
    """An amount that was shown is typed into the form, and the message says it in the same way; so do live figures."""
    await become(product, things.house, said)
    form = {"amount": said.open, "received_on": "2026-11-18", "method": "cash"}
    answer = await things.house.browser.post(f"{things.home}/invoices/{things.open}/payments/new", data=form)
    assert answer.status_code == 303, answer.text
    assert said.open in await text_of(things.house, answer.headers["location"])
    line = {
        "description": "Tower",
        "quantity": "1",
        "unit_price": said.price,
        "tax_rate": "0",
        "tax_category": "Z",
    }
    sketch = {"client_id": things.client, "lines": [line]}
    preview = await things.house.browser.post(f"{things.home}/invoices/preview", json=sketch)
    assert preview.json()["figures"]["amounts"] == [said.price.rpartition("125")[0] + "13"]


async def test_an_amount_that_can_be_two_is_asked_about(product: Product, things: Things) -> None:
    """The list says so at the field, and does not pretend to be narrowed."""
    await become(product, things.house, TENANTS[0])
    page = await text_of(things.house, f"{things.home}/invoices?currency=KWD&total_from=1.450")
    assert "1.450 can be two numbers. Write 1450, or 1,45." in page
    assert "from 1.450" not in page
    await become(product, things.house, TENANTS[2])
    read = await text_of(things.house, f"{things.home}/invoices?currency=KWD&total_from=1,450")
    assert "from 1,450" in read


async def become(product: Product, house: House, said: Written) -> None:
    """Give the house another language and country."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        found = await tenants.load_tenant(session)
        profile = replace(found.profile, language=said.language, country=said.country)
        assert await tenants.save_profile(
            session, profile, version=found.settings_version, at=product.clock.now()
        )


async def text_of(house: House, address: str) -> str:
    """Return what people read, hear and find in fields of a page."""
    answer = await house.browser.get(address)
    assert answer.status_code == 200, (address, answer.text)
    if "json" in answer.headers["content-type"]:
        return answer.text
    page = re.sub(r"<style.*?</style>|<symbol.*?</symbol>", "", answer.text, flags=re.DOTALL)
    attributes = re.findall(r' (?:aria-label|title|alt|value|placeholder)="([^"]*)"', page)
    return unescape("\n".join([re.sub(r"<[^>]*>", "\n", page), *attributes]))
