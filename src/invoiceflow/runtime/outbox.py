"""
Events: facts that slices above may react to, without the slice below knowing them.

A reaction is either part of the fact, and runs at once in its transaction (the ledger), or it follows, as a job that
is queued in that transaction (documents, email). The wiring binds both.
"""

import msgspec

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer


async def publish(session: Session, event: object) -> None:
    """
    Run the reactions that are part of the fact, then queue those that follow it.

    The event is a frozen dataclass; its fields, as text, are the arguments of the jobs, beside the tenant's id.
    """
    reactions = session.reactions.get(type(event))
    if reactions is None:
        return
    for react in reactions.now:
        await react(session, event)
    fields = {name: str(value) for name, value in msgspec.to_builtins(event).items()}
    for task in reactions.later:
        await defer(session, task, fields)
