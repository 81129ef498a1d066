"""Stores invitations; enters the hashes of their tokens into the directory."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, insert, select, text, update

from invoiceflow.kernel.errors import Missing
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.tables import invitations

_ENTER = text("SELECT directory.enter_invitation(:hash)")
_DROP = text("SELECT directory.drop_invitation(:hash)")
_COLUMNS = [invitations.c[name] for name in Invitation.__dataclass_fields__]


class NoSuchInvitation(Missing):
    """There is no such invitation, or no more: it was accepted, revoked, or replaced by a newer one."""

    code = "invitation.not_found"


async def add_invitation(session: Session, invitation: Invitation) -> None:
    """Write a new invitation, here and in the directory."""
    await session.execute(_ENTER, {"hash": invitation.token_hash})
    await session.execute(insert(invitations).values(tenant_id=session.tenant_id, **_values(invitation)))


async def load_invitation(session: Session, invitation_id: UUID) -> Invitation:
    """
    Return an invitation by its id.

    Raises:
        NoSuchInvitation: this tenant has none of that id.
    """
    return _found(await _row(session, invitations.c.id == invitation_id))


async def invitation_of_token(session: Session, token_hash: bytes) -> Invitation:
    """
    Return an invitation by the hash of its token.

    Raises:
        NoSuchInvitation: this tenant has none.
    """
    return _found(await _row(session, invitations.c.token_hash == token_hash))


async def find_by_token(session: Session, token_hash: bytes) -> Invitation | None:
    """Return an invitation by the hash of its token, or None."""
    row = await _row(session, invitations.c.token_hash == token_hash)
    return _invitation(row) if row else None


async def is_invited(session: Session, email: str) -> bool:
    """Return whether there is an invitation for the address (in its plain spelling)."""
    return await _row(session, invitations.c.email == email) is not None


async def every_invitation(session: Session) -> tuple[Invitation, ...]:
    """Return the tenant's invitations, the newest first."""
    found = await session.execute(
        select(*_COLUMNS)
        .where(invitations.c.tenant_id == session.tenant_id)
        .order_by(invitations.c.created_at.desc(), invitations.c.id.desc())
    )
    return tuple(_invitation(row) for row in found.mappings())


async def replace_invitation(session: Session, old: Invitation, new: Invitation) -> None:
    """Save an invitation under another token; the old one leads nowhere."""
    await session.execute(_DROP, {"hash": old.token_hash})
    await session.execute(_ENTER, {"hash": new.token_hash})
    mine = (invitations.c.tenant_id == session.tenant_id, invitations.c.id == old.id)
    await session.execute(update(invitations).where(*mine).values(**_values(new)))


async def save_mailing(
    session: Session, invitation: Invitation, *, sent_at: datetime | None, error: str
) -> None:
    """Keep what became of the email of this version of an invitation."""
    mine = (
        invitations.c.tenant_id == session.tenant_id,
        invitations.c.id == invitation.id,
        invitations.c.version == invitation.version,
    )
    await session.execute(update(invitations).where(*mine).values(sent_at=sent_at, mail_error=error))


async def delete_invitation(session: Session, invitation: Invitation) -> None:
    """Remove an invitation, here and in the directory."""
    await session.execute(_DROP, {"hash": invitation.token_hash})
    mine = (invitations.c.tenant_id == session.tenant_id, invitations.c.id == invitation.id)
    await session.execute(delete(invitations).where(*mine))


async def _row(session: Session, which: Any) -> RowMapping | None:
    wanted = select(*_COLUMNS).where(invitations.c.tenant_id == session.tenant_id, which)
    return (await session.execute(wanted)).mappings().one_or_none()


def _found(row: RowMapping | None) -> Invitation:
    if row is None:
        raise NoSuchInvitation("There is no such invitation, or no more.")
    return _invitation(row)


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(**{**row, "role": Role(row["role"])})


def _values(invitation: Invitation) -> dict[str, object]:
    return {**asdict(invitation), "role": invitation.role.value}
