"""Jobs: send an invitation or a notice. Chores: take deleted tenants apart."""

from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Chore, Job
from invoiceflow.tenancy.actions.invite_member import SEND_INVITATION
from invoiceflow.tenancy.actions.purge_tenant import Purging, erase_tenant, purge_tenant
from invoiceflow.tenancy.actions.send_invitation import InvitationOffice, SendInvitation, send_invitation
from invoiceflow.tenancy.actions.send_notice import SEND_NOTICE, Notice, NoticeDesk, SendNotice, send_notice


def jobs(office: InvitationOffice, desk: NoticeDesk, clock: Clock) -> tuple[Job, ...]:
    """Return this slice's jobs."""

    async def run(*, tenant_id: str, invitation_id: str, version: str) -> None:
        command = SendInvitation(TenantId(UUID(tenant_id)), UUID(invitation_id), int(version), clock.now())
        await send_invitation(office, command)

    async def tell(*, tenant_id: str, person_id: str, notice: str, notice_id: str) -> None:
        tenant, person = TenantId(UUID(tenant_id)), PersonId(UUID(person_id))
        await send_notice(desk, SendNotice(tenant, person, Notice(notice), UUID(notice_id), clock.now()))

    return (Job(SEND_INVITATION, run), Job(SEND_NOTICE, tell))


def chores(purging: Purging) -> tuple[Chore, ...]:
    """Return what this slice tidies up."""

    async def purge(tenant_id: TenantId, at: datetime) -> None:
        await purge_tenant(purging, tenant_id, at)

    async def erase(tenant_id: TenantId, at: datetime) -> None:
        await erase_tenant(purging, tenant_id, at)

    return (purge, erase)
