"""Clients over the API."""

from product import Product

CLIENTS = "/api/v1/clients"


async def test_a_client_is_added_with_what_is_known(product: Product) -> None:
    """A name, an address and a country are enough; currency and language follow from tenant and country."""
    house = await product.house()
    body = {"name": "Atelier Zürichsee AG", "email": "office@atelier.example", "country": "AT"}
    created = await house.api.post(CLIENTS, json=body)
    assert created.status_code == 201, created.text
    client = created.json()
    assert body.items() <= client.items()
    assert (client["currency"], client["language"], client["payment_days"]) == ("EUR", "de", None)
    shown = await house.api.get(f"{CLIENTS}/{client['id']}")
    assert (shown.status_code, shown.json()) == (200, client)
    assert shown.headers["etag"] == '"1"'
    listed = await house.api.get(CLIENTS)
    assert listed.json() == {"items": [client], "next": None}
