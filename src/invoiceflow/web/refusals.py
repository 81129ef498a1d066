"""
Refused authorisations: told to whoever keeps the audit log, after the refusal, in a transaction of their own.

Litestar calls ``note_refusal`` for each exception, before it is rendered. It never changes the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from litestar.types import Scope

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.kernel.errors import Forbidden
from invoiceflow.web.guards import NoSuchTenant, NotElevated
from invoiceflow.web.visit import Visit, visit_in

_LONGEST_PATH = 200

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused: method and path, without the query, and the code and words of the answer."""

    at: datetime
    request_id: str
    method: str
    path: str
    code: str
    reason: str


class RefusalLog(Protocol):
    """Keeps refusals. Implemented above the shell, and bound in the wiring."""

    async def refused(self, actor: Actor, refusal: Refusal) -> None:
        """Keep that a member or key of a tenant was refused something inside it."""
        ...

    async def astray(self, person: Person, refusal: Refusal) -> None:
        """Keep, in each of the person's own tenants, that they asked for one that is not theirs."""
        ...


async def note_refusal(error: Exception, scope: Scope) -> None:
    """Keep a refusal of what the asker may not do. A log that is away is no reason for another answer."""
    if not isinstance(error, Forbidden | NoSuchTenant) or isinstance(error, NotElevated):
        return
    visit, refusals = visit_in(scope), scope["litestar_app"].state.refusals
    try:
        await _note(refusals, visit, error, scope)
    except Exception as failure:  # noqa: BLE001  # whatever fails here, the refusal itself must be answered
        log.warning("refusal.not_kept", error=type(failure).__name__, code=error.code)


async def _note(refusals: RefusalLog, visit: Visit, error: Forbidden | NoSuchTenant, scope: Scope) -> None:
    refusal = Refusal(
        at=visit.at,
        request_id=visit.request_id,
        method=str(scope.get("method", "")),
        path=str(scope.get("path", ""))[:_LONGEST_PATH],
        code=error.code,
        reason=error.message,
    )
    if isinstance(error, NoSuchTenant):
        if visit.person is not None:
            await refusals.astray(visit.person, refusal)
    elif (actor := visit.refused or visit.actor) is not None:
        await refusals.refused(actor, refusal)
