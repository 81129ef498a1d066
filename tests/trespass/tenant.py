"""A tenant that can be told from another by every word and number in it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from product import House, Product
from till import Shop

Maker: TypeAlias = Callable[["Tenant"], Awaitable[object]]
"""What makes a thing of a tenant's, and returns its id."""


@dataclass(slots=True)
class Tenant:
    """A house whose texts all hold ``canary``, and its ``shop``; ``ids`` are its things, by the names of the table."""

    product: Product
    house: House
    shop: Shop
    canary: str
    price: str
    makers: Mapping[str, Maker]
    fresh: Mapping[str, Maker]
    """Of what is no thing of the tenant, or another one each time."""
    ids: dict[str, str] = field(default_factory=dict)

    async def thing(self, name: str) -> str:
        """Return the id of a thing, made when it is asked for first."""
        kind = name.partition(":")[0]
        if kind in self.fresh:
            return str(await self.fresh[kind](self))
        if name not in self.ids:
            self.ids[name] = str(await self.makers[kind](self))
        return self.ids[name]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what nobody else may ever be told, in small letters."""
        whole, _, cents = self.price.partition(".")
        grouped = f"{whole[:-3]}{{}}{whole[-3:]}{{}}{cents}"
        amounts = [grouped.format(a, b) for a, b in ((",", "."), (".", ","), ("", "."), ("", ","), ("", ""))]
        return (self.canary.lower(), self.house.key.lower(), *amounts)
