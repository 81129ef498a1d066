"""Call a person by another name."""

from invoiceflow.identity import store
from invoiceflow.identity.actions.open_session import Keeping
from invoiceflow.identity.ports import Memberships
from invoiceflow.identity.store import identities, sessions
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.name import checked_name


async def rename_person(desk: Keeping, memberships: Memberships, person: Person, name: str) -> None:
    """
    Call a person by this name from now on: in every session, and wherever they are a member. What is past stays.

    Raises:
        Invalid: it is no name.
    """
    name = checked_name(name)
    async with desk.database.without_tenant() as connection:
        await identities.rename_person(connection, person.id, name)
        facts = await store.load_person(connection, person.id)
    await sessions.tell_facts(desk.redis, str(person.id), facts)
    await memberships.tell(person.id, facts)
