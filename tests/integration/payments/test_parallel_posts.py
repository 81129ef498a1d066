"""One effect, however often and however much at once a request that moves money or takes a number is sent."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from invoiceflow.invoicing.store.invoices import row_of
from invoicing_house import a_body, client_over_api
from payments_house import an_invoice, pay
from product import House, Product
from racing import somebody_waits
from services import DatabaseUrls, Services
from till import Shop

AT_ONCE = 50
KEY = {"Idempotency-Key": "order-4711"}


@dataclass(frozen=True, slots=True)
class Post:
    """A request, and one with another body that would be taken as well."""

    path: str
    body: dict[str, object]
    another: dict[str, object]


Ready = Callable[[Product, House], Awaitable[Post]]


async def issuing(_: Product, house: House) -> Post:
    """Return what issues a draft."""
    made = await house.api.post("/api/v1/invoices", json=a_body(await client_over_api(house)))
    return Post(f"/api/v1/invoices/{made.json()['id']}/issue", {}, {"another": True})


async def paying(product: Product, house: House) -> Post:
    """Return what enters a payment."""
    invoice = await an_invoice(product, house)
    body: dict[str, object] = {"amount_minor": 100, "method": "cash", "received_on": "2026-11-18"}
    return Post(f"/api/v1/invoices/{invoice.id}/payments", body, body | {"amount_minor": 200})


async def reversing(product: Product, house: House) -> Post:
    """Return what takes a payment back."""
    payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 19040)
    return Post(f"/api/v1/payments/{payment.id}/reverse", {"reason": "twice"}, {"reason": "another"})


async def voiding(product: Product, house: House) -> Post:
    """Return what voids an invoice."""
    path = f"/api/v1/invoices/{(await an_invoice(product, house)).id}/void"
    return Post(path, {"reason": "twice"}, {"reason": "another"})


EVERY = pytest.mark.parametrize(
    "ready", [issuing, paying, reversing, voiding], ids=lambda each: each.__name__
)


@EVERY
async def test_fifty_at_once_have_one_effect(product: Product, ready: Ready) -> None:
    """One is done; others are told to wait, or get its answer, byte for byte; in the end all of them would."""
    house = await product.house()
    post = await ready(product, house)
    before = await _written(product, house)
    answers = await asyncio.gather(*(_send(house, post.path, post.body) for _ in range(AT_ONCE)))
    waiting = {each.json()["code"] for each in answers if each.status_code == 409}
    assert waiting <= {"idempotency.in_flight"}
    assert {each.status_code for each in answers} <= {200, 201, 409}
    again = await _send(house, post.path, post.body)
    assert {each.content for each in answers if each.status_code < 300} == {again.content}
    written = await _written(product, house)
    written.subtract(before)
    assert written["journals"] == written["answers"] == 1
    assert written["payments"] + written["numbers"] <= 1


async def test_fifty_refunds_at_once_are_one(shop: Shop) -> None:
    """One goes back at Stripe and in the books; whoever is told to wait gets it later; another amount is refused."""
    await shop.pay(await shop.checkout((await shop.invoice()).id))
    await shop.hear()
    ((payment_id,),) = await shop.rows("SELECT payment_id FROM charges")
    path = f"/api/v1/payments/{payment_id}/refunds"
    before = await _written(shop.product, shop.house)
    answers = await asyncio.gather(
        *(_send(shop.house, path, {"amount_minor": 40_40}) for _ in range(AT_ONCE))
    )
    assert {each.status_code for each in answers} <= {201, 409, 503}
    again = await _send(shop.house, path, {"amount_minor": 40_40})
    assert (again.status_code, again.json()["state"]) == (201, "succeeded")
    assert {each.json()["id"] for each in answers if each.status_code == 201} <= {again.json()["id"]}
    other = await _send(shop.house, path, {"amount_minor": 20_20})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    await shop.hear()
    written = await _written(shop.product, shop.house)
    written.subtract(before)
    assert (written["journals"], written["payments"], written["answers"]) == (1, 1, 0)
    assert await shop.rows("SELECT amount_minor FROM refunds") == [(40_40,)]
    assert await shop.beside_stripe() == []


@EVERY
async def test_a_key_stands_for_its_body(product: Product, ready: Ready) -> None:
    """With another body it is refused, and nothing happens."""
    house = await product.house()
    post = await ready(product, house)
    assert (await _send(house, post.path, post.body)).status_code < 300
    before = await _written(product, house)
    other = await _send(house, post.path, post.another)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    assert await _written(product, house) == before


async def test_a_holder_that_is_cut_off_frees_its_key(
    product: Product, services: Services, database: DatabaseUrls
) -> None:
    """Its connection is ended while it holds the key: nothing was done, and the same key does it then."""
    house = await product.house()
    post = await issuing(product, house)
    draft_id = UUID(post.path.split("/")[-2])
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await row_of(session, draft_id, lock=True)
        holder = asyncio.create_task(_send(house, post.path, post.body))
        await asyncio.wait_for(somebody_waits(product), 10)
        refused = await _send(house, post.path, post.body)
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency.in_flight")
        services.postgres.psql(_CUT_OFF, database=database.name)
        assert (await holder).status_code >= 500
    done = await _send(house, post.path, post.body)
    assert (done.status_code, done.json()["number"]) == (200, "2026-0001")


_CUT_OFF = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock';"
)
_WRITTEN = text(
    "SELECT (SELECT count(*) FROM ledger_journals WHERE tenant_id = :tenant) AS journals, "
    "(SELECT count(*) FROM payments WHERE tenant_id = :tenant) AS payments, "
    "(SELECT count(*) FROM invoices WHERE tenant_id = :tenant AND number IS NOT NULL) AS numbers, "
    "(SELECT count(*) FROM idempotency_keys WHERE tenant_id = :tenant) AS answers"
)


async def _send(house: House, path: str, body: dict[str, object]) -> httpx.Response:
    return await house.api.post(path, json=body, headers=KEY)


async def _written(product: Product, house: House) -> Counter[str]:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        row = (await session.execute(_WRITTEN, {"tenant": house.tenant_id})).one()
    return Counter(row._asdict())
