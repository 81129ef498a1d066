"""Jobs: post a letter to a person; tell sessions and tenants what a person is called, and where they are written to."""

from uuid import UUID

from invoiceflow.identity.actions.notify_person import POST_LETTER, LetterOffice, PostLetter, post_letter
from invoiceflow.identity.actions.open_session import Keeping
from invoiceflow.identity.actions.spread_facts import SPREAD_FACTS, spread_facts
from invoiceflow.identity.ports import Memberships
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Job


def jobs(office: LetterOffice, keeping: Keeping, memberships: Memberships, clock: Clock) -> tuple[Job, ...]:
    """Return this slice's jobs. They name the person whose own they are, and no tenant."""

    async def post(*, person_id: str, letter_id: str) -> None:  # noqa: ARG001  # the queue names the person to each
        await post_letter(office, PostLetter(UUID(letter_id), clock.now()))

    async def spread(*, person_id: str) -> None:
        await spread_facts(keeping, memberships, PersonId(UUID(person_id)))

    return (Job(POST_LETTER, post, attempts=12), Job(SPREAD_FACTS, spread, attempts=12))
