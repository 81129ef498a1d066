"""
What we sell, as Stripe knows it: products, prices and the meter, made when they are first needed.

They are found by names that say what they are: a price's has the amount in it, so that a changed table makes new
prices, and whoever has an old one keeps it.
"""

from dataclasses import dataclass
from typing import Final

from stripe import StripeClient
from stripe.params import PriceCreateParams, PriceCreateParamsRecurring

from invoiceflow.runtime.asking import ThereAlready
from invoiceflow.runtime.stripe import asked
from invoiceflow.subscription.domain.plan import PLANS, PlanName

PREFIX: Final = "invoiceflow_"
METER: Final = "invoices"


@dataclass(frozen=True, slots=True)
class StripeCatalogue:
    """Finds, or makes, what is sold."""

    client: StripeClient

    async def prices(self, plan: PlanName, currency: str) -> tuple[tuple[str, bool], ...]:
        """Return the ids of a plan's prices in a currency, each with whether a meter counts for it."""
        sold = PLANS[plan]
        found = [(await self._price(plan, currency, sold.month_minor[currency], metered=False), False)]
        if currency in sold.invoice_minor:
            found.append(
                (await self._price(plan, currency, sold.invoice_minor[currency], metered=True), True)
            )
        return tuple(found)

    async def _price(self, plan: PlanName, currency: str, minor: int, *, metered: bool) -> str:
        what = "invoice" if metered else "month"
        name = f"{PREFIX}{plan.value}_{what}_{currency.lower()}_{minor}"
        prices = self.client.v1.prices
        known = await asked(prices.list_async({"lookup_keys": [name], "active": True}))
        if known.data:
            return known.data[0].id
        await self._product(plan)
        recurring: PriceCreateParamsRecurring = {"interval": "month"}
        if metered:
            recurring |= {"usage_type": "metered", "meter": await self.meter(METER)}
        wanted: PriceCreateParams = {
            "product": f"{PREFIX}{plan.value}",
            "currency": currency.lower(),
            "unit_amount": minor,
            "lookup_key": name,
            "recurring": recurring,
        }
        return (await asked(prices.create_async(wanted, {"idempotency_key": name}))).id

    async def _product(self, plan: PlanName) -> None:
        name = f"{PREFIX}{plan.value}"
        wanted = {"id": name, "name": f"InvoiceFlow {PLANS[plan].title}"}
        try:
            await asked(self.client.v1.products.create_async(wanted, {"idempotency_key": name}))  # type: ignore[arg-type]  # its two fields
        except ThereAlready:
            return

    async def meter(self, name: str) -> str:
        """Return the id of a meter that adds up what it is told."""
        event, meters = f"{PREFIX}{name}", self.client.v1.billing.meters
        found = await asked(meters.list_async({"status": "active", "limit": 100}))
        for each in found.data:
            if each.event_name == event:
                return each.id
        made = await asked(
            meters.create_async(
                {
                    "display_name": f"InvoiceFlow: {name}",
                    "event_name": event,
                    "default_aggregation": {"formula": "sum"},
                    "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
                    "value_settings": {"event_payload_key": "value"},
                },
                {"idempotency_key": event},
            )
        )
        return made.id

    async def event_name(self, name: str) -> str:
        """Return what a meter's events are called."""
        return f"{PREFIX}{name}"
