"""What comes in as a message of Stripe: taken once, or refused, and nothing believed that it says."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stripe import WebhookSignature

from product import Product, open_product
from services import DatabaseUrls, Services
from till import CONNECT, PATHS, Shop


def a_message(shop: Shop, **given: object) -> dict[str, Any]:
    """Return a message that a payment which does not exist has succeeded."""
    at = int(shop.product.clock.now().timestamp())
    message = {
        "id": "evt_made_up",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": at,
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "account": shop.account,
        "data": {
            "object": {"id": "pi_made_up", "object": "payment_intent", "amount": 19040, "status": "succeeded"}
        },
    }
    return message | given


async def kept(shop: Shop) -> list[tuple[Any, ...]]:
    """Return the stored messages about the account itself left out."""
    return await shop.rows(
        "SELECT source, id, topic FROM provider_events WHERE topic <> 'account' ORDER BY id"
    )


async def test_a_message_is_stored_once(shop: Shop) -> None:
    """Told five times, it is kept once and looked at once; each time the answer is 200."""
    assert await shop.deliver([a_message(shop)] * 5) == [200] * 5
    assert await kept(shop) == [("connect", "evt_made_up", "payment")]
    jobs = await shop.rows("SELECT count(*) FROM provider_events WHERE handled_at IS NULL")
    assert jobs == [(1,)]


async def test_a_signed_lie_is_parked_and_moves_nothing(shop: Shop) -> None:
    """A payment that Stripe does not know of, whoever signed the message, is in view and in no book."""
    await shop.deliver([a_message(shop)])
    await shop.product.work()
    assert await shop.rows("SELECT topic, object_id, code FROM parked_objects") == [
        ("payment", "pi_made_up", "stripe.declined")
    ]
    assert await shop.rows("SELECT count(*) FROM payments") == [(0,)]


@pytest.mark.parametrize(
    ("whose", "header"),
    [
        ("connect", ""),
        ("connect", "t=1,v1=00"),
        ("own", None),
    ],
    ids=["unsigned", "badly signed", "of the other endpoint"],
)
async def test_what_is_not_signed_is_refused(shop: Shop, whose: str, header: str | None) -> None:
    """Without a signature of this endpoint's secret nothing is stored."""
    body = json.dumps(a_message(shop)).encode()
    if header is None:
        at = int(shop.product.clock.now().timestamp())
        header = WebhookSignature.generate_signature_header(body.decode(), CONNECT, at)
    answer = await shop.send(body, whose, header)
    assert (answer.status_code, answer.json()["code"]) == (400, "webhook.signature")
    assert await kept(shop) == []


@pytest.mark.parametrize("seconds", [-301, 301], ids=["old", "from the future"])
async def test_a_message_of_another_time_is_refused(shop: Shop, seconds: int) -> None:
    """Signed more than five minutes before or after now, it is not taken."""
    body = json.dumps(a_message(shop)).encode()
    at = int((shop.product.clock.now() + timedelta(seconds=seconds)).timestamp())
    header = WebhookSignature.generate_signature_header(body.decode(), CONNECT, at)
    assert (await shop.send(body, header=header)).status_code == 400
    assert await kept(shop) == []


async def test_a_message_that_is_played_again_does_nothing(shop: Shop) -> None:
    """The same bytes and signature are taken once within five minutes, and refused after them."""
    body = json.dumps(a_message(shop)).encode()
    at = int(shop.product.clock.now().timestamp())
    header = WebhookSignature.generate_signature_header(body.decode(), CONNECT, at)
    statuses = [(await shop.send(body, header=header)).status_code for _ in range(2)]
    shop.product.clock.advance(timedelta(seconds=302))
    statuses.append((await shop.send(body, header=header)).status_code)
    assert statuses == [200, 200, 400]
    assert len(await kept(shop)) == 1


async def test_a_body_of_two_megabytes_is_refused(shop: Shop) -> None:
    """It is not read to its end."""
    answer = await shop.send(b'{"pad": "' + b"x" * 2 * 1024 * 1024 + b'"}')
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"id": 1}', b'{"id": "evt_1", "type": "x", "created": 99999999999999999}']
)
async def test_what_cannot_be_read_is_refused(shop: Shop, body: bytes) -> None:
    """Signed nonsense is answered with 400, and nothing is stored."""
    assert (await shop.send(body)).status_code == 400
    assert await kept(shop) == []


@pytest.mark.parametrize(
    "given",
    [{"type": "made.up"}, {"livemode": True}, {"data": {"object": {"id": "pi 1"}}}, {"data": None}],
    ids=["unknown type", "of live mode", "misshapen id", "without object"],
)
async def test_what_nothing_follows_from_is_only_kept(shop: Shop, given: dict[str, object]) -> None:
    """It is answered with 200, so that Stripe does not send it again, and no job asks for anything."""
    assert await shop.deliver([a_message(shop, **given)]) == [200]
    await shop.product.work()
    assert await kept(shop) == [("connect", "evt_made_up", "")]
    assert await shop.rows("SELECT count(*) FROM parked_objects") == [(0,)]


async def test_a_message_about_a_strangers_account_reaches_no_tenant(shop: Shop) -> None:
    """It is kept apart from all tenants, and answered with 200."""
    assert await shop.deliver([a_message(shop, account="acct_stranger")]) == [200]
    assert await kept(shop) == []


async def test_another_tenants_message_cannot_be_told_to_this_one(shop: Shop) -> None:
    """A message leads to the tenant whose account it names, whatever else it says."""
    other = await shop.product.house()
    assert await shop.deliver([a_message(shop)]) == [200]
    async with shop.product.world.database.as_tenant(other.tenant_id) as session:
        found = await session.connection.exec_driver_sql("SELECT count(*) FROM provider_events")
        assert found.scalar_one() == 0


async def test_whoever_guesses_signatures_is_held_up(shop: Shop) -> None:
    """After a hundred and twenty messages in a minute without a good one, further ones are refused unread."""
    client = shop.product.client()
    for _ in range(120):
        answer = await client.post(PATHS["connect"], content=b"{}", headers={"Stripe-Signature": "t=1,v1=00"})
        assert answer.status_code == 400
    answer = await client.post(PATHS["connect"], content=b"{}", headers={"Stripe-Signature": "t=1,v1=00"})
    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


async def test_without_a_key_there_is_no_inbox(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Both addresses answer as any other that does not exist; all else works."""
    async with open_product(database, services.redis_url, tmp_path) as product:
        for path in PATHS.values():
            assert (await product.client().post(path, content=b"{}")).status_code == 404
        assert await _works(product)


async def _works(product: Product) -> bool:
    house = await product.house()
    return (await house.api.get("/api/v1/invoices")).status_code == 200
