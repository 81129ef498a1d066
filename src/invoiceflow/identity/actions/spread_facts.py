"""Let everything that keeps what a person is called, and where they are written to, know how that is now."""

from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity import store
from invoiceflow.identity.actions.open_session import Keeping
from invoiceflow.identity.domain.person import Facts
from invoiceflow.identity.ports import Memberships
from invoiceflow.identity.store import sessions
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.queue import defer_for_person

SPREAD_FACTS = "identity.spread_facts"


async def queue_spreading(connection: AsyncConnection, person_id: PersonId) -> None:
    """Have sessions and tenants told once this transaction has committed."""
    await defer_for_person(connection, SPREAD_FACTS, person_id, {}, lock="facts")


async def spread_facts(keeping: Keeping, memberships: Memberships, person_id: PersonId) -> None:
    """Tell every session of a person, then every tenant of theirs. Safe to run twice: it tells how it is by then."""
    await tell_sessions(keeping, person_id)
    await memberships.tell(person_id)


async def tell_sessions(keeping: Keeping, person_id: PersonId) -> None:
    """
    Tell every session of a person.

    Until what was told is still so: whoever reads before a change and tells after it would have the last word.
    """
    told, facts = None, await _facts(keeping, person_id)
    while told != facts:
        await sessions.tell_facts(keeping.redis, str(person_id), facts)
        told, facts = facts, await _facts(keeping, person_id)


async def _facts(keeping: Keeping, person_id: PersonId) -> Facts:
    async with keeping.database.without_tenant() as connection:
        return await store.load_person(connection, person_id)
