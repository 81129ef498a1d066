"""Jobs: write about approval."""

from datetime import datetime
from uuid import UUID

from invoiceflow.invoicing.actions.approve_draft import TELL_SUBMITTER
from invoiceflow.invoicing.actions.submit_draft import ASK_APPROVER
from invoiceflow.invoicing.actions.write_approval import (
    ApprovalDesk,
    AskApprover,
    TellSubmitter,
    ask_approver,
    tell_submitter,
)
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.queue import Job


def jobs(desk: ApprovalDesk) -> tuple[Job, ...]:
    """Return this slice's jobs."""

    async def ask(*, tenant_id: str, invoice_id: str, person_id: str, asked_at: str) -> None:
        asked = datetime.fromisoformat(asked_at)
        await ask_approver(
            desk, AskApprover(TenantId(UUID(tenant_id)), UUID(invoice_id), UUID(person_id), asked)
        )

    async def tell(*, tenant_id: str, invoice_id: str, decided_at: str) -> None:
        decided = datetime.fromisoformat(decided_at)
        await tell_submitter(desk, TellSubmitter(TenantId(UUID(tenant_id)), UUID(invoice_id), decided))

    return (Job(ASK_APPROVER, ask), Job(TELL_SUBMITTER, tell))
