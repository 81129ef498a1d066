"""Answer a dispute: hand in what speaks for the tenant, once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments import store
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.domain.dispute import ANSWERABLE, Dispute
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.evidence import LARGEST_BYTES, REFUSED, REQUESTED, Evidence
from invoiceflow.payments.ports import Answer, Declined, Documents
from invoiceflow.payments.store import collected, troubles
from invoiceflow.payments.store import evidence as answers
from invoiceflow.payments.store.collected import Collected
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

HAND_IN: Final = "payments.hand_in_evidence"
TELL_EVIDENCE: Final = "payments.tell_evidence"
NOT_REACHED: Final = (
    "Stripe did not answer, again and again. Hand it in once more: the bank takes it once all the same."
)


class NotAnswerable(Refused):
    """The dispute is over, or its bank has an answer already."""

    code = "dispute.not_answerable"


class TooLate(Refused):
    """The day until which evidence was awaited has passed."""

    code = "dispute.too_late"


class AlreadyAnswered(Refused):
    """Evidence was handed in before; a bank takes it once."""

    code = "dispute.answered"


@dataclass(frozen=True, slots=True)
class SubmitEvidence:
    """What is handed in: texts by Stripe's names for them, with the invoice's document if that is wanted."""

    dispute_id: UUID
    texts: Mapping[str, str]
    has_document: bool
    actor: str
    at: datetime


async def submit_evidence(session: Session, command: SubmitEvidence) -> Evidence:
    """
    Write down what is handed in; a job does it, once this is committed.

    Raises:
        NoSuchDispute: there is none.
        NotAnswerable, TooLate, AlreadyAnswered: nothing can be handed in, or not any more.
        Invalid: it says nothing.
    """
    dispute = await troubles.load_dispute(session, command.dispute_id)
    await collected.lock_collected(session, dispute.payment_id)
    dispute = await troubles.load_dispute(session, command.dispute_id)
    await _require_answerable(session, dispute, command.at)
    texts = {name: text.strip() for name, text in command.texts.items() if text.strip()}
    if not texts:
        raise Invalid.field("/uncategorized_text", "evidence.empty", "Say what happened.")
    answer = Evidence(
        id=new_id(command.at),
        dispute_id=dispute.id,
        state=REQUESTED,
        texts=texts,
        has_document=command.has_document,
        file_id="",
        fault="",
        requested_by=command.actor,
        requested_at=command.at,
    )
    await answers.add_evidence(session, answer)
    await defer(session, HAND_IN, {"evidence_id": str(answer.id)}, lock=f"evidence:{answer.id}")
    await announce(session, "payment", dispute.payment_id)
    payment = await store.load_payment(session, dispute.payment_id)
    detail: dict[str, str | int | None] = {"provider_id": dispute.provider_id, "evidence_id": str(answer.id)}
    await record(
        session,
        Fact(command.at, command.actor, "evidence.submitted", "invoice", payment.invoice_id, detail),
    )
    return answer


async def _require_answerable(session: Session, dispute: Dispute, at: datetime) -> None:
    known = await answers.newest_of(session, dispute.id)
    if known is not None and known.state != REFUSED:
        raise AlreadyAnswered("Evidence was handed in already. The bank takes it once.")
    if dispute.status not in ANSWERABLE:
        raise NotAnswerable("This dispute waits for no answer any more.")
    if dispute.evidence_due_at is not None and at >= dispute.evidence_due_at:
        raise TooLate("Evidence was due before now. The bank takes none any more.")


@dataclass(frozen=True, slots=True)
class _Case:
    """What is handed in, against what, on whose account."""

    answer: Evidence
    dispute: Dispute
    known: Collected
    invoice_id: InvoiceId

    @property
    def is_open(self) -> bool:
        return self.answer.state == REQUESTED


async def hand_in_evidence(till: Till, documents: Documents, tenant_id: TenantId, evidence_id: UUID) -> None:
    """
    Bring evidence to Stripe: the document first, then all of it together. As a job, which may be tried again.

    Stripe is looked at before it is told: an answer that was lost on its way is not given a second time.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    case = await _case(till, tenant_id, evidence_id)
    if not case.is_open:
        return
    await _look(till, tenant_id, case)
    case = await _case(till, tenant_id, evidence_id)
    if case.dispute.status not in ANSWERABLE:
        late = case.answer.refused("The dispute was over before it could be handed in.")
        await _save(till, tenant_id, case, case.answer.submitted() if case.dispute.submissions else late)
        return
    try:
        answer = await _with_document(till, documents, tenant_id, case)
        await till.collector.answer(
            Answer(answer.id, case.known.account, case.dispute.provider_id, answer.texts, answer.file_id)
        )
    except Declined as error:
        await _save(till, tenant_id, case, case.answer.refused(f"Stripe does not take it: {error}"))
    else:
        await _save(till, tenant_id, case, answer.submitted())
    await _look(till, tenant_id, case)


async def give_up_evidence(till: Till, tenant_id: TenantId, evidence_id: UUID) -> None:
    """Let evidence be handed in once more that Stripe could not be reached with: when its job has tried for long."""
    case = await _case(till, tenant_id, evidence_id)
    if case.is_open:
        await _save(till, tenant_id, case, case.answer.refused(NOT_REACHED))


async def _case(till: Till, tenant_id: TenantId, evidence_id: UUID) -> _Case:
    async with till.database.as_tenant(tenant_id) as session:
        answer = await answers.load_evidence(session, evidence_id)
        dispute = await troubles.load_dispute(session, answer.dispute_id)
        known = await collected.lock_collected(session, dispute.payment_id)
        payment = await store.load_payment(session, dispute.payment_id)
    if known is None:
        raise AssertionError("what is disputed was collected by Stripe")
    return _Case(answer, dispute, known, payment.invoice_id)


async def _with_document(till: Till, documents: Documents, tenant_id: TenantId, case: _Case) -> Evidence:
    """Return the evidence with its document at Stripe; one that is too large for banks is left out."""
    if not case.answer.has_document or case.answer.file_id:
        return case.answer
    content = await documents(tenant_id, case.invoice_id)
    if len(content) > LARGEST_BYTES:
        return case.answer
    file_id = await till.collector.upload(case.known.account, case.answer.id, content)
    answer = replace(case.answer, file_id=file_id)
    await _save(till, tenant_id, case, answer)
    return answer


async def _save(till: Till, tenant_id: TenantId, case: _Case, answer: Evidence) -> None:
    """Write how evidence stands. Who looks after payments is told where it was not taken: nobody waits for the job."""
    async with till.database.as_tenant(tenant_id) as session:
        await answers.save_evidence(session, answer, till.clock.now())
        await announce(session, "payment", case.dispute.payment_id)
        if answer.state == REFUSED:
            await defer(session, TELL_EVIDENCE, {"evidence_id": str(answer.id)}, lock=f"evidence:{answer.id}")


async def _look(till: Till, tenant_id: TenantId, case: _Case) -> None:
    target = Target(Topic.PAYMENT, case.known.payment_intent)
    await follow_object(till, FollowObject(tenant_id, case.known.account, target))
