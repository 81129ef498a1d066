"""What a tenant has, for addresses that name one thing."""

from dataclasses import dataclass
from uuid import UUID

import httpx


@dataclass(frozen=True, slots=True)
class OwnThings:
    """Ids of a tenant's things, and where a browser finds the cookies of its owner."""

    state: str
    ids: dict[str, str]

    def filled(self, address: str) -> str:
        """Return an address with the ids in it."""
        return address.format(**self.ids)


async def ids_of(url: str, key: str) -> dict[str, str]:
    """Ask the API for one thing of each kind."""
    async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}) as api:
        found = {
            name: (await api.get(path, params=query)).json()["items"][0]
            for name, path, query in (
                ("issued", "/api/v1/invoices", {"status": "issued"}),
                ("draft", "/api/v1/invoices", {"status": "draft"}),
                ("client", "/api/v1/clients", {}),
                ("payment", "/api/v1/payments", {}),
                ("item", "/api/v1/items", {}),
                ("tax_rate", "/api/v1/tax-rates", {}),
            )
        }
    public = str(found["issued"]["public_url"]).removeprefix(url)
    return {name: str(thing["id"]) for name, thing in found.items()} | {
        "public": public,
        "nothing": str(UUID(int=7)),
    }
