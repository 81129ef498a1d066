"""
Refused authorisations: told to whoever keeps the audit log, after the refusal, in a transaction of their own.

Litestar calls ``note_refusal`` for each exception, before it is rendered. It never changes the answer.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from litestar.types import Scope

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.kernel.errors import Expected, Forbidden
from invoiceflow.kernel.ids import TenantId
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

    async def stranger(self, tenant_id: TenantId, refusal: Refusal) -> None:
        """Keep, in a tenant, that somebody whom it does not know was refused something of it."""
        ...


async def note_refusal(error: Exception, scope: Scope) -> None:
    """Keep a refusal of what the asker may not do. A log that is away is no reason for another answer."""
    if not isinstance(error, Forbidden | NoSuchTenant) or isinstance(error, NotElevated):
        return
    await _kept(_note(scope["litestar_app"].state.refusals, visit_in(scope), error, scope), error)


async def note_stranger(error: Forbidden, tenant_id: TenantId, scope: Scope) -> None:
    """Keep, for a handler that answers it itself, that somebody unknown was refused something of a tenant."""
    refusals: RefusalLog = scope["litestar_app"].state.refusals
    await _kept(refusals.stranger(tenant_id, _refusal(visit_in(scope), error, scope)), error)


async def _kept(keeping: Awaitable[None], error: Expected) -> None:
    try:
        await keeping
    except Exception as failure:  # noqa: BLE001  # whatever fails here, the refusal itself must be answered
        log.warning("refusal.not_kept", error=type(failure).__name__, code=error.code)


def _refusal(visit: Visit, error: Expected, scope: Scope) -> Refusal:
    return Refusal(
        at=visit.at,
        request_id=visit.request_id,
        method=str(scope.get("method", "")),
        path=str(scope.get("path", ""))[:_LONGEST_PATH],
        code=error.code,
        reason=error.message,
    )


async def _note(refusals: RefusalLog, visit: Visit, error: Forbidden | NoSuchTenant, scope: Scope) -> None:
    refusal = _refusal(visit, error, scope)
    if isinstance(error, NoSuchTenant):
        if visit.person is not None:
            await refusals.astray(visit.person, refusal)
    elif (actor := visit.refused or visit.actor) is not None:
        await refusals.refused(actor, refusal)
