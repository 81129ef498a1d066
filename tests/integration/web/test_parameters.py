"""Parameters of the address and keys that are wrong: told in our own words, with a code and where."""

import re

import pytest

from product import Product

DAY = ("date.malformed", "Use a date that exists, written 2026-11-23.")
ID = ("id.malformed", "Use an id as this API gives it.")
RANGE = ("limit.out_of_range", "Use a whole number from 1 to 100.")
PLACE = ("cursor.malformed", "Use the “next” of the page before.")
LONG = ("text.too_long", "Use at most 200 characters.")


@pytest.mark.parametrize(
    ("asked", "pointer", "told"),
    [
        *((f"invoices?limit={wrong}", "/limit", RANGE) for wrong in ("0", "101", "abc", "1.5", "", "9" * 30)),
        ("clients?limit=0", "/limit", RANGE),
        ("payments?limit=x", "/limit", RANGE),
        ("invoices?after=zz", "/after", PLACE),
        ("clients?after=zz", "/after", PLACE),
        ("payments?after=zz", "/after", PLACE),
        ("clients?archived=maybe", "/archived", ("field.invalid", "Use true or false.")),
        ("invoices?approval=x", "/approval", ("field.invalid", "Use one of submitted, approved, returned.")),
        ("invoices?issued_from=2026-13-01", "/issued_from", DAY),
        ("invoices?issued_to=", "/issued_to", DAY),
        ("invoices?client_id=5", "/client_id", ID),
        ("payments?invoice_id=y", "/invoice_id", ID),
        (f"invoices?q={'x' * 201}", "/q", LONG),
        (f"items?q={'x' * 201}", "/q", LONG),
        ("invoices?currency=euro", "/currency", ("text.too_long", "Use at most 3 characters.")),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_told_in_our_words(
    product: Product, asked: str, pointer: str, told: tuple[str, str]
) -> None:
    """Under the name that was sent, with a code and a sentence that says what would do, never a parser's."""
    house = await product.house()
    answer = await house.api.get(f"/api/v1/{asked}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"], error["message"]) == (422, pointer, *told)


async def test_several_are_told_at_once(product: Product) -> None:
    """Each by itself, in one answer; the statuses that there are stand in the sentence."""
    house = await product.house()
    answer = await house.api.get("/api/v1/invoices?status=new&limit=0&issued_from=x")
    told = {error["pointer"]: error["message"] for error in answer.json()["errors"]}
    assert told.keys() == {"/status", "/limit", "/issued_from"}
    assert told["/status"].startswith("Use one of draft, issued, ")


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, []),
        ({"Authorization": "Basic YTpi"}, []),
        ({"Authorization": "Bearer if_x"}, ['error="invalid_token"']),
    ],
)
async def test_a_program_is_told_how_to_prove_itself(
    product: Product, sent: dict[str, str], wrong: list[str]
) -> None:
    """401 carries the challenge of RFC 6750; what is wrong is told only to whoever sent a key."""
    answer = await product.client().get("/api/v1/clients", headers=sent)
    challenge = answer.headers["www-authenticate"]
    assert answer.status_code == 401
    assert challenge.startswith('Bearer realm="InvoiceFlow"')
    assert re.findall(r'error="\w+"', challenge) == wrong
    house = await product.house()
    assert "www-authenticate" not in (await house.api.get("/api/v1/clients")).headers
