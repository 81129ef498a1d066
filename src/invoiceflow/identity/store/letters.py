"""Letters to persons that wait to be posted, in the directory. The web's login writes them, the worker's reads them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database

_ENTER = text("SELECT directory.enter_letter(:id, :person, :email, :content, :at)")
_FIND = text("SELECT email, content FROM directory.letter(:id)")
_DROP = text("SELECT directory.drop_letter(:id)")
_FORGET = text("SELECT directory.forget_letters(:before)")


async def enter_letter(
    connection: AsyncConnection,
    letter_id: UUID,
    person_id: PersonId,
    *,
    email: str,
    content: str,
    at: datetime,
) -> None:
    """Keep a letter to a person until it was posted."""
    values = {"id": letter_id, "person": person_id, "email": email, "content": content, "at": at}
    await connection.execute(_ENTER, values)


async def find_letter(database: Database, letter_id: UUID) -> tuple[str, str] | None:
    """Return the address and the content of a letter, or None when it was posted."""
    async with database.without_tenant() as connection:
        found = (await connection.execute(_FIND, {"id": letter_id})).one_or_none()
    return (found.email, found.content) if found else None


async def drop_letter(database: Database, letter_id: UUID) -> None:
    """Forget a letter: it was posted."""
    async with database.without_tenant() as connection:
        await connection.execute(_DROP, {"id": letter_id})


async def forget_letters(database: Database, before: datetime) -> None:
    """Forget letters of before that instant, which no mail server took."""
    async with database.without_tenant() as connection:
        await connection.execute(_FORGET, {"before": before})
