"""Write to those who look after payments: one is disputed or called fraud, decided, or not answered."""

from dataclasses import dataclass
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.money import Money
from invoiceflow.payments import store
from invoiceflow.payments.actions.write_about_payments import About, PaymentsDesk, about, write
from invoiceflow.payments.domain.dispute import OVER, Dispute
from invoiceflow.payments.domain.evidence import Evidence
from invoiceflow.payments.domain.fraud_warning import FraudWarning
from invoiceflow.payments.domain.trouble_words import (
    FRAUD_TYPES,
    NO_REASON,
    NOTHING,
    REASONS,
    SOME_FRAUD,
    dispute_words,
)
from invoiceflow.payments.store import evidence, troubles
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_date
from invoiceflow.tenancy import queries as tenancy


@dataclass(frozen=True, slots=True)
class TellDispute:
    """A dispute came to be in a state."""

    tenant_id: TenantId
    dispute_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class TellWarning:
    """There is an early fraud warning."""

    tenant_id: TenantId
    warning_id: UUID


@dataclass(frozen=True, slots=True)
class TellEvidence:
    """Evidence was not taken."""

    tenant_id: TenantId
    evidence_id: UUID


async def tell_dispute(desk: PaymentsDesk, command: TellDispute) -> None:
    """
    Write of a dispute, unless it has moved on since: then another letter is on its way.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        dispute = await troubles.load_dispute(session, command.dispute_id)
        if dispute.status != command.status:
            return
        payment = await store.load_payment(session, dispute.payment_id)
        money = Money(dispute.amount_minor, dispute.currency)
        said = await about(session, desk, payment.invoice_id, money, dispute.seen_at)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    key = f"{dispute.id}.{dispute.status}"
    await write(desk, _of_dispute(dispute, said, zone), said.recipients, key=key, at=dispute.seen_at)


async def tell_warning(desk: PaymentsDesk, command: TellWarning) -> None:
    """
    Write of an early fraud warning.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        warning = await troubles.load_warning(session, command.warning_id)
        payment = await store.load_payment(session, warning.payment_id)
        money = Money(payment.amount_minor, payment.currency)
        said = await about(session, desk, payment.invoice_id, money, warning.seen_at)
    await write(desk, _of_warning(warning, said), said.recipients, key=str(warning.id), at=warning.seen_at)


async def tell_evidence(desk: PaymentsDesk, command: TellEvidence) -> None:
    """
    Write that evidence was not taken, unless other evidence was handed in since.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        answer = await evidence.load_evidence(session, command.evidence_id)
        newest = await evidence.newest_of(session, answer.dispute_id)
        if newest != answer:
            return
        dispute = await troubles.load_dispute(session, answer.dispute_id)
        payment = await store.load_payment(session, dispute.payment_id)
        money = Money(dispute.amount_minor, dispute.currency)
        said = await about(session, desk, payment.invoice_id, money, answer.requested_at)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    letter = _of_evidence(answer, dispute, said, zone)
    await write(desk, letter, said.recipients, key=f"{answer.id}.refused", at=answer.requested_at)


def _of_evidence(answer: Evidence, dispute: Dispute, said: About, zone: str) -> Letter:
    return Letter(
        subject=f"Evidence not handed in: {said.client}, {said.amount}",
        paragraphs=tuple(
            filter(None, (f"It is about invoice {said.number}.", answer.fault, _due(dispute, zone)))
        ),
        notes=said.notes,
        button="Hand it in once more",
        url=f"{said.home}/payments/disputes/{dispute.id}/evidence",
    )


def _due(dispute: Dispute, zone: str) -> str:
    awaited = dispute.evidence_due_at if dispute.status not in OVER else None
    return f"Evidence is due by {format_date(day_in(zone, awaited), 'en-GB')}." if awaited else ""


def _of_dispute(dispute: Dispute, said: About, zone: str) -> Letter:
    words = dispute_words(dispute.status)
    to_do = "" if words.to_do == NOTHING else words.to_do
    paragraphs = (
        f"{said.amount} that {said.client} paid for invoice {said.number}.",
        f"{REASONS.get(dispute.reason, NO_REASON)}.",
        words.meaning,
        _due(dispute, zone),
        to_do,
    )
    return Letter(
        subject=f"Dispute: {words.label.lower()}, {said.client}, {said.amount}",
        paragraphs=tuple(filter(None, paragraphs)),
        notes=said.notes,
        button="Look at the dispute",
        url=f"{said.home}/payments/disputes/{dispute.id}",
    )


def _of_warning(warning: FraudWarning, said: About) -> Letter:
    return Letter(
        subject=f"Early fraud warning: {said.client}, {said.amount}",
        paragraphs=(
            f"The card’s bank calls a payment fraud: {said.amount} for invoice {said.number} of {said.client}.",  # noqa: RUF001  # as it is printed
            f"{FRAUD_TYPES.get(warning.fraud_type, SOME_FRAUD)}.",
            "Most such payments are disputed later, which costs a fee on top. Refunding it now avoids that.",
        ),
        notes=said.notes,
        button="Refund it or keep it",
        url=f"{said.home}/payments/disputes#of-{warning.id}",
    )
