"""Sells plans through Stripe: the only module that asks it about them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from stripe import StripeClient, Subscription, SubscriptionItem
from stripe.checkout import Session
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsLineItem,
    SessionCreateParamsSubscriptionData,
)
from stripe.v2.core import Event

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.asking import Declined
from invoiceflow.runtime.stripe import asked
from invoiceflow.subscription.adapters.stripe_catalogue import PREFIX, StripeCatalogue
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.seen import Preview, SeenSession, SeenSubscription
from invoiceflow.subscription.ports import Measured, NewPayer, PlanOrder, PlanSwitch, RefusedUsage

_REPORT: Final = "v1.billing.meter.error_report_triggered"
_LIVE: Final = frozenset({"trialing", "active", "past_due", "unpaid", "paused"})


@dataclass(frozen=True, slots=True)
class StripePlans:
    """The port's one implementation (subscription/ports.py)."""

    client: StripeClient

    @property
    def _catalogue(self) -> StripeCatalogue:
        return StripeCatalogue(self.client)

    async def open_payer(self, wanted: NewPayer) -> str:
        """Make a tenant known as a customer of the platform."""
        made = await asked(
            self.client.v1.customers.create_async(
                {"name": wanted.name, "email": wanted.email, "metadata": {"tenant": wanted.tenant}},
                {"idempotency_key": str(wanted.key)},
            )
        )
        return made.id

    async def open_session(self, order: PlanOrder) -> SeenSession:
        """Open a page that asks for a card, and begins the subscription."""
        prices = await self._catalogue.prices(order.plan, order.currency)
        items: list[SessionCreateParamsLineItem] = [
            {"price": price} if is_metered else {"price": price, "quantity": 1}
            for price, is_metered in prices
        ]
        ours = {"change": str(order.change_id)}
        data: SessionCreateParamsSubscriptionData = {"metadata": ours}
        if order.trial_ends_at is not None:
            data["trial_end"] = int(order.trial_ends_at.timestamp())
        wanted: SessionCreateParams = {
            "mode": "subscription",
            "customer": order.payer,
            "line_items": items,
            "metadata": ours,
            "subscription_data": data,
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
        }
        made = await asked(
            self.client.v1.checkout.sessions.create_async(wanted, {"idempotency_key": str(order.change_id)})
        )
        return _session(made)

    async def expire_session(self, session_id: str) -> SeenSession:
        """End a page, unless it has ended."""
        sessions = self.client.v1.checkout.sessions
        try:
            return _session(await asked(sessions.expire_async(session_id)))
        except Declined:
            return _session(await asked(sessions.retrieve_async(session_id)))

    async def subscription(self, payer: str) -> SeenSubscription | None:
        """Return the one that lives, else the last."""
        listed = await asked(
            self.client.v1.subscriptions.list_async({"customer": payer, "status": "all", "limit": 100})
        )
        found = [each for each in listed.data if each.status != "incomplete_expired"]
        living = [each for each in found if each.status in _LIVE]
        if len(living) > 1:
            raise Declined(f"Stripe has {len(living)} subscriptions of this payer that live.")
        chosen = (living or found)[:1]
        return _seen(chosen[0]) if chosen else None

    async def preview(self, wanted: PlanSwitch) -> Preview:
        """Return what is due, or credited, for what is left of the month."""
        items: Any = await self._items(wanted)
        found = await asked(
            self.client.v1.invoices.create_preview_async(
                {
                    "subscription": wanted.provider_id,
                    "subscription_details": {
                        "items": items,
                        "proration_behavior": "always_invoice",
                        "proration_date": int(wanted.as_of.timestamp()),
                    },
                }
            )
        )
        return Preview(found.total, found.currency.upper(), wanted.as_of)

    async def switch(self, wanted: PlanSwitch, key: UUID) -> None:
        """Change the prices; an upgrade that cannot be paid changes nothing."""
        items: Any = await self._items(wanted)
        await asked(
            self.client.v1.subscriptions.update_async(
                wanted.provider_id,
                {
                    "items": items,
                    "cancel_at_period_end": False,
                    "proration_behavior": "always_invoice" if wanted.is_upgrade else "create_prorations",
                    "proration_date": int(wanted.as_of.timestamp()),
                    "payment_behavior": "error_if_incomplete",
                },
                {"idempotency_key": str(key)},
            )
        )

    async def set_end(self, provider_id: str, key: UUID, *, ends: bool) -> None:
        """Set or take back the end with the month."""
        await asked(
            self.client.v1.subscriptions.update_async(
                provider_id, {"cancel_at_period_end": ends}, {"idempotency_key": str(key)}
            )
        )

    async def portal_url(self, payer: str, return_url: str) -> str:
        """Return an address that works for minutes."""
        made = await asked(
            self.client.v1.billing_portal.sessions.create_async({"customer": payer, "return_url": return_url})
        )
        return made.url

    async def measure(self, usage: Measured) -> None:
        """Tell the meter of one row. The key of the request, which reports name, says whose it is and which."""
        event = await self._catalogue.event_name(usage.meter)
        again = f".{usage.refusals}" if usage.refusals else ""
        key = f"{usage.tenant_id}.{usage.id}.{uuid4()}"
        await asked(
            self.client.v1.billing.meter_events.create_async(
                {
                    "event_name": event,
                    "identifier": f"{usage.id}{again}",
                    "timestamp": int(usage.at.timestamp()),
                    "payload": {"stripe_customer_id": usage.payer, "value": str(usage.quantity)},
                },
                {"idempotency_key": key},
            )
        )

    async def measured(self, payer: str, meter: str, begins_at: datetime, ends_at: datetime) -> int:
        """Return the sum of the meter's summaries."""
        name = await self._catalogue.meter(meter)
        found = await asked(
            self.client.v1.billing.meters.event_summaries.list_async(
                name,
                {
                    "customer": payer,
                    "start_time": int(begins_at.timestamp()),
                    "end_time": int(ends_at.timestamp()),
                    "limit": 100,
                },
            )
        )
        return sum(int(each.aggregated_value) for each in found.data)

    async def refused_usage(self, since: datetime) -> Sequence[RefusedUsage]:
        """Read the reports about meters, the oldest first."""
        events = self.client.v2.core.events
        listed = await asked(events.list_async({"types": [_REPORT], "created": {"gte": since.isoformat()}}))
        names = [each.id async for each in listed.auto_paging_iter()]
        found = [await asked(events.retrieve_async(name)) for name in reversed(names)]
        return tuple(refusal for report in found for refusal in _refusals(report))

    async def _items(self, wanted: PlanSwitch) -> list[dict[str, Any]]:
        """Return the changes of items that lead to another plan: what is there goes, what it sells comes."""
        found = await asked(self.client.v1.subscriptions.retrieve_async(wanted.provider_id))
        there = {item.price.id: item.id for item in _items_of(found)}
        prices = await self._catalogue.prices(wanted.plan, wanted.currency)
        named = {price for price, _ in prices}
        gone = [{"id": item, "deleted": True} for price, item in there.items() if price not in named]
        return gone + [
            {"price": price} if is_metered else {"price": price, "quantity": 1}
            for price, is_metered in prices
            if price not in there
        ]


