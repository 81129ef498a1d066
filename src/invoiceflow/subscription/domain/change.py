"""A change of the plan that somebody asked for: written before Stripe is asked, and its key there."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.subscription import Subscription


class Kind(StrEnum):
    """What is asked for: to begin, another plan, the end with the month, or not the end after all."""

    START = "start"
    CHANGE = "change"
    CANCEL = "cancel"
    KEEP = "keep"


class State(StrEnum):
    """How far it is: written down, a page of Stripe's waits for the tenant, at an end."""

    ASKED = "asked"
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """
    One change. ``as_of`` is the instant that its cost is reckoned for.

    ``session_id`` and ``url`` are those of the page on which a subscription is begun, until ``expires_at``.
    """

    id: UUID
    kind: Kind
    plan: PlanName
    requested_by: str
    requested_at: datetime
    changed_at: datetime
    state: State = State.ASKED
    session_id: str = ""
    url: str = ""
    fault: str = ""
    as_of: datetime | None = None
    expires_at: datetime | None = None

    def is_like(self, kind: Kind, plan: PlanName) -> bool:
        """Return whether it asks for the same."""
        return self.kind is kind and (self.plan is plan or kind in (Kind.CANCEL, Kind.KEEP))

    def is_done_by(self, held: Subscription) -> bool:
        """Return whether a subscription, as it stands, is what was asked for."""
        if self.kind is Kind.START:
            return held.is_live
        if self.kind is Kind.CHANGE:
            return held.is_live and held.plan is self.plan
        return (held.ends_at is not None or not held.is_live) is (self.kind is Kind.CANCEL)

    def moved(self, state: State, at: datetime, fault: str = "") -> "PlanChange":
        """Return it in another state."""
        return replace(self, state=state, changed_at=at, fault=fault[:500])
