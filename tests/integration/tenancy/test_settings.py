"""The settings: what is saved, what is refused, and who may."""

import httpx
import pytest

from invoiceflow.tenancy import queries
from invoiceflow.tenancy.domain.tenant import Profile
from product import House, Product

BUSINESS = {
    "name": "Studio Nordlicht",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "legal_name": "Studio Nordlicht GmbH",
    "email": "hallo@nordlicht.example",
    "phone": "+49 40 5550 1880",
    "street": "Ditmar-Koel-Straße 21",
    "postal_code": "20459",
    "city": "Hamburg",
    "region": "",
}
NUMBERS = {"number_format": "RE-{YYYY}-{seq:04}", "vat_id": "DE 136 695 976", "tax_number": "22/815/0815"}
PAYMENTS = {
    "iban": "de02 1203 0000 0000 2020 51",
    "bic": "bylade m1 001",
    "bank_name": "Bank",
    "payment_days": "30",
}
DOCUMENTS = {
    "template": "classic",
    "paper": "a4",
    "accent": "#14464A",
    "language": "de",
    "notes": "Danke.\r\nBis bald.",
    "terms": "",
    "footer": "HRB 1",
}
SECTIONS = {"": BUSINESS, "/numbers": NUMBERS, "/payments": PAYMENTS, "/documents": DOCUMENTS}


async def stored(product: Product, house: House) -> Profile:
    """Return the settings as they are."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return (await queries.own_tenant(session)).profile


async def save(house: House, section: str, form: dict[str, str], version: str = "1") -> httpx.Response:
    """Send a section's form."""
    return await house.browser.post(f"/app/{house.slug}/settings{section}", data=form | {"version": version})


@pytest.mark.parametrize("section", SECTIONS)
async def test_each_section_is_shown(product: Product, section: str) -> None:
    """Every section shows what is stored."""
    house = await product.house()
    page = await house.browser.get(f"/app/{house.slug}/settings{section}")
    assert page.status_code == 200
    assert all(f'name="{name}"' in page.text for name in SECTIONS[section])


async def test_a_section_is_saved_alone(product: Product) -> None:
    """Saving one section leaves the others as they are, in one spelling each, and is told to the audit chain."""
    house = await product.house()
    for version, (section, form) in enumerate(SECTIONS.items(), start=1):
        answer = await save(house, section, form, str(version))
        assert answer.status_code == 303, answer.text
    profile = await stored(product, house)
    assert (
        profile.city,
        profile.vat_id,
        profile.iban,
        profile.bic,
        profile.payment_days,
        profile.accent,
    ) == (*("Hamburg", "DE136695976", "DE02120300000000202051", "BYLADEM1001", 30, "#14464a"),)
    assert (profile.notes, profile.template) == ("Danke.\nBis bald.", "classic")
    actions = await product.world.reads.rows(
        house.tenant_id, "SELECT action FROM audit_entries WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 4"
    )
    assert {row["action"] for row in actions} == {"settings.edited"}


async def test_saving_what_is_stored_changes_nothing(product: Product) -> None:
    """No version, no audit entry, when nothing differs."""
    house = await product.house()
    await save(house, "/payments", PAYMENTS)
    before = await product.world.reads.rows(house.tenant_id, "SELECT settings_version FROM tenants")
    answer = await save(house, "/payments", PAYMENTS, "1")
    after = await product.world.reads.rows(house.tenant_id, "SELECT settings_version FROM tenants")
    assert (answer.status_code, before) == (303, after)


