"""What a tenant pays us: its subscription as we know it, and which plan that gives."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from invoiceflow.subscription.domain.plan import DUNNING_DAYS, LARGEST, PLANS, TRIAL_DAYS, Plan, PlanName
from invoiceflow.subscription.domain.seen import SeenSubscription

_PAID: Final = frozenset({"trialing", "active"})
PAST_DUE: Final = "past_due"
_LIVE: Final = _PAID | {PAST_DUE}


@dataclass(frozen=True, slots=True)
class Subscription:
    """
    A tenant's only one, the present or the last. ``payer``, ``provider_id`` and ``status`` are Stripe's names.

    Empty texts stand for what there is not: nobody known at Stripe yet, or no subscription. ``granted`` is a plan that
    the operator gives for nothing, whatever Stripe says. ``past_due_at`` is when Stripe was first seen to wait
    for money, ``ends_at`` when a cancelled one ends, ``ended_at`` when it did.
    """

    id: UUID
    payer: str = ""
    provider_id: str = ""
    status: str = ""
    plan: PlanName = PlanName.FREE
    currency: str = ""
    granted: PlanName | None = None
    started_at: datetime | None = None
    period_ends_at: datetime | None = None
    trial_ends_at: datetime | None = None
    past_due_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether there is one at Stripe that can be changed or cancelled."""
        return self.status in _LIVE

    def as_seen(self, seen: SeenSubscription | None, at: datetime) -> "Subscription":
        """Return it as Stripe shows it at an instant; None where Stripe has none."""
        if seen is None:
            return replace(self, confirmed_at=at)
        is_waiting = seen.status == PAST_DUE
        same = seen.id == self.provider_id
        return replace(
            self,
            provider_id=seen.id,
            status=seen.status,
            plan=seen.plan,
            currency=seen.currency,
            started_at=seen.started_at,
            period_ends_at=seen.period_ends_at,
            trial_ends_at=seen.trial_ends_at,
            past_due_at=(self.past_due_at if same and self.past_due_at else at) if is_waiting else None,
            ends_at=seen.ends_at,
            ended_at=seen.ended_at,
            confirmed_at=at,
        )


class Why(StrEnum):
    """Why a tenant has its plan."""

    TRIAL = "trial"
    GRANTED = "granted"
    PAID = "paid"
    DUNNING = "dunning"
    UNPAID = "unpaid"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The plan whose limits hold, why, since when, and until when where that is known."""

    plan: Plan
    why: Why
    since: datetime
    until: datetime | None = None


def entitled(opened_at: datetime, held: Subscription | None, at: datetime) -> Entitlement:
    """
    Return which plan a tenant has that was opened at an instant.

    What the operator grants comes first, then what is paid for, then the rest of the trial; the free plan is left.
    """
    if held is not None and held.granted is not None:
        return Entitlement(PLANS[held.granted], Why.GRANTED, opened_at)
    if held is not None and held.status in _PAID:
        return Entitlement(PLANS[held.plan], Why.PAID, held.started_at or opened_at, held.ends_at)
    trial_ends_at = opened_at + timedelta(days=TRIAL_DAYS)
    if held is not None and held.past_due_at is not None:
        ends_at = held.past_due_at + timedelta(days=DUNNING_DAYS)
        if at < ends_at:
            return Entitlement(PLANS[held.plan], Why.DUNNING, held.past_due_at, ends_at)
        return Entitlement(PLANS[PlanName.FREE], Why.UNPAID, ends_at)
    if at < trial_ends_at:
        return Entitlement(LARGEST, Why.TRIAL, opened_at, trial_ends_at)
    ended_at = held.ended_at if held is not None else None
    return Entitlement(PLANS[PlanName.FREE], Why.FREE, max(trial_ends_at, ended_at or trial_ends_at))
