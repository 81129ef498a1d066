"""Errors of two kinds in one answer: what is no value of its field, and what is one that nobody can mean."""

import re
from typing import Any

import httpx
import pytest

from payments_house import an_invoice
from product import Product

CLIENTS, RATES, INVOICES = "/api/v1/clients", "/api/v1/tax-rates", "/api/v1/invoices"
NO_VAT_ID = "DE136695977"  # its last digit is the check digit
LINE = {"description": "Design", "quantity": "2", "unit_price": "80"}
FUTURE = "2026-11-19"  # tomorrow, by the clock of tests


def pointers(answer: httpx.Response) -> set[str]:
    """Return which fields an answer of the API names."""
    assert answer.status_code == 422, answer.text
    return {error["pointer"] for error in answer.json()["errors"]}


def fields(page: httpx.Response) -> set[str]:
    """Return at which fields a form has an error."""
    assert page.status_code == 422
    return set(re.findall(r'id="([\w-]+)-error"', page.text))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        pytest.param(
            {"email": "x", "country": "DE", "vat_id": NO_VAT_ID, "metadata": {"k": 1.5}},
            {"/name", "/email", "/vat_id", "/metadata/k"},
            id="country",
        ),
        pytest.param({"email": "x", "name": "A", "vat_id": "123"}, {"/email", "/vat_id"}, id="own-country"),
        pytest.param({"name": "A", "country": "XX", "vat_id": "123"}, {"/country"}, id="broken-country"),
        pytest.param({"name": "", "vat_id": "DE136695976"}, {"/name"}, id="right-id"),
    ],
)
async def test_a_clients_vat_id_is_told_with_the_rest(
    product: Product, body: dict[str, Any], named: set[str]
) -> None:
    """It counts by the country that was sent, else the tenant's; where the country is broken it cannot be told yet."""
    house = await product.house()
    assert pointers(await house.api.post(CLIENTS, json=body)) == named


async def test_a_change_of_the_vat_id_is_told_with_the_rest(product: Product) -> None:
    """It counts by the country that the client has; a client that does not exist has no fields to be wrong."""
    house, stranger = await product.house(), await product.house()
    made = await house.api.post(CLIENTS, json={"name": "Atelier", "country": "AT"})
    one = f"{CLIENTS}/{made.json()['id']}"
    broken = {"email": "x", "vat_id": "123"}
    assert pointers(await house.api.patch(one, json=broken)) == {"/email", "/vat_id"}
    assert pointers(await stranger.api.patch(one, json=broken)) == {"/email"}
    assert pointers(await house.api.patch(one, json={"email": "x"})) == {"/email"}


async def test_the_form_of_a_client_tells_all(product: Product) -> None:
    """A line of metadata without a colon hides neither the VAT id nor the name."""
    house = await product.house()
    sent = {"name": " ", "country": "DE", "currency": "EUR", "vat_id": NO_VAT_ID, "metadata": "no colon"}
    answer = await house.browser.post(f"/app/{house.slug}/clients/new", data=sent)
    assert fields(answer) == {"name", "vat_id", "metadata"}


async def test_the_form_of_an_item_tells_all(product: Product) -> None:
    """A line of metadata without a colon hides neither the name nor the price."""
    house = await product.house()
    sent = {"name": " ", "unit_price": "x", "currency": "EUR", "metadata": "no colon"}
    answer = await house.browser.post(f"/app/{house.slug}/items/new", data=sent)
    assert fields(answer) == {"name", "unit_price", "metadata"}


