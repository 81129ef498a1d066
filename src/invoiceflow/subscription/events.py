"""Facts about subscriptions that slices above may react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanUnsure:
    """How a subscription stands at Stripe ought to be looked at. ``payer`` is Stripe's name for the tenant."""

    payer: str
