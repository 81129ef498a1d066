"""``/app/{tenant}/payments/disputes``: what banks ask back, and what they call fraud."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.dispute import ANSWERABLE, WAITING, Dispute
from invoiceflow.payments.domain.evidence import LABELS, REFUSED, REQUESTED, SUBMITTED, Evidence
from invoiceflow.payments.domain.fraud_warning import Outcome
from invoiceflow.payments.domain.trouble_words import (
    FRAUD_TYPES,
    NO_REASON,
    NOTHING,
    OUTCOMES,
    REASONS,
    RISKS,
    SOME_FRAUD,
    dispute_words,
    review_words,
)
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeRow, Moved, Payment, WarningRow
from invoiceflow.payments.web.pages import words
from invoiceflow.payments.web.pages.tabs import DISPUTES, Tab, tabs
from invoiceflow.runtime.clock import day_in
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import days, long_day, moment

PATH = "/app/{tenant:str}/payments/disputes"
READ = permitted(Permission.READ)


_BADGES = {
    "danger": ("disputed", "st-flag"),
    "warning": ("returned", "st-flag"),
    "info": ("sent", "clock"),
    "success": ("paid", "st-paid"),
    "plain": ("refunded", "st-refund"),
}
"""The badges and icons of the design that a tone of a dispute has."""


@dataclass(frozen=True, slots=True)
class ShownWarning:
    """A warning in finished strings. Who may not refund, or what is over, has no ``refund_url``."""

    id: str
    title: str
    about: str
    invoice_url: str
    why: str
    warned: str
    money: str
    risk: str
    outcome: str
    is_open: bool
    refund_url: str
    leave_url: str


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
class DisputesPage:
    """The list."""

    tabs: tuple[Tab, ...]
    warnings: tuple[ShownWarning, ...]
    disputes: tuple[ShownDispute, ...]
    settings_url: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the books say of a dispute."""

    text: str
    money: str
    at: str
    instant: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """What was handed in, and whether it arrived."""

    state: str
    icon: str
    fault: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DisputePage:
    """One dispute: what it is about, what there is to do, and what it moved."""

    shown: ShownDispute
    title: str
    list_url: str
    invoice_url: str
    meaning: str
    to_do: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    refund_url: str
    evidence: ShownEvidence | None
    evidence_url: str
    evidence_note: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, where their clocks stand, and how they write numbers."""

    actor: Actor
    zone: str
    at: datetime

    @property
    def home(self) -> str:
        return f"/app/{self.actor.tenant_slug}"

    def money(self, minor: int, currency: str) -> str:
        return words.money(minor, currency, self.actor.locale)

    def moment(self, at: datetime) -> str:
        return moment(at, self.zone, self.at)


@get(PATH, guards=[READ])
async def list_disputes(request: Request, database: TheDatabase) -> Response[str]:
    """Show early fraud warnings and disputes, the newest first."""
    async with transaction(request, database) as session:
        reader = _reader(request, (await tenancy.own_tenant(session)).profile.time_zone)
        disputes = await troubles.newest_disputes(session)
        warnings = await troubles.newest_warnings(session)
        waiting = await troubles.waiting(session)
    model = DisputesPage(
        tabs=tabs(reader.home, waiting, DISPUTES, reader.actor.locale),
        warnings=tuple(_warning(reader, row) for row in warnings),
        disputes=tuple(_dispute(reader, row) for row in disputes),
        settings_url=f"{reader.home}/settings/online" if reader.actor.may(Permission.EDIT_SETTINGS) else "",
    )
    return page(request, "payments/disputes.html", title="Disputes", current="Payments", page=model)


@get(f"{PATH}/{{dispute_id:uuid}}", guards=[READ])
async def show(request: Request, database: TheDatabase, dispute_id: FromPath[UUID]) -> Response[str]:
    """Show one dispute."""
    async with transaction(request, database) as session:
        reader = _reader(request, (await tenancy.own_tenant(session)).profile.time_zone)
        row = await troubles.dispute(session, dispute_id)
        moved = await troubles.moved_by(session, row)
        answer = await troubles.evidence_of(session, dispute_id)
    model = _page(reader, row, moved, answer)
    return page(request, "payments/dispute.html", title=model.title, current="Payments", page=model)


def _reader(request: Request, zone: str) -> _Reader:
    return _Reader(actor_of(request), zone, visit_in(request.scope).at)


def _warning(reader: _Reader, row: WarningRow) -> ShownWarning:
    payment, warning = row.payment, row.warning
    is_open = row.outcome is Outcome.OPEN
    may = is_open and reader.actor.may(Permission.RECORD_PAYMENTS)
    here = f"{reader.home}/payments/warnings/{warning.id}"
    by = f" by {warning.left_by}" if row.outcome is Outcome.LEFT else ""
    return ShownWarning(
        id=str(warning.id),
        title=payment.client_name,
        about=_about(payment),
        invoice_url=f"{reader.home}/invoices/{payment.invoice_id}",
        why=FRAUD_TYPES.get(warning.fraud_type, SOME_FRAUD),
        warned=reader.moment(warning.warned_at),
        money=reader.money(payment.left_minor if is_open else payment.amount_minor, payment.currency),
        risk=RISKS.get(payment.risk_level, ""),
        outcome=OUTCOMES[row.outcome] + by,
        is_open=is_open,
        refund_url=f"{here}/refund" if may else "",
        leave_url=f"{here}/leave" if may else "",
    )


def _dispute(reader: _Reader, row: DisputeRow) -> ShownDispute:
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


def _due(reader: _Reader, dispute: Dispute) -> tuple[str, bool]:
    """Return until when evidence is awaited, and whether that is over. Nothing where none is."""
    if dispute.status not in WAITING or dispute.evidence_due_at is None:
        return "", False
    if dispute.evidence_due_at <= reader.at:
        return f"Was due {reader.moment(dispute.evidence_due_at)}", True
    left = day_in(reader.zone, dispute.evidence_due_at) - day_in(reader.zone, reader.at)
    distance = f"{days(left.days, reader.actor.locale)} left" if left.days else "today"
    return f"Due {reader.moment(dispute.evidence_due_at)}, {distance}", False


def _page(reader: _Reader, row: DisputeRow, moved: tuple[Moved, ...], answer: Evidence | None) -> DisputePage:
    said, payment, dispute = dispute_words(row.dispute.status), row.payment, row.dispute
    may_refund = (
        reader.actor.may(Permission.RECORD_PAYMENTS)
        and dispute.is_refundable
        and dispute.status in WAITING
        and payment.left_minor > 0
    )
    may_answer = (
        reader.actor.may(Permission.RECORD_PAYMENTS)
        and dispute.is_answerable(reader.at)
        and (answer is None or answer.state == REFUSED)
    )
    return DisputePage(
        shown=_dispute(reader, row),
        title=f"{'Inquiry' if dispute.status.startswith('warning_') else 'Dispute'} of {payment.number}",
        list_url=f"{reader.home}/payments/disputes",
        invoice_url=f"{reader.home}/invoices/{payment.invoice_id}",
        meaning=said.meaning,
        to_do="" if said.to_do == NOTHING else said.to_do,
        facts=_facts(reader, row),
        steps=tuple(_step(reader, each, dispute.currency) for each in reversed(moved)),
        refund_url=f"{reader.home}/payments/{payment.id}/refund" if may_refund else "",
        evidence=_evidence(reader, answer) if answer else None,
        evidence_url=f"{reader.home}/payments/disputes/{dispute.id}/evidence" if may_answer else "",
        evidence_note=_evidence_note(reader, dispute),
    )


def _evidence(reader: _Reader, answer: Evidence) -> ShownEvidence:
    by = f"by {answer.requested_by}, {reader.moment(answer.requested_at)}"
    label, icon = _EVIDENCE[answer.state]
    texts = [(LABELS[name], answer.texts[name]) for name in LABELS if name in answer.texts]
    texts += [("Document", "The invoice as PDF")] if answer.has_document else []
    return ShownEvidence(f"{label} {by}", icon, answer.fault, tuple(texts))


def _evidence_note(reader: _Reader, dispute: Dispute) -> str:
    """Return why no evidence can be prepared."""
    if dispute.status not in ANSWERABLE:
        return "None was handed in from here, and none is awaited."
    if dispute.evidence_due_at is not None and dispute.evidence_due_at <= reader.at:
        return "Evidence was due before now. The bank takes none any more."
    return "Whoever may record payments can hand in evidence."


def _facts(reader: _Reader, row: DisputeRow) -> tuple[tuple[str, str], ...]:
    payment, dispute = row.payment, row.dispute
    rows = (
        ("Client", payment.client_name),
        ("Paid", f"{reader.money(payment.amount_minor, payment.currency)}, {_paid_on(reader, payment)}"),
        ("With", payment.instrument),
        (
            "Risk",
            ". ".join(filter(None, (RISKS.get(payment.risk_level, ""), payment.outcome_says.rstrip(".")))),
        ),
        ("Review", review_words(payment.review)),
        ("At Stripe", dispute.provider_id),
        ("Confirmed", f"With Stripe, {reader.moment(dispute.seen_at)}"),
    )
    return tuple((label, value) for label, value in rows if value)


def _paid_on(reader: _Reader, payment: Payment) -> str:
    return long_day(day_in(reader.zone, payment.received_at))


_EVIDENCE = {
    REQUESTED: ("On its way to Stripe, handed in", "clock"),
    SUBMITTED: ("Handed in", "check"),
    REFUSED: ("Not taken, handed in", "alert"),
}

_STEPS = {
    ("dispute", False): ("Taken by the bank", "notice", "st-flag"),
    ("dispute", True): ("Reinstated", "success", "coins"),
    ("fee", False): ("Fee for the dispute", "plain", "coins"),
    ("fee", True): ("Fee given back", "success", "coins"),
    ("chargeback", False): ("Lost: the invoice is open again by as much", "danger", "alert"),
    ("chargeback_returned", True): ("Returned after all", "success", "coins"),
}


def _step(reader: _Reader, moved: Moved, currency: str) -> Step:
    text, tone, icon = _STEPS[moved.kind, moved.amount_minor > 0]
    return Step(
        text=text,
        money=reader.money(moved.amount_minor, currency),
        at=reader.moment(moved.at),
        instant=moved.at.isoformat(),
        tone=tone,
        icon=icon,
    )


def _about(payment: Payment) -> str:
    return f"{payment.number} · {payment.instrument}" if payment.instrument else payment.number


handlers = [list_disputes, show]