@pytest.mark.parametrize(
    ("section", "field", "value", "words"),
    [
        ("", "name", "", "A name is needed"),
        ("", "email", "hallo@", "Write an email address"),
        ("", "time_zone", "Mars", "time zone"),
        ("", "country", "ZZ", "country code"),
        ("/numbers", "vat_id", "DE136695977", "check digit does not match"),
        ("/numbers", "number_format", "RE-{year}", "is not a placeholder"),
        ("/numbers", "number_format", "RE", "exactly once"),
        ("/payments", "iban", "DE02120300000000202052", "check digits do not match"),
        ("/payments", "iban", "hello", "This is no IBAN"),
        ("/payments", "bic", "X", "A BIC has 8 or 11 signs"),
        ("/payments", "payment_days", "366", "0 to 365"),
        ("/payments", "payment_days", "soon", "0 to 365"),
        ("/payments", "payment_days", "", "0 to 365"),
        ("/documents", "accent", "red", "Write a colour"),
        ("/documents", "template", "brutalist", "Choose a template."),
        ("/documents", "footer", "x" * 10_001, "at most 10,000 characters"),
        ("/documents", "terms", "nul\x00", "no control characters"),
    ],
)
async def test_a_mistake_is_shown_at_its_field(
    product: Product, section: str, field: str, value: str, words: str
) -> None:
    """Nothing of the section is saved, what was typed stays, and the field says what is wrong."""
    house = await product.house()
    before = await stored(product, house)
    answer = await save(house, section, SECTIONS[section] | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert await stored(product, house) == before


async def test_all_mistakes_are_shown_at_once(product: Product) -> None:
    """A broken pattern and a broken VAT id are both named."""
    house = await product.house()
    answer = await save(house, "/numbers", NUMBERS | {"vat_id": "DE136695977", "number_format": "RE"})
    assert answer.status_code == 422
    assert 'href="#vat_id"' in answer.text
    assert 'href="#number_format"' in answer.text


async def test_two_people_do_not_overwrite_each_other(product: Product) -> None:
    """Who saves second is told so, keeps what they typed, and may save it after all."""
    house = await product.house()
    await save(house, "/payments", PAYMENTS)
    mine = PAYMENTS | {"bank_name": "Mine"}
    late = await save(house, "/payments", mine)
    assert late.status_code == 409
    assert "Someone else changed the settings" in late.text
    assert 'value="Mine"' in late.text
    assert (await stored(product, house)).bank_name == "Bank"
    version = late.text.split('name="version" value="')[1].split('"')[0]
    assert (await save(house, "/payments", mine, version)).status_code == 303
    assert (await stored(product, house)).bank_name == "Mine"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("RE-{YYYY}-{seq:04}", ("RE-2026-0001", "every year")),
        ("{YY}{MM}/{seq}", ("2611/1", "every month")),
        ("{seq:6}", ("000001", "never")),
        ("RE-{nummer:3}", ("“{nummer:3}” is not a placeholder. Use {seq:3}.",)),
    ],
)
async def test_a_pattern_shows_the_number_it_would_give(
    product: Product, pattern: str, words: tuple[str, ...]
) -> None:
    """While it is typed the server answers with the next number, or with what is wrong."""
    house = await product.house()
    url = f"/app/{house.slug}/settings/numbers/next"
    answer = await house.browser.get(url, params={"number_format": pattern})
    assert answer.status_code == 200
    assert all(word in answer.text for word in words)


async def test_only_members_with_the_right_see_settings(product: Product) -> None:
    """Members of other tenants find nothing; strangers are led to sign in; keys count for nothing here."""
    house, other = await product.house(), await product.house()
    url = f"/app/{house.slug}/settings"
    assert (await other.browser.get(url)).status_code == 404
    assert (await other.browser.post(url, data=BUSINESS)).status_code == 404
    assert (await product.client({"Accept": "text/html"}).get(url)).status_code == 303
    assert (await house.api.get(url)).status_code == 401


async def test_a_viewer_may_not_change_settings(product: Product) -> None:
    """A member without the permission is told so, and nothing changes."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.connection.exec_driver_sql("UPDATE members SET role = 'viewer'")
    for path in ("", "/numbers", "/payments", "/documents", "/keys"):
        url = f"/app/{house.slug}/settings{path}"
        assert (await house.browser.get(url)).status_code == 403
        assert (await house.browser.post(url, data={})).status_code == 403
