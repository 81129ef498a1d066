"""Disputes in finished strings, as the list and the page of one show them."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.actor import Actor
from invoiceflow.payments.domain.dispute import WAITING, Dispute
from invoiceflow.payments.domain.trouble_words import NO_REASON, REASONS, dispute_words
from invoiceflow.payments.queries.troubles import DisputeRow
from invoiceflow.payments.web.pages import words
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import days, moment

_BADGES = {
    "danger": ("disputed", "st-flag"),
    "warning": ("returned", "st-flag"),
    "info": ("sent", "clock"),
    "success": ("paid", "st-paid"),
    "plain": ("refunded", "st-refund"),
}
"""The badges and icons of the design that a tone of a dispute has."""


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute in finished strings; ``due`` is empty where nothing is due. ``badge`` and ``icon`` are its state's."""

    id: str
    url: str
    client: str
    number: str
    money: str
    label: str
    tone: str
    badge: str
    icon: str
    reason: str
    opened: str
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, where their clocks stand, and how they write numbers."""

    actor: Actor
    zone: str
    at: datetime

    @property
    def home(self) -> str:
        """Return the address of the tenant's own pages."""
        return f"/app/{self.actor.tenant_slug}"

    def money(self, minor: int, currency: str) -> str:
        """Return an amount as they write it."""
        return words.money(minor, currency, self.actor.locale)

    def moment(self, at: datetime) -> str:
        """Return an instant as their clocks tell it."""
        return moment(at, self.zone, self.at)


async def reader_of(request: Request, session: Session) -> Reader:
    """Return who reads, by the clocks of their tenant."""
    zone = (await tenancy.own_tenant(session)).profile.time_zone
    return Reader(actor_of(request), zone, visit_in(request.scope).at)


def shown_dispute(reader: Reader, row: DisputeRow) -> ShownDispute:
    """Return a dispute as a row."""
    dispute, said = row.dispute, dispute_words(row.dispute.status)
    due, is_late = _due(reader, dispute)
    return ShownDispute(
        id=str(dispute.id),
        url=f"{reader.home}/payments/disputes/{dispute.id}",
        client=row.payment.client_name,
        number=row.payment.number,
        money=reader.money(dispute.amount_minor, dispute.currency),
        label=said.label,
        tone=said.tone,
        badge=_BADGES[said.tone][0],
        icon=_BADGES[said.tone][1],
        reason=REASONS.get(dispute.reason, NO_REASON),
        opened=reader.moment(dispute.opened_at),
        due=due,
        is_late=is_late,
    )


def _due(reader: Reader, dispute: Dispute) -> tuple[str, bool]:
    """Return until when evidence is awaited, and whether that is over. Nothing where none is."""
    if dispute.status not in WAITING or dispute.evidence_due_at is None:
        return "", False
    if dispute.evidence_due_at <= reader.at:
        return f"Was due {reader.moment(dispute.evidence_due_at)}", True
    left = day_in(reader.zone, dispute.evidence_due_at) - day_in(reader.zone, reader.at)
    distance = f"{days(left.days, reader.actor.locale)} left" if left.days else "today"
    return f"Due {reader.moment(dispute.evidence_due_at)}, {distance}", False
