"""PostgreSQL is away: everybody who needs it is told to come back, and Stripe to send its message again."""

import json

import httpx
import pytest

from database_away import away
from services import DatabaseUrls
from till import Shop


async def answers(shop: Shop, link: str) -> dict[str, httpx.Response]:
    """Return what the product says to each kind of request, to whoever needs the database and who does not."""
    house, home = shop.house, f"/app/{shop.house.slug}"
    stranger = shop.product.client({"Accept": "text/html"})
    at = int(shop.product.clock.now().timestamp())
    message = {
        "id": "evt_1",
        "object": "event",
        "type": "balance.available",
        "created": at,
        "account": shop.account,
    }
    return {
        "page": await house.browser.get(f"{home}/invoices"),
        "form": await house.browser.post(f"{home}/clients/new", data={"name": "New", "country": "DE"}),
        "program reads": await house.api.get("/api/v1/clients"),
        "program writes": await house.api.post("/api/v1/clients", json={"name": "New"}),
        "pay page": await stranger.get(link),
        "message of Stripe": await shop.send(json.dumps(message).encode()),
        "start page": await stranger.get("/"),
        "health": await stranger.get("/healthz"),
    }


UNTOUCHED = {"start page", "health"}


async def test_who_needs_it_is_told_when_to_come_back(
    shop: Shop, database: DatabaseUrls, capfd: pytest.CaptureFixture[str]
) -> None:
    """Reads, writes, the pay page and messages of Stripe are 503 with the time; all go on by themselves."""
    link = (await shop.house.api.get(f"/api/v1/invoices/{(await shop.invoice()).id}")).json()["public_url"]
    with away(database):
        told = await answers(shop, link)
    refused = {name for name, answer in told.items() if answer.status_code == 503}
    assert refused == told.keys() - UNTOUCHED, {name: answer.status_code for name, answer in told.items()}
    assert {told[name].headers.get("retry-after") for name in refused} == {"5"}
    assert all(told[name].status_code == 200 for name in UNTOUCHED)
    assert "crash" not in "".join(capfd.readouterr())
    again = await answers(shop, link)
    assert {name: answer.status_code for name, answer in again.items() if answer.status_code >= 400} == {}
