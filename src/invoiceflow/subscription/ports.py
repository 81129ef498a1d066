"""What this slice asks of the slices above it, and of the world outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Session
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.seen import Preview, SeenSession, SeenSubscription


class StoredFiles(Protocol):
    """Knows how much a tenant has stored."""

    async def total_bytes(self, session: Session) -> int:
        """Return how much it is."""
        ...

    async def passed_at(self, session: Session, limit_bytes: int) -> datetime | None:
        """Return when it became more than a limit; None where it is not."""
        ...


@dataclass(frozen=True, slots=True)
class NewPayer:
    """A tenant that pays for a plan for the first time; ``key`` makes it known at Stripe once."""

    key: UUID
    name: str
    email: str
    tenant: str


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """A subscription that is to begin; ``change_id`` makes its page once. ``trial_ends_at`` is when paying begins."""

    change_id: UUID
    payer: str
    plan: PlanName
    currency: str
    trial_ends_at: datetime | None
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class PlanSwitch:
    """Another plan for a subscription. ``as_of`` is the instant that what is left of the month is reckoned for."""

    provider_id: str
    plan: PlanName
    currency: str
    as_of: datetime
    is_upgrade: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """
    One row of the ledger of usage, as a meter takes it in; ``id`` makes it count once.

    ``refusals`` is how often the meter refused it: told anew it is another one, since this one may be known.
    """

    tenant_id: TenantId
    id: UUID
    refusals: int
    payer: str
    meter: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusedUsage:
    """A row that a meter refused after it had taken it, and when it said so."""

    tenant_id: TenantId
    usage_id: UUID
    fault: str
    at: datetime


class PlanBiller(Protocol):
    """
    Stripe, as this slice needs it. No transaction is open while it is asked.

    Every method raises Away; Declined where Stripe does not do it (runtime/asking.py).
    """

    async def open_payer(self, wanted: NewPayer) -> str:
        """Make a tenant known as a payer, or return the one that was made with the same key."""
        ...

    async def open_session(self, order: PlanOrder) -> SeenSession:
        """Open a page on which the subscription is begun, or return the one of the same change."""
        ...

    async def expire_session(self, session_id: str) -> SeenSession:
        """End a page; return how it stands, which may be finished already."""
        ...

    async def subscription(self, payer: str) -> SeenSubscription | None:
        """Return how a payer's subscription stands, the last one where none lives; Declined where two do."""
        ...

    async def preview(self, wanted: PlanSwitch) -> Preview:
        """Return what another plan would cost at once."""
        ...

    async def switch(self, wanted: PlanSwitch, key: UUID) -> None:
        """Change the plan: a larger one is paid at once, a smaller one is credited on the next bill."""
        ...

    async def set_end(self, provider_id: str, key: UUID, *, ends: bool) -> None:
        """Have a subscription end with its month, or go on."""
        ...

    async def portal_url(self, payer: str, return_url: str) -> str:
        """Return the address of the payer's own page at Stripe: cards, bills, address."""
        ...

    async def measure(self, usage: Measured) -> None:
        """Tell a meter; ThereAlready where it was told before."""
        ...

    async def refused_usage(self, since: datetime) -> Sequence[RefusedUsage]:
        """Return what meters reported since an instant, as far as it names rows."""
        ...

    async def measured(self, payer: str, meter: str, begins_at: datetime, ends_at: datetime) -> int:
        """Return what a meter counted in whole minutes of UTC."""
        ...