async def test_a_payment_tells_amount_and_day(product: Product) -> None:
    """A day in the future, in the tenant's zone, is told with an amount of nothing; over the API and in the form."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    body = {"amount_minor": 0, "method": "cash", "received_on": FUTURE}
    answer = await house.api.post(f"{INVOICES}/{invoice.id}/payments", json=body)
    assert pointers(answer) == {"/amount_minor", "/received_on"}
    typed = {"amount": "x", "method": "cash", "received_on": FUTURE, "reference": "x" * 201}
    page = await house.browser.post(f"/app/{house.slug}/invoices/{invoice.id}/payments/new", data=typed)
    assert fields(page) == {"amount", "received_on", "reference"}


async def test_a_draft_tells_lines_that_contradict_themselves(product: Product) -> None:
    """Beside a broken field elsewhere, on the same draft or in another line."""
    house = await product.house()
    lines = [
        LINE | {"tax_rate": "19", "tax_category": "E"},
        LINE,
        LINE | {"tax_rate": "19", "quantity": "1e3"},
        LINE | {"tax_rate": "19"},
    ]
    body = {"currency": "nonsense", "lines": lines}
    found = pointers(await house.api.post(INVOICES, json=body))
    assert {"/currency", "/lines/0/tax_rate", "/lines/1/tax_rate", "/lines/2/quantity"} <= found
    assert not {pointer for pointer in found if pointer.startswith("/lines/3")}


async def test_a_tax_rate_tells_what_does_not_go_together(product: Product) -> None:
    """Rate and category are looked at although the name is missing."""
    house = await product.house()
    answer = await house.api.post(RATES, json={"name": "", "rate": "19", "category": "E"})
    assert pointers(answer) == {"/name", "/rate"}


async def test_a_change_of_a_tax_rate_tells_what_does_not_go_together(product: Product) -> None:
    """It counts by what the rate keeps; one that does not exist has no fields to be wrong."""
    house, stranger = await product.house(), await product.house()
    made = await house.api.post(RATES, json={"name": "Reduced", "rate": "7"})
    one = f"{RATES}/{made.json()['id']}"
    assert pointers(await house.api.patch(one, json={"name": "", "category": "E"})) == {"/name", "/rate"}
    assert pointers(await house.api.patch(one, json={"name": "", "rate": "0"})) == {"/name", "/rate"}
    assert pointers(await house.api.patch(one, json={"name": "", "rate": "x"})) == {"/name", "/rate"}
    assert pointers(await house.api.patch(one, json={"name": "", "rate": "5"})) == {"/name"}
    assert pointers(await stranger.api.patch(one, json={"name": "", "category": "E"})) == {"/name"}


async def test_the_form_of_a_key_tells_all(product: Product) -> None:
    """That no scope is ticked hides behind no missing name; an end that cannot be is told as well."""
    house = await product.house()
    sent = {"name": " ", "access": "areas", "expires": "tomorrow"}
    answer = await house.browser.post(f"/app/{house.slug}/settings/keys", data=sent)
    assert fields(answer) == {"name", "scopes", "expires"}
    ticked = await house.browser.post(
        f"/app/{house.slug}/settings/keys", data=sent | {"scope:clients:read": "1"}
    )
    assert fields(ticked) == {"name", "expires"}


async def test_the_form_of_an_invitation_tells_all(product: Product) -> None:
    """An address that is a member's already is told beside a role that there is none of."""
    house = await product.house()
    form = f"/app/{house.slug}/settings/members/invite"
    known = await house.browser.post(form, data={"email": house.owner.email, "role": "emperor"})
    assert fields(known) == {"email", "role"}
    assert "is a member already" in known.text
    new = await house.browser.post(form, data={"email": "ada@example.com", "role": "emperor"})
    assert fields(new) == {"role"}


async def test_the_form_that_sends_an_invoice_tells_all(product: Product) -> None:
    """What cannot be an address is told beside a name that is too long, and so is that the client has none either."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    form = f"/app/{house.slug}/invoices/{invoice.id}/send"
    for recipient, is_told in (("nobody", True), ("", True), ("anna@client.example", False)):
        sent = {"recipient": recipient, "recipient_name": "x" * 201}
        told = fields(await house.browser.post(form, data=sent))
        assert told == {"recipient_name"} | ({"recipient"} if is_told else set())


@pytest.mark.parametrize(
    ("section", "sent", "named"),
    [
        pytest.param(
            "/payments",
            {"payment_days": "soon", "iban": "DE00", "bic": "x"},
            {"payment_days", "iban", "bic"},
            id="payments",
        ),
        pytest.param(
            "/numbers",
            {"tax_number": "x" * 201, "vat_id": NO_VAT_ID, "number_format": "{nonsense}"},
            {"tax_number", "vat_id", "number_format"},
            id="numbers",
        ),
        pytest.param(
            "",
            {"name": "", "country": "DE", "currency": "EUR", "time_zone": "Mars/Base"},
            {"name", "time_zone"},
            id="business",
        ),
    ],
)
async def test_a_section_of_the_settings_tells_all(
    product: Product, section: str, sent: dict[str, str], named: set[str]
) -> None:
    """What only the tenant's other settings can tell is told with the rest, and nothing is saved."""
    house = await product.house()
    answer = await house.browser.post(f"/app/{house.slug}/settings{section}", data=sent | {"version": "1"})
    assert fields(answer) == named


async def test_the_form_of_a_new_tenant_tells_all(product: Product) -> None:
    """An address that cannot be is told beside a missing name, and beside a time zone that there is none of."""
    _, browser = await product.person()
    sent = {"name": "", "country": "DE", "slug": "Not An Address"}
    assert fields(await browser.post("/app/new", data=sent)) == {"name", "slug"}
    whole = {"name": "North", "country": "DE", "slug": "Not An Address", "time_zone": "Mars/Base"}
    assert fields(await browser.post("/app/new", data=whole)) == {"slug", "time_zone"}
