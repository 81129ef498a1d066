"""What random requests are pointed at: things that exist, so that they get further than "not found"."""

import random
from collections import defaultdict
from typing import Any
from uuid import UUID

from fuzzing.cases import Request
from invoicing_house import a_body, a_line_body
from payments_house import a_troubled_payment
from product import House, Product

NOUNS = {
    "client_id": "clients",
    "dispute_id": "disputes",
    "invoice_id": "invoices",
    "item_id": "items",
    "payment_id": "payments",
    "tax_rate_id": "tax-rates",
}
"""Which list an id is of, by the name of its parameter or field."""
OWN, FOREIGN = 0.75, 0.1
"""How many of the well-formed ids are replaced by those of one's own things, and of a neighbour's."""


class Things:
    """Ids by list, kept up to date by what the API answers."""

    def __init__(self, product: Product, house: House, name: str) -> None:
        self._product = product
        self._house = house
        self._name = name
        self._random = random.Random(name)  # noqa: S311  # the same each time, and no secret
        self._ids: dict[str, list[str]] = defaultdict(list)

    async def fill(self) -> None:
        """Create some of each, invoices in several states."""
        for number in range(3):
            name = f"{self._name} {number}"
            client = await self._new("clients", {"name": name})
            await self._new("items", {"name": name, "unit_price": "80"})
            await self._new("tax-rates", {"name": name, "rate": "5", "category": "S"})
            body = a_body(client, lines=[a_line_body(description=name)])
            drafts = [await self._new("invoices", body) for _ in range(4)]
            for draft in drafts[:2]:
                assert (await self._house.api.post(f"/api/v1/invoices/{draft}/issue")).status_code == 200
            paid = {"amount_minor": 100, "method": "cash", "received_on": "2026-11-18", "note": name}
            await self._new("payments", paid, under=f"invoices/{drafts[0]}/")
            await self._dispute(drafts[1])

    async def _dispute(self, invoice_id: str) -> None:
        """Have a card's payment of an invoice disputed, which only Stripe can begin."""
        at, world = self._product.clock.now(), self._product.world
        async with world.database.as_tenant(self._house.tenant_id) as session:
            dispute_id, _ = await a_troubled_payment(session, UUID(invoice_id), 100, self._name, at)
        self._ids["disputes"].append(str(dispute_id))

    async def _new(self, noun: str, body: dict[str, Any], *, under: str = "") -> str:
        answer = await self._house.api.post(f"/api/v1/{under}{noun}", json=body)
        assert answer.status_code == 201, answer.text
        self.learn(noun, answer.json())
        return str(answer.json()["id"])

    def learn(self, path: str, answer: dict[str, Any]) -> None:
        """Remember what an operation created."""
        step = path.rpartition("/")[2]
        noun = {"duplicate": "invoices", "reverse": "payments"}.get(step, step)
        self._ids[noun].append(str(answer["id"]))

    def lead(self, case: Request) -> None:
        """Replace whatever stands in a request's path by own things."""
        case.path_parameters = {
            name: self._random.choice(self._ids[NOUNS[name]]) for name in case.path_parameters
        }

    def point(self, case: Request, neighbours: "Things") -> None:
        """Replace ids that lead nowhere, most of the time, by those of own things, and sometimes of foreign ones."""
        for where in (case.path_parameters, case.query, case.body):
            if isinstance(where, dict):
                for name in sorted(NOUNS.keys() & where.keys()):
                    chance = self._random.random()
                    if _is_id(where[name]) and chance < OWN + FOREIGN:
                        things = self if chance < OWN else neighbours
                        where[name] = self._random.choice(things._ids[NOUNS[name]])  # noqa: SLF001  # another of its kind


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False
