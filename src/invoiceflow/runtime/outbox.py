"""Events: facts that slices above may react to, each reaction a job of the same transaction."""

import msgspec

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer


async def publish(session: Session, event: object) -> None:
    """
    Queue one job for every reaction that the wiring has bound to this kind of event.

    The event is a frozen dataclass of ids; its fields, as text, are the arguments of the jobs.
    """
    fields = {name: str(value) for name, value in msgspec.to_builtins(event).items()}
    for task in session.subscriptions.get(type(event), ()):
        await defer(session, task, fields)
