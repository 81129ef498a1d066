"""Refunds over the API: by the action of the page, once for each key."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from till import TOTAL, Shop, onboard


async def paid(shop: Shop) -> str:
    """Return the id of a payment of 190.40 EUR by card."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    ((payment_id,),) = await shop.rows(
        "SELECT id::text FROM payments WHERE invoice_id = :id AND kind = 'payment'", id=invoice.id
    )
    return str(payment_id)


async def ask(shop: Shop, payment_id: str, amount_minor: int, key: str = "", **more: Any) -> httpx.Response:
    """Ask for a refund."""
    return await shop.house.api.post(
        f"/api/v1/payments/{payment_id}/refunds",
        json={"amount_minor": amount_minor, **more},
        headers={"Idempotency-Key": key} if key else {},
    )


async def test_refunds_in_part_and_the_rest(shop: Shop) -> None:
    """Each is answered as it stands, listed, and in the books with what Stripe kept of the payment."""
    payment_id = await paid(shop)
    answer = await ask(shop, payment_id, 4040, reason="two bulbs less")
    assert answer.status_code == 201
    refund = answer.json()
    assert (refund["state"], refund["amount_minor"], refund["reason"]) == (
        "succeeded",
        4040,
        "two bulbs less",
    )
    more = await ask(shop, payment_id, TOTAL)
    assert (more.status_code, more.json()["errors"][0]["code"]) == (422, "refund.more_than_left")
    assert more.json()["errors"][0]["pointer"] == "/amount_minor"
    assert (await ask(shop, payment_id, TOTAL - 4040)).status_code == 201
    nothing = await ask(shop, payment_id, 1)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "refund.nothing_left")
    listed = (await shop.house.api.get(f"/api/v1/payments/{payment_id}/refunds")).json()["items"]
    assert sorted(each["amount_minor"] for each in listed) == [4040, TOTAL - 4040]
    assert refund in listed
    shown = (await shop.house.api.get(f"/api/v1/payments/{payment_id}")).json()
    assert shown["fee_minor"] > 0
    assert shown["fee_minor"] + shown["net_minor"] == TOTAL
    assert await shop.differences() == []


async def test_nobody_refunds_a_payment_of_another_tenant(shop: Shop) -> None:
    """To who collects on an account of their own, it is as a payment that never was; its owner refunds it after all."""
    payment_id = await paid(shop)
    neighbour = replace(shop, house=await shop.product.house(), account="")
    await onboard(neighbour)
    own_id = await paid(replace(neighbour, delivered=0))
    for unknown in (payment_id, str(uuid4())):
        page = f"/app/{neighbour.house.slug}/payments/{unknown}/refund"
        answers = (
            await ask(neighbour, unknown, 1000),
            await neighbour.house.api.get(f"/api/v1/payments/{unknown}/refunds"),
            await neighbour.house.browser.get(page),
            await neighbour.house.browser.post(page, data={"amount": "10.00", "refund_id": str(uuid4())}),
        )
        assert [answer.status_code for answer in answers] == [404] * 4
    for account in (shop.account, neighbour.account):
        assert shop.client.v1.refunds.list(options={"stripe_account": account}).data == []
    assert [(await ask(*each, 1000)).status_code for each in ((shop, payment_id), (neighbour, own_id))] == [
        201,
        201,
    ]


async def test_one_key_asks_for_one_refund_however_often_and_late(shop: Shop) -> None:
    """Also days later, when Stripe has forgotten its own key. Another amount under the same key is refused."""
    payment_id = await paid(shop)
    first = await ask(shop, payment_id, 1000, key="k-1")
    await shop.go_on(days=3)
    again = await ask(shop, payment_id, 1000, key="k-1")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    other = await ask(shop, payment_id, 1001, key="k-1")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency.key_reused")
    here: Any = {"stripe_account": shop.account}
    assert len(shop.client.v1.refunds.list(options=here).data) == 1


async def test_a_refund_that_stripe_did_not_answer_is_found_by_the_same_key(shop: Shop) -> None:
    """Whether Stripe did it was not known; asked again with the key it is looked for, and not made twice."""
    payment_id = await paid(shop)
    await shop.spoil({"kind": "error", "when": "after", "method": "POST", "path": "/v1/refunds", "times": 1})
    unknown = await ask(shop, payment_id, 1000, key="k-1")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "stripe.away")
    found = await ask(shop, payment_id, 1000, key="k-1")
    assert (found.status_code, found.json()["state"]) == (201, "succeeded")
    here: Any = {"stripe_account": shop.account}
    assert len(shop.client.v1.refunds.list(options=here).data) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/amount_minor"), ({"amount_minor": 0}, "/amount_minor"), ({"amount_minor": 1, "sum": 1}, "/sum")],
)
async def test_broken_bodies_are_named(shop: Shop, body: dict[str, object], pointer: str) -> None:
    """A refund needs an amount above zero, and nothing that is not known."""
    payment_id = await paid(shop)
    answer = await shop.house.api.post(f"/api/v1/payments/{payment_id}/refunds", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
