"""Send the email of an invitation."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.mail import Mailer, MailRefused, Message
from invoiceflow.tenancy.actions.write_invitation import write_invitation
from invoiceflow.tenancy.domain.invitation import Invitation, token_behind
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.tenancy.store import invitations, tenants

KEY_LOST = "The server's secret key was changed before this email left. Send the invitation again."


@dataclass(frozen=True, slots=True)
class InvitationOffice:
    """What sending needs; ``keys`` are the secrets derived for invitations, the newest first."""

    database: Database
    mailer: Mailer
    base_url: str
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendInvitation:
    """One attempt. ``version`` is that of the invitation when it was queued."""

    tenant_id: TenantId
    invitation_id: UUID
    version: int
    at: datetime


async def send_invitation(office: InvitationOffice, command: SendInvitation) -> None:
    """
    Send the email, unless the invitation is gone, was sent before, or has been replaced by a newer one.

    No transaction is open meanwhile. What the mail server refuses for good is written down for the members' page.

    Raises:
        MailDelayed: it did not leave now; the job is to be tried again.
    """
    async with office.database.as_tenant(command.tenant_id) as session:
        try:
            invitation = await invitations.load_invitation(session, command.invitation_id)
        except invitations.NoSuchInvitation:
            return
        profile = (await tenants.load_tenant(session)).profile
    if invitation.version != command.version or invitation.sent_at is not None:
        return
    error = await _send(office, command, invitation, profile)
    async with office.database.as_tenant(command.tenant_id) as session:
        sent_at = None if error else command.at
        await invitations.save_mailing(session, invitation, sent_at=sent_at, error=error)


async def _send(
    office: InvitationOffice, command: SendInvitation, invitation: Invitation, profile: Profile
) -> str:
    """Return why the email can never leave, or nothing."""
    token = token_behind(office.keys, command.tenant_id, invitation)
    if token is None:
        return KEY_LOST
    try:
        await office.mailer.send(_message(office, command, invitation, profile, token))
    except MailRefused as refusal:
        return str(refusal)[:200]
    return ""


def _message(
    office: InvitationOffice,
    command: SendInvitation,
    invitation: Invitation,
    profile: Profile,
    token: str,
) -> Message:
    mail = write_invitation(invitation, profile, url=f"{office.base_url.rstrip('/')}/invitations/{token}")
    return Message(
        to_email=invitation.email,
        to_name="",
        from_name=profile.name,
        reply_to=profile.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=f"<{invitation.id}.{invitation.version}@{urlsplit(office.base_url).hostname}>",
        at=command.at,
    )
