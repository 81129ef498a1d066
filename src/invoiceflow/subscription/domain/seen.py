"""What Stripe shows of a subscription, in our words."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.subscription.domain.plan import PlanName


@dataclass(frozen=True, slots=True)
class SeenSubscription:
    """How a subscription stands. ``ends_at`` is when it ends by itself, since it was cancelled."""

    id: str
    status: str
    plan: PlanName
    currency: str
    started_at: datetime
    period_ends_at: datetime
    trial_ends_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A page of Stripe's on which a subscription is begun; ``status`` is ``open``, ``complete`` or ``expired``."""

    id: str
    status: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would cost: due at once, in minor units, negative where it is credited; as of an instant."""

    due_minor: int
    currency: str
    as_of: datetime
