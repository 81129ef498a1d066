"""The first sign-in opens a tenant; several are chosen from."""

import re
from secrets import token_hex

import httpx
import pytest

from invoiceflow.kernel.limit import TENANTS_PERSON
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.domain.tenant import Profile
from product import Product


async def profile_of(product: Product, slug: str) -> Profile:
    """Return what is stored about the tenant with that slug."""
    tenant_id = await queries.tenant_of_slug(product.world.database, slug)
    assert tenant_id
    async with product.world.database.as_tenant(tenant_id) as session:
        return (await queries.own_tenant(session)).profile


def selected(page: httpx.Response, name: str) -> str:
    """Return what is chosen in one of the page's lists."""
    options = page.text.split(f'name="{name}"')[1].split("</select>")[0]
    found = re.search(r'value="([^"]*)" selected', options)
    assert found
    return found[1]


async def test_the_form_knows_what_is_usual(product: Product) -> None:
    """Country, currency, language and time zone follow the browser's language."""
    _, browser = await product.person()
    page = await browser.get("/app/new", headers={"Accept-Language": "de-CH,de;q=0.9,en;q=0.8"})
    found = {name: selected(page, name) for name in ("country", "currency", "language", "time_zone")}
    assert found == {"country": "CH", "currency": "CHF", "language": "de", "time_zone": "Europe/Zurich"}


async def test_another_country_changes_what_follows(product: Product) -> None:
    """Choosing a country fills currency, language and time zone anew."""
    _, browser = await product.person()
    part = await browser.get("/app/new/country", params={"country": "BR"})
    found = {name: selected(part, name) for name in ("currency", "language", "time_zone")}
    assert found == {"currency": "BRL", "language": "pt", "time_zone": "America/Sao_Paulo"}


async def test_a_tenant_is_opened(product: Product) -> None:
    """Its owner enters it, and everything that was left out is what is usual in its country."""
    person, browser = await product.person()
    name = f"Café Süd {token_hex(3)}"
    answer = await browser.post("/app/new", data={"name": name, "country": "JP"})
    slug = answer.headers["location"].removeprefix("/app/")
    profile = await profile_of(product, slug)
    assert (answer.status_code, slug) == (
        303,
        name.lower().replace("é", "e").replace("ü", "u").replace(" ", "-"),
    )
    assert (profile.name, profile.currency, profile.time_zone) == (name, "JPY", "Asia/Tokyo")
    assert (profile.language, profile.paper, profile.email) == ("en", "a4", person.email)
    assert (await browser.get("/app")).headers["location"] == f"/app/{slug}"


async def test_a_tenant_begins_with_its_country_s_tax_rates(product: Product) -> None:
    """Tax rates are there from the first moment, in the same transaction."""
    _, browser = await product.person()
    answer = await browser.post("/app/new", data={"name": f"Bureau {token_hex(3)}", "country": "AT"})
    tenant_id = await queries.tenant_of_slug(product.world.database, answer.headers["location"][5:])
    assert tenant_id
    rates = await product.world.reads.rows(tenant_id, "SELECT rate FROM tax_rates WHERE tenant_id = $1")
    assert {int(row["rate"]) for row in rates} >= {20, 10}


async def test_a_taken_address_gets_a_number(product: Product) -> None:
    """The suggested address is free; one that is typed and taken is an error at its field, and nothing is opened."""
    slug = f"studio-{token_hex(3)}"
    opened = []
    for _ in range(2):
        _, browser = await product.person()
        answer = await browser.post("/app/new", data={"name": slug, "country": "DE"})
        opened.append(answer.headers["location"])
    _, stranger = await product.person()
    part = await stranger.get("/app/new/slug", params={"name": slug})
    refused = await stranger.post("/app/new", data={"name": slug, "country": "DE", "slug": slug})
    assert opened == [f"/app/{slug}", f"/app/{slug}-2"]
    assert f'value="{slug}-3"' in part.text
    assert refused.status_code == 422
    assert "This address is taken. Choose another." in refused.text
    assert (await stranger.get("/app")).headers["location"] == "/app/new"


async def test_a_second_click_opens_no_second_tenant(product: Product) -> None:
    """The same form sent twice leads to the one tenant that the first click opened."""
    person, browser = await product.person()
    form = {"name": "Twice", "country": "DE", "slug": f"twice-{token_hex(3)}"}
    answers = [await browser.post("/app/new", data=form) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {f"/app/{form['slug']}"}
    assert len(await queries.tenants_of(product.world.database, person.id)) == 1


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "  "}, "name", "A name is needed"),
        ({"name": "x" * 201}, "name", "at most 200 characters"),
        ({"name": "Null\x00"}, "name", "A name is needed"),
        ({"country": "XX"}, "country", "country code"),
        ({"currency": "EURO"}, "currency", "currency code"),
        ({"language": "xx"}, "language", "Documents are written in"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "time zone"),
        ({"slug": "Straße 1"}, "slug", "Use letters a to z"),
        ({"slug": "new"}, "slug", "is an address of our own"),
    ],
)
async def test_a_mistake_is_shown_at_its_field(
    product: Product, changed: dict[str, str], field: str, words: str
) -> None:
    """What was typed stays, the field says what is wrong, and nothing is opened."""
    person, browser = await product.person()
    answer = await browser.post("/app/new", data={"name": "Studio <b>", "country": "DE"} | changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert "Studio &lt;b&gt;" in answer.text or "name" in changed
    assert await queries.tenants_of(product.world.database, person.id) == ()


async def test_several_tenants_are_chosen_from(product: Product) -> None:
    """A person with two tenants chooses, by name."""
    _, browser = await product.person()
    slugs = []
    for name in ("Zebra", "Atelier"):
        answer = await browser.post("/app/new", data={"name": f"{name} {token_hex(3)}", "country": "DE"})
        slugs.append(answer.headers["location"])
    page = await browser.get("/app")
    assert page.status_code == 200
    assert page.text.index(slugs[1]) < page.text.index(slugs[0])


async def test_strangers_open_nothing(product: Product) -> None:
    """Opening a tenant needs a person."""
    answer = await product.client({"Accept": "text/html"}).get("/app/new")
    assert answer.headers["location"].startswith("/login")


async def test_what_no_tenant_can_be_called_is_not_found(product: Product) -> None:
    """An address with NUL or other odd signs in place of the slug is that of nobody."""
    house = await product.house()
    for slug in ("%00", f"{house.slug}%00", "%EF%BF%BF", "A", "-", "x" * 300):
        assert (await house.browser.get(f"/app/{slug}")).status_code == 404, slug


async def test_a_person_opens_so_many_tenants_a_day(product: Product) -> None:
    """The sixth is refused, and another person's first is not; what could not be opened does not count."""
    (_, browser), (_, other) = await product.person(), await product.person()
    taken = (await product.house()).slug
    for _ in range(TENANTS_PERSON.amount + 1):
        refused = await browser.post("/app/new", data={"name": "Studio", "country": "DE", "slug": taken})
        assert refused.status_code == 422
    statuses = [
        (await browser.post("/app/new", data={"name": f"Studio {token_hex(4)}", "country": "DE"})).status_code
        for _ in range(TENANTS_PERSON.amount + 1)
    ]
    assert statuses == [303] * TENANTS_PERSON.amount + [429]
    answer = await other.post("/app/new", data={"name": f"Studio {token_hex(4)}", "country": "DE"})
    assert answer.status_code == 303
