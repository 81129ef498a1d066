"""What a tenant has, for addresses that name one thing, and what a journey makes for itself alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from invoiceflow.runtime.clock import SystemClock


@dataclass(frozen=True, slots=True)
class OwnThings:
    """Ids of a tenant's things, and where a browser finds the cookies of its owner."""

    state: str
    ids: dict[str, str]

    def filled(self, address: str) -> str:
        """Return an address with the ids in it."""
        return address.format(**self.ids)


async def ids_of(api: httpx.AsyncClient) -> dict[str, str]:
    """Ask the API for one thing of each kind."""
    found = {
        name: (await api.get(path, params=query)).json()["items"][0]
        for name, path, query in (
            ("issued", "/invoices", {"status": "issued"}),
            ("draft", "/invoices", {"status": "draft"}),
            ("client", "/clients", {}),
            ("payment", "/payments", {}),
            ("item", "/items", {}),
            ("tax_rate", "/tax-rates", {}),
        )
    }
    public = httpx.URL(found["issued"]["public_url"]).path
    return {name: str(thing["id"]) for name, thing in found.items()} | {
        "public": public,
        "nothing": str(UUID(int=7)),
    }


async def made(api: httpx.AsyncClient, path: str, **body: object) -> dict[str, Any]:
    """Make something over the API."""
    answer = await api.post(path, json=body)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_client(api: httpx.AsyncClient, name: str) -> str:
    """Add a German client and return their id."""
    added = await made(api, "/clients", name=name, email="post@client.example", country="DE")
    return str(added["id"])


async def a_draft(api: httpx.AsyncClient, client_id: str, **given: object) -> str:
    """Add a draft of 119.00 EUR and return its id."""
    line = {"description": "Design", "quantity": "1", "unit_price": "100.00", "tax_rate": "19"}
    body = {"client_id": client_id, "currency": "EUR", "lines": [line], **given}
    return str((await made(api, "/invoices", **body))["id"])


async def an_invoice(api: httpx.AsyncClient, client_id: str) -> dict[str, Any]:
    """
    Issue such a draft and return what the API says of it.

    It is due behind what journeys let Stripe's clock run ahead: Stripe takes no invoice that was due already.
    """
    due_on = str(SystemClock().now().date() + timedelta(days=300))
    return await made(api, f"/invoices/{await a_draft(api, client_id, due_on=due_on)}/issue")
