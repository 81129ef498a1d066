"""Payments over the API, as other programs rely on it."""

from typing import Any
from uuid import uuid4

import httpx

from invoicing_house import a_draft
from payments_house import an_invoice, pay
from product import House, Product

BODY: dict[str, object] = {"amount_minor": 10000, "method": "bank_transfer", "received_on": "2026-11-18"}

BROKEN: tuple[tuple[dict[str, object], list[str]], ...] = (
    ({"amount_minor": 0}, ["/amount_minor"]),
    ({"amount_minor": -1}, ["/amount_minor"]),
    ({"amount_minor": 10.5}, ["/amount_minor"]),
    ({"amount_minor": "100"}, ["/amount_minor"]),
    ({"amount_minor": True}, ["/amount_minor"]),
    ({"amount_minor": None}, ["/amount_minor"]),
    ({"amount_minor": 10**30}, ["/amount_minor"]),
    ({"method": "barter"}, ["/method"]),
    ({"received_on": "2026-02-30"}, ["/received_on"]),
    ({"received_on": "18.11.2026"}, ["/received_on"]),
    ({"received_on": "2026-11-19"}, ["/received_on"]),
    ({"received_on": "2026-11-18T00:00:00Z"}, ["/received_on"]),
    ({"currency": "USD"}, ["/currency"]),
    ({"currency": "XXX"}, ["/currency"]),
    ({"currency": "eur"}, ["/currency"]),
    ({"reference": "a\x00b"}, ["/reference"]),
    ({"note": "x" * 10_001}, ["/note"]),
    ({"amount": 5}, ["/amount"]),
    (
        {"amount_minor": 0, "method": "x", "received_on": "x"},
        ["/amount_minor", "/method", "/received_on"],
    ),
)


async def test_a_payment_is_answered_with_its_invoices_standing(product: Product) -> None:
    """The answer is the payment and, beside it, what is left to pay."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    answer = await _post(house, invoice.id, BODY | {"reference": "RE 1", "note": "by hand"})
    assert answer.status_code == 201
    payment = answer.json()
    assert {name: payment[name] for name in BODY} == BODY
    assert (payment["invoice_id"], payment["currency"]) == (str(invoice.id), "EUR")
    assert (payment["reference"], payment["note"], payment["reverses_id"]) == ("RE 1", "by hand", None)
    assert payment["created_at"].endswith("Z")
    assert payment["invoice"] == {
        "status": "partially_paid",
        "paid_minor": 10000,
        "due_minor": 9040,
        "credit_minor": 0,
    }


async def test_overpaying_shows_the_credit(product: Product) -> None:
    """Nothing is due and the excess is shown; never a due amount below zero."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    standing = (await _post(house, invoice.id, BODY | {"amount_minor": 20000})).json()["invoice"]
    assert standing == {"status": "paid", "paid_minor": 20000, "due_minor": 0, "credit_minor": 960}


async def test_a_reversal_is_an_entry_of_its_own(product: Product) -> None:
    """The payment stays, names what took it back, and cannot go back twice."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    payment_id = (await _post(house, invoice.id, BODY)).json()["id"]
    first = await house.api.post(f"/api/v1/payments/{payment_id}/reverse", json={"reason": "bounced"})
    second = await house.api.post(f"/api/v1/payments/{payment_id}/reverse")
    payment = (await house.api.get(f"/api/v1/payments/{payment_id}")).json()
    reversal = first.json()
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "payment.already_reversed"
    assert (reversal["amount_minor"], reversal["reverses_id"], reversal["note"]) == (
        -10000,
        payment_id,
        "bounced",
    )
    assert (payment["reversed_by_id"], payment["invoice"]["status"]) == (reversal["id"], "issued")


async def test_a_payment_cannot_be_edited(product: Product) -> None:
    """There is no such method: corrections are reversals."""
    house = await product.house()
    payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 100)
    for method in ("PATCH", "PUT", "DELETE"):
        answer = await house.api.request(method, f"/api/v1/payments/{payment.id}", json={"amount_minor": 1})
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


async def test_bad_fields_are_all_named(product: Product) -> None:
    """Each broken field is answered by its pointer, and nothing is recorded."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    for change, pointers in BROKEN:
        answer = await _post(house, invoice.id, BODY | change)
        assert answer.status_code == 422, change
        assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers
        assert all(error["code"] and error["message"] for error in answer.json()["errors"])
    assert (await house.api.get("/api/v1/payments")).json() == {"items": [], "next": None}


