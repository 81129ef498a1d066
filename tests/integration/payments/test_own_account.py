"""One tenant collects on the operator's own account: the same paths, and no other account is ever named."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from invoiceflow.payments.actions.connect_account import AccountTaken, ConnectAccount, connect_account
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.runtime import settings
from payments_house import ledger_of
from product import House
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from till import TOTAL, Shop, open_shop


@pytest.fixture
async def shop(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Shop]:
    """Yield a product that has a key of its own, and no endpoint for connected accounts."""
    own: dict[str, Any] = {"stripe_is_own": True, "stripe_connect_webhook_secrets": ()}
    # Tests share a database, which would be one installation, with one such account for good.
    connection = await asyncpg.connect(database.superuser)
    try:
        await connection.execute("DELETE FROM directory.payment_accounts WHERE account = 'own'")
    finally:
        await connection.close()
    async with open_shop(services, database, sandbox, tmp_path, **own) as opened:
        yield opened


async def collected(shop: Shop, number: str = "4242424242424242") -> UUID:
    """Return an invoice that a client has paid by card."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id), number)
    return invoice.id


async def standing(shop: Shop, invoice_id: UUID) -> tuple[str, int]:
    """Return an invoice's status, and what was paid."""
    (row,) = await shop.rows("SELECT status, paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    return row[0], row[1]


async def test_paid_refunded_and_in_the_books(shop: Shop) -> None:
    """A card pays, a part goes back, a dispute is lost; the ledger holds it as it does for a connected account."""
    invoice_id = await collected(shop)
    await shop.hear()
    assert await standing(shop, invoice_id) == ("paid", TOTAL)
    ((payment_id,),) = await shop.rows("SELECT id::text FROM payments")
    answer = await shop.house.api.post(f"/api/v1/payments/{payment_id}/refunds", json={"amount_minor": 4040})
    assert (answer.status_code, answer.json()["state"]) == (201, "succeeded")
    disputed = await collected(shop, "4000000000000259")
    await shop.hear()
    (dispute,) = shop.client.v1.disputes.list(options=shop.here).data
    shop.client.v1.disputes.close(dispute.id, options=shop.here)
    await shop.hear()
    assert await standing(shop, disputed) == ("issued", 0)
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        assert (await ledger_of(session, disputed))["disputed"] == 0
    assert await shop.rows("SELECT DISTINCT account FROM checkouts") == [("own",)]
    assert await shop.differences() == await shop.beside_stripe() == []


async def test_a_debit_fails_later_and_lost_messages_are_made_up_for(shop: Shop) -> None:
    """Nothing is delivered at all: what happened is asked for."""
    invoice = await shop.invoice()
    await shop.pay_by_debit(await shop.checkout(invoice.id), "DE62370400440532013001")
    await shop.go_on(days=3)
    paid = await collected(shop)
    for _ in range(2):
        await reconcile(shop.till, shop.house.tenant_id)
        await shop.product.work()
    assert (await standing(shop, invoice.id), await standing(shop, paid)) == (("issued", 0), ("paid", TOTAL))
    assert await shop.rows("SELECT state FROM checkouts ORDER BY state") == [("failed",), ("paid",)]


async def test_one_tenant_has_the_account_and_can_leave_and_take_it_again(shop: Shop) -> None:
    """The settings say which mode it is; another tenant is refused, also while the first one is away."""
    path = f"/app/{shop.house.slug}/settings/online"
    page = (await shop.house.browser.get(path)).text
    assert "STRIPE_MODE=own" in page
    assert "Clients can pay online" in page
    assert (await shop.house.browser.post(f"{path}/disconnect", data={})).status_code == 303
    assert "Take payments on it" in (await shop.house.browser.get(path)).text
    other = await shop.product.house()
    with pytest.raises(AccountTaken):
        await connect_account(shop.till, _connecting(shop, other))
    assert (await shop.house.browser.post(path, data={})).status_code == 303
    assert "Clients can pay online" in (await shop.house.browser.get(path)).text
    await collected(shop)


async def test_connected_accounts_have_no_endpoint_then(shop: Shop) -> None:
    """Nothing is signed right where there is no secret."""
    assert await shop.deliver([{"id": "evt_1", "type": "charge.succeeded", "created": 1}], "connect") == [400]


@pytest.mark.parametrize(
    "more",
    [
        {"STRIPE_MODE": "mine"},
        {"STRIPE_MODE": "connect"},
        {"STRIPE_MODE": "own", "STRIPE_WEBHOOK_SECRETS": ""},
        {"STRIPE_MODE": "own", "STRIPE_BILLING": "on"},
    ],
)
def test_half_a_mode_is_refused(more: dict[str, str]) -> None:
    """A mode that is unknown, lacks its secret, or sells plans to the operator does not start."""
    given = {
        "BASE_URL": "http://x",
        "SECRET_KEY": "s",
        "DATABASE_URL": "postgresql://x",
        "REDIS_URL": "redis://x",
    }
    given |= {"MAIL_URL": "smtp://x", "MAIL_FROM": "a@b.example", "FILES_DIR": "/x", "ENVIRONMENT": "test"}
    own = {"STRIPE_SECRET_KEY": "rk_test_1", "STRIPE_MODE": "own", "STRIPE_WEBHOOK_SECRETS": "whsec_1"}
    assert settings.read(given | own).stripe_is_own
    with pytest.raises(settings.BadSettings, match="STRIPE"):
        settings.read(given | own | more)


def _connecting(shop: Shop, house: House) -> ConnectAccount:
    at = shop.product.clock.now()
    return ConnectAccount(
        house.tenant_id, house.owner, at, return_url="https://a.example", refresh_url="https://a.example"
    )
