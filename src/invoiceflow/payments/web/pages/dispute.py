"""``/app/{tenant}/payments/disputes/{id}``: what one is about, what there is to do, and what it moved."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.dispute import ANSWERABLE, WAITING, Dispute
from invoiceflow.payments.domain.evidence import LABELS, REFUSED, REQUESTED, SUBMITTED, Evidence
from invoiceflow.payments.domain.trouble_words import NOTHING, RISKS, dispute_words, review_words
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeRow, Moved, Payment
from invoiceflow.payments.web.pages.dispute_rows import Reader, ShownDispute, reader_of, shown_dispute
from invoiceflow.runtime.clock import day_in
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import permitted
from invoiceflow.web.when import long_day


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


@get("/app/{tenant:str}/payments/disputes/{dispute_id:uuid}", guards=[permitted(Permission.READ)])
async def show(request: Request, database: TheDatabase, dispute_id: FromPath[UUID]) -> Response[str]:
    """Show one dispute."""
    async with transaction(request, database) as session:
        reader = await reader_of(request, session)
        row = await troubles.dispute(session, dispute_id)
        moved = await troubles.moved_by(session, row)
        answer = await troubles.evidence_of(session, dispute_id)
    model = _page(reader, row, moved, answer)
    return page(request, "payments/dispute.html", title=model.title, current="Payments", page=model)


def _page(reader: Reader, row: DisputeRow, moved: tuple[Moved, ...], answer: Evidence | None) -> DisputePage:
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
        shown=shown_dispute(reader, row),
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


def _evidence(reader: Reader, answer: Evidence) -> ShownEvidence:
    by = f"by {answer.requested_by}, {reader.moment(answer.requested_at)}"
    label, icon = _EVIDENCE[answer.state]
    texts = [(LABELS[name], answer.texts[name]) for name in LABELS if name in answer.texts]
    texts += [("Document", "The invoice as PDF")] if answer.has_document else []
    return ShownEvidence(f"{label} {by}", icon, answer.fault, tuple(texts))


def _evidence_note(reader: Reader, dispute: Dispute) -> str:
    """Return why no evidence can be prepared."""
    if dispute.status not in ANSWERABLE:
        return "None was handed in from here, and none is awaited."
    if dispute.evidence_due_at is not None and dispute.evidence_due_at <= reader.at:
        return "Evidence was due before now. The bank takes none any more."
    return "Whoever may record payments can hand in evidence."


def _facts(reader: Reader, row: DisputeRow) -> tuple[tuple[str, str], ...]:
    payment, dispute = row.payment, row.dispute
    rows = (
        ("Client", payment.client_name),
        ("Paid", f"{reader.money(payment.amount_minor, payment.currency)}, {_paid_on(reader, payment)}"),
        ("With", payment.instrument),
        ("Risk", _risk(payment)),
        ("Review", review_words(payment.review)),
        ("At Stripe", dispute.provider_id),
        ("Confirmed", f"With Stripe, {reader.moment(dispute.seen_at)}"),
    )
    return tuple((label, value) for label, value in rows if value)


def _risk(payment: Payment) -> str:
    """Return what Stripe thinks of a payment that is not like others, and why."""
    level = RISKS.get(payment.risk_level, "")
    return ". ".join(filter(None, (level, payment.outcome_says.rstrip(".")))) if level else ""


def _paid_on(reader: Reader, payment: Payment) -> str:
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
    ("chargeback_returned", True): ("Won after all: the invoice is paid by as much", "success", "coins"),
}


_OF_INVOICE = frozenset({"chargeback", "chargeback_returned"})
"""Steps that change what the client owes: their money was taken, or came back, in a step before."""


def _step(reader: Reader, moved: Moved, currency: str) -> Step:
    text, tone, icon = _STEPS[moved.kind, moved.amount_minor > 0]
    return Step(
        text=text,
        money="" if moved.kind in _OF_INVOICE else reader.money(moved.amount_minor, currency),
        at=reader.moment(moved.at),
        instant=moved.at.isoformat(),
        tone=tone,
        icon=icon,
    )


handlers = [show]