async def test_missing_fields_are_named(product: Product) -> None:
    """An empty object lacks three fields, and all three are said."""
    house = await product.house()
    answer = await _post(house, (await an_invoice(product, house)).id, {})
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert (answer.status_code, pointers) == (422, {"/amount_minor", "/method", "/received_on"})


async def test_a_body_that_is_no_json_is_refused(product: Product) -> None:
    """Malformed JSON is 400, also where the body may be left out."""
    house = await product.house()
    payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 100)
    headers = {"Content-Type": "application/json"}
    for path in (f"invoices/{payment.invoice_id}/payments", f"payments/{payment.id}/reverse"):
        answer = await house.api.post(f"/api/v1/{path}", content=b"{", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")


async def test_a_draft_takes_no_payment(product: Product) -> None:
    """There is nothing to pay before issuing."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, product.clock.now())
    answer = await _post(house, draft.id, BODY)
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice.not_issued")


async def test_foreign_and_random_ids_are_not_found(product: Product) -> None:
    """Another tenant's payment and one that never was give the same answer."""
    house, other = await product.house(), await product.house()
    payment, _ = await pay(product, other, (await an_invoice(product, other)).id, 100)
    for invoice_id in (payment.invoice_id, uuid4()):
        assert (await _post(house, invoice_id, BODY)).status_code == 404
    for payment_id in (payment.id, uuid4(), "nonsense"):
        assert (await house.api.get(f"/api/v1/payments/{payment_id}")).status_code == 404
        assert (await house.api.post(f"/api/v1/payments/{payment_id}/reverse")).status_code == 404


async def test_a_repeated_request_records_one_payment(product: Product) -> None:
    """Same key and body: the same answer, byte for byte; same key, other body: refused."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    key = {"Idempotency-Key": "once"}
    first, again = [await _post(house, invoice.id, BODY, key) for _ in range(2)]
    other = await _post(house, invoice.id, BODY | {"amount_minor": 1}, key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    assert len((await house.api.get("/api/v1/payments")).json()["items"]) == 1


async def test_lists_page_by_keys(product: Product) -> None:
    """Every payment comes once, the newest first, and the last page says so."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    made = [str((await pay(product, house, invoice.id, 100 + step))[0].id) for step in range(5)]
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = (await house.api.get("/api/v1/payments", params={"limit": 2, **after})).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)


async def test_lists_of_one_invoice(product: Product) -> None:
    """The list can be narrowed to an invoice."""
    house = await product.house()
    payments = [(await pay(product, house, (await an_invoice(product, house)).id, 100))[0] for _ in range(2)]
    params = {"invoice_id": str(payments[0].invoice_id)}
    items = (await house.api.get("/api/v1/payments", params=params)).json()["items"]
    assert [item["id"] for item in items] == [str(payments[0].id)]


async def test_bad_parameters_of_lists_are_named(product: Product) -> None:
    """Parameters are checked like fields."""
    house = await product.house()
    for query in ("limit=0", "limit=101", "limit=x", "after=x", "invoice_id=1"):
        answer = await house.api.get(f"/api/v1/payments?{query}")
        assert answer.status_code == 422, query
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/" + query.partition("=")[0]]


async def _post(
    house: House, invoice_id: object, body: dict[str, object], headers: dict[str, str] | None = None
) -> httpx.Response:
    return await house.api.post(f"/api/v1/invoices/{invoice_id}/payments", json=body, headers=headers)
