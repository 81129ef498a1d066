"""
Events: facts that slices above may react to, without the slice below knowing them.

A reaction is either part of the fact, and runs at once in its transaction (the ledger), or it follows, as a job that
is queued in that transaction (documents, email). The wiring binds both.
"""

from uuid import UUID

import msgspec

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer


async def publish(session: Session, event: object) -> None:
    """
    Run the reactions that are part of the fact, then queue those that follow it.

    The event is a frozen dataclass; the ids among its fields are the arguments of the jobs, beside the tenant's.
    """
    reactions = session.reactions.get(type(event))
    if reactions is None:
        return
    for react in reactions.now:
        await react(session, event)
    given = msgspec.to_builtins(event, builtin_types=(UUID,))
    ids = {name: str(value) for name, value in given.items() if isinstance(value, UUID)}
    for task in reactions.later:
        await defer(session, task, ids)
