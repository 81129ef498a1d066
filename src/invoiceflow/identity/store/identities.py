"""The identities that prove a person, and where the person is written to: the directory, behind its functions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity.domain.person import LinkedIdentity, Unlinking
from invoiceflow.identity.domain.session import Identity
from invoiceflow.kernel.ids import PersonId

_CHANGE_EMAIL = text("SELECT directory.change_email(:id, :email)")
_RENAME = text("SELECT directory.rename_person(:id, :name)")
_IDENTITIES = text("SELECT issuer, subject, email, created_at, used_at FROM directory.identities_of(:id)")
_LINK = text("SELECT directory.link_identity(:id, :issuer, :subject, :email, :name, :at)")
_UNLINK = text("SELECT directory.unlink_identity(:id, :issuer, :subject, :offered)")


async def identities_of(connection: AsyncConnection, person_id: PersonId) -> tuple[LinkedIdentity, ...]:
    """Return the identities that prove a person, oldest first."""
    found = await connection.execute(_IDENTITIES, {"id": person_id})
    return tuple(LinkedIdentity(*row) for row in found)


async def link_identity(
    connection: AsyncConnection, person_id: PersonId, identity: Identity, at: datetime
) -> PersonId:
    """Let an identity prove a person, and return whom it proves: it may be somebody else's before."""
    values = {
        "id": person_id,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "email": identity.email,
        "name": identity.name,
        "at": at,
    }
    found: UUID = (await connection.execute(_LINK, values)).scalar_one()
    return PersonId(found)


async def unlink_identity(
    connection: AsyncConnection, person_id: PersonId, issuer: str, subject: str, *, offered: list[str]
) -> Unlinking:
    """
    Let an identity prove a person no more, and return what came of it.

    It is kept where it is the last: where none of an ``offered`` issuer would be left.
    """
    values = {"id": person_id, "issuer": issuer, "subject": subject, "offered": offered}
    return Unlinking((await connection.execute(_UNLINK, values)).scalar_one())


async def rename_person(connection: AsyncConnection, person_id: PersonId, name: str) -> None:
    """Call a person by another name from now on."""
    await connection.execute(_RENAME, {"id": person_id, "name": name})


async def change_email(connection: AsyncConnection, person_id: PersonId, email: str) -> str:
    """Write to a person at another address from now on; return the former one."""
    found: str = (await connection.execute(_CHANGE_EMAIL, {"id": person_id, "email": email})).scalar_one()
    return found
