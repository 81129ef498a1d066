"""
Repeated requests: the same key and body get the same answer, whatever happened to the first answer's connection.

The answer is kept in the transaction of the effect itself, so there is never one without the other.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response
from sqlalchemy import text

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.web.acting import transaction
from invoiceflow.web.guards import actor_of
from invoiceflow.web.visit import visit_in

_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
_FIND = text(
    "SELECT fingerprint, status, answer FROM idempotency_keys "
    "WHERE tenant_id = :tenant AND principal = :principal AND route = :route AND key = :key"
)
_KEEP = text(
    "INSERT INTO idempotency_keys (tenant_id, principal, route, key, fingerprint, status, answer, created_at) "
    "VALUES (:tenant, :principal, :route, :key, :fingerprint, :status, :answer, :at)"
)

_FORGET = text("DELETE FROM idempotency_keys WHERE tenant_id = :tenant AND created_at < :before")
KEPT = timedelta(hours=24)
"""How long a repeated request gets the first one's answer."""


class InFlight(Refused):
    """A request with the same key is being worked on at this moment."""

    code = "idempotency.in_flight"


class KeyReused(Invalid):
    """The key was used before, with another body."""

    code = "idempotency.key_reused"


async def once(
    request: Request[Any, Any, Any],
    database: Database,
    run: Callable[[Session], Awaitable[tuple[int, bytes]]],
) -> Response[bytes]:
    """
    Run an effect in one transaction, at most once per ``Idempotency-Key``; without a key, simply run it.

    ``run`` returns the status and the JSON to answer. Failures are not kept: they changed nothing.

    Raises:
        InFlight: the same key is being worked on.
        KeyReused: the same key came with another body.
    """
    actor, visit = actor_of(request), visit_in(request.scope)
    key = _key(request)
    async with transaction(request, database) as session:
        if not key:
            return _answer(*await run(session))
        names = {
            "tenant": actor.tenant_id,
            "principal": _principal(actor),
            "route": _route(request),
            "key": key,
        }
        fingerprint = hashlib.sha256(await request.body()).digest()
        kept = await _kept(session, names, fingerprint)
        if kept is not None:
            return kept
        status, answer = await run(session)
        more = {"fingerprint": fingerprint, "status": status, "answer": answer, "at": visit.at}
        await session.execute(_KEEP, names | more)
    return _answer(status, answer)


def id_of_key(request: Request[Any, Any, Any], at: datetime) -> UUID:
    """
    Return the id of what a request makes: the same for the same ``Idempotency-Key``, a new one without a key.

    For effects that reach beyond one transaction, and are known by their own row when they are asked for again.
    """
    actor, key = actor_of(request), _key(request)
    if not key:
        return new_id(at)
    names = (str(actor.tenant_id), _principal(actor), _route(request), key)
    return UUID(bytes=hashlib.sha256("\0".join(names).encode()).digest()[:16], version=5)


async def forget_answers(session: Session, at: datetime) -> None:
    """Remove a tenant's answers that were kept for long enough."""
    await session.execute(_FORGET, {"tenant": session.tenant_id, "before": at - KEPT})


async def _kept(session: Session, names: dict[str, object], fingerprint: bytes) -> Response[bytes] | None:
    free = (await session.execute(_LOCK, {"name": " ".join(map(str, names.values()))})).scalar_one()
    if not free:
        raise InFlight("A request with this Idempotency-Key is being worked on. Ask again in a moment.")
    row = (await session.execute(_FIND, names)).one_or_none()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise KeyReused.field("/Idempotency-Key", KeyReused.code, "This key was used with another body.")
    return _answer(row.status, row.answer)


def _key(request: Request[Any, Any, Any]) -> str:
    key: str = request.headers.get("idempotency-key", "")
    if len(key) > 255:
        raise Invalid.field("/Idempotency-Key", "idempotency.key_too_long", "At most 255 characters.")
    return key


def _principal(actor: Actor) -> str:
    return str(actor.api_key_id or actor.person_id)


def _route(request: Request[Any, Any, Any]) -> str:
    return f"{request.method} {request.url.path}"


def _answer(status: int, body: bytes) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json")