def _session(found: Session) -> SeenSession:
    return SeenSession(found.id, found.status or "", found.url or "", _instant(found.expires_at))


def _seen(found: Subscription) -> SeenSubscription:
    items = _items_of(found)
    period_ends_at = _instant(max(item.current_period_end for item in items))
    ends = found.cancel_at
    return SeenSubscription(
        id=found.id,
        status=found.status,
        plan=_plan_of(items),
        currency=found.currency.upper(),
        started_at=_instant(found.start_date),
        period_ends_at=period_ends_at,
        trial_ends_at=_instant(found.trial_end) if found.trial_end else None,
        ends_at=period_ends_at if found.cancel_at_period_end else (_instant(ends) if ends else None),
        ended_at=_instant(found.ended_at) if found.ended_at else None,
    )


def _items_of(found: Subscription) -> Sequence[SubscriptionItem]:
    return found["items"].data  # type: ignore[no-any-return]  # `items` is a method of its dictionary


def _plan_of(items: Sequence[SubscriptionItem]) -> PlanName:
    """Return the plan that a subscription sells. Raises Declined for products that are none of ours."""
    products = {str(item.price.product).removeprefix(PREFIX) for item in items}
    plans = [name for name in PlanName if name.value in products]
    if len(plans) != 1:
        raise Declined("The subscription sells something that is no plan here.")
    return plans[0]


def _refusals(report: Event) -> Iterator[RefusedUsage]:
    """Yield the rows that a report names; others sent what else it speaks of."""
    at = datetime.fromisoformat(report.created)
    for kind in report["data"]["reason"]["error_types"]:
        for sample in kind["sample_errors"]:
            tenant, usage, *_ = f"{sample['request']['identifier']}..".split(".")
            with suppress(ValueError):
                fault = f"{kind['code']}: {sample['error_message']}"
                yield RefusedUsage(TenantId(UUID(tenant)), UUID(usage), fault, at)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
