"""Jobs about money at Stripe. Each is safe to run twice."""

from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.answer_warning import refund_by_itself
from invoiceflow.payments.actions.charge_method import FINISH_CHARGE, finish_charge
from invoiceflow.payments.actions.end_checkouts import END_CHECKOUTS, end_checkouts
from invoiceflow.payments.actions.end_method import DETACH, detach_method
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.actions.make_mirror import MIRROR, TELL_UNMIRRORED
from invoiceflow.payments.actions.note_checkout import TELL_FAILED
from invoiceflow.payments.actions.note_trouble import REFUND_WARNED, TELL_DISPUTE, TELL_WARNING
from invoiceflow.payments.actions.open_checkout import Asks, mirror_invoice
from invoiceflow.payments.actions.receive_event import FOLLOW
from invoiceflow.payments.actions.reconcile import FINISH_REFUND
from invoiceflow.payments.actions.refund_payment import finish_refund
from invoiceflow.payments.actions.submit_evidence import (
    HAND_IN,
    TELL_EVIDENCE,
    give_up_evidence,
    hand_in_evidence,
)
from invoiceflow.payments.actions.write_about_payments import PaymentsDesk
from invoiceflow.payments.actions.write_attempt import TellAttempt, tell_failed, tell_unmirrored
from invoiceflow.payments.actions.write_trouble import (
    TellDispute,
    TellEvidence,
    TellWarning,
    tell_dispute,
    tell_evidence,
    tell_warning,
)
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.ports import Documents
from invoiceflow.runtime.queue import Job


def jobs(till: Till | None, desk: PaymentsDesk, documents: Documents, asks: Asks) -> tuple[Job, ...]:
    """Return the jobs of this slice. Without a key for Stripe nothing is asked there, and they do nothing."""
    names = (FOLLOW, END_CHECKOUTS, FINISH_REFUND, REFUND_WARNED, HAND_IN, FINISH_CHARGE, DETACH, MIRROR)
    if till is None:
        return (*(Job(name, _nothing) for name in names), *_letters(desk))
    return (*_at_stripe(till, documents), *_of_methods(till), _mirroring(till, asks), *_letters(desk))


async def _nothing(**_: str) -> None:
    pass


def _at_stripe(till: Till, documents: Documents) -> tuple[Job, ...]:
    async def follow(*, tenant_id: str, account: str, topic: str, object_id: str) -> None:
        target = Target(Topic(topic), object_id)
        await follow_object(till, FollowObject(TenantId(UUID(tenant_id)), account, target))

    async def end(*, tenant_id: str, invoice_id: str) -> None:
        await end_checkouts(till, TenantId(UUID(tenant_id)), InvoiceId(UUID(invoice_id)))

    async def finish(*, tenant_id: str, refund_id: str) -> None:
        await finish_refund(till, TenantId(UUID(tenant_id)), UUID(refund_id))

    async def refund_warning(*, tenant_id: str, warning_id: str) -> None:
        await refund_by_itself(till, TenantId(UUID(tenant_id)), UUID(warning_id))

    async def hand_in(*, tenant_id: str, evidence_id: str) -> None:
        await hand_in_evidence(till, documents, TenantId(UUID(tenant_id)), UUID(evidence_id))

    async def give_up(*, tenant_id: str, evidence_id: str) -> None:
        await give_up_evidence(till, TenantId(UUID(tenant_id)), UUID(evidence_id))

    return (
        Job(FOLLOW, follow, attempts=12),
        Job(END_CHECKOUTS, end),
        Job(FINISH_REFUND, finish),
        Job(REFUND_WARNED, refund_warning),
        Job(HAND_IN, hand_in, attempts=12, give_up=give_up),
    )


def _of_methods(till: Till) -> tuple[Job, ...]:
    async def charged(*, tenant_id: str, checkout_id: str) -> None:
        await finish_charge(till, TenantId(UUID(tenant_id)), UUID(checkout_id))

    async def detach(*, tenant_id: str, method_id: str) -> None:
        await detach_method(till, TenantId(UUID(tenant_id)), UUID(method_id))

    return (Job(FINISH_CHARGE, charged, attempts=12), Job(DETACH, detach, attempts=12))


def _mirroring(till: Till, asks: Asks) -> Job:
    async def mirror(*, tenant_id: str, invoice_id: str) -> None:
        await mirror_invoice(till, await asks(TenantId(UUID(tenant_id)), InvoiceId(UUID(invoice_id))))

    return Job(MIRROR, mirror, attempts=12)


def _letters(desk: PaymentsDesk) -> tuple[Job, ...]:
    async def failed(*, tenant_id: str, checkout_id: str, at: str) -> None:
        command = TellAttempt(TenantId(UUID(tenant_id)), UUID(checkout_id), datetime.fromisoformat(at))
        await tell_failed(desk, command)

    async def unmirrored(*, tenant_id: str, checkout_id: str, at: str) -> None:
        command = TellAttempt(TenantId(UUID(tenant_id)), UUID(checkout_id), datetime.fromisoformat(at))
        await tell_unmirrored(desk, command)

    async def dispute(*, tenant_id: str, dispute_id: str, status: str) -> None:
        await tell_dispute(desk, TellDispute(TenantId(UUID(tenant_id)), UUID(dispute_id), status))

    async def warning(*, tenant_id: str, warning_id: str) -> None:
        await tell_warning(desk, TellWarning(TenantId(UUID(tenant_id)), UUID(warning_id)))

    async def evidence(*, tenant_id: str, evidence_id: str) -> None:
        await tell_evidence(desk, TellEvidence(TenantId(UUID(tenant_id)), UUID(evidence_id)))

    return (
        Job(TELL_FAILED, failed),
        Job(TELL_UNMIRRORED, unmirrored),
        Job(TELL_DISPUTE, dispute),
        Job(TELL_WARNING, warning),
        Job(TELL_EVIDENCE, evidence),
    )
