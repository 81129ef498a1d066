"""Call a person by another name."""

from invoiceflow.identity.actions.open_session import Keeping
from invoiceflow.identity.actions.spread_facts import queue_spreading, tell_sessions
from invoiceflow.identity.store import identities
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.name import checked_name


async def rename_person(keeping: Keeping, person: Person, name: str) -> None:
    """
    Call a person by this name from now on: in every session, and wherever they are a member. What is past stays.

    Raises:
        Invalid: it is no name.
    """
    name = checked_name(name)
    async with keeping.database.without_tenant() as connection:
        await identities.rename_person(connection, person.id, name)
        await queue_spreading(connection, person.id)
    await tell_sessions(keeping, person.id)  # the job does it as well; this is for the next click
