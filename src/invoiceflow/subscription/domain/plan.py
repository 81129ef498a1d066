"""The plans, as data: what each allows, and what it costs. docs/rules/plans.md shows them; a test compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GIGABYTE: Final = 10**9
TRIAL_DAYS: Final = 30
"""How long a new tenant has the largest plan for nothing, without a card."""

GRACE_DAYS: Final = 7
"""How long invoices can be issued beyond a limit."""

GRACE_TIMES: Final = 2
"""Up to how many times a limit, while that lasts."""

DUNNING_DAYS: Final = 14
"""How long a plan goes on while Stripe cannot collect for it."""

WARN_PERCENT: Final = 80
"""From which part of a limit on the page says that it comes near."""

CURRENCIES: Final = ("EUR", "USD", "GBP")
"""In which plans are sold; the first to whoever works in another."""


class PlanName(StrEnum):
    """Which plan; the smallest first."""

    FREE = "free"
    PRO = "pro"
    AGENCY = "agency"

    def is_above(self, other: "PlanName") -> bool:
        """Return whether this is a larger plan than the other."""
        order = tuple(PlanName)
        return order.index(self) > order.index(other)


class Resource(StrEnum):
    """What plans limit."""

    INVOICES = "invoices"
    MEMBERS = "members"
    STORAGE = "storage"

    @property
    def least(self) -> int:
        """Return what every tenant uses, and cannot do without: to have no more is no news."""
        return 1 if self is Resource.MEMBERS else 0


@dataclass(frozen=True, slots=True)
class Plan:
    """
    One plan. ``limits`` are invoices issued in a calendar month (UTC), members, and bytes; what is not among them has
    none.

    ``month_minor`` is what a month costs in each currency, in minor units and before tax; empty where it costs
    nothing. ``invoice_minor`` comes on top for each invoice that is issued.
    """

    name: PlanName
    title: str
    limits: Mapping[Resource, int]
    month_minor: Mapping[str, int]
    invoice_minor: Mapping[str, int]


PLANS: Final[Mapping[PlanName, Plan]] = {
    plan.name: plan
    for plan in (
        Plan(
            PlanName.FREE,
            "Free",
            {Resource.INVOICES: 5, Resource.MEMBERS: 1, Resource.STORAGE: GIGABYTE},
            month_minor={},
            invoice_minor={},
        ),
        Plan(
            PlanName.PRO,
            "Pro",
            {Resource.INVOICES: 200, Resource.MEMBERS: 5, Resource.STORAGE: 20 * GIGABYTE},
            month_minor={"EUR": 1200, "USD": 1300, "GBP": 1000},
            invoice_minor={},
        ),
        Plan(
            PlanName.AGENCY,
            "Agency",
            {},
            month_minor={"EUR": 3900, "USD": 4200, "GBP": 3300},
            invoice_minor={"EUR": 5, "USD": 5, "GBP": 4},
        ),
    )
}
LARGEST: Final = tuple(PLANS.values())[-1]


def currency_for(currency: str) -> str:
    """Return the currency in which a tenant that works in one pays for its plan."""
    return currency if currency in CURRENCIES else CURRENCIES[0]
