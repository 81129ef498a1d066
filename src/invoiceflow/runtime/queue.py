"""
Jobs, written in the transaction that causes them.

A job is a name and ids as text; its tenant is the session's, added by the database itself, or it has none and is about
a person's own. Safe to run twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.runtime.database import Database, Session

# Only the worker's login may. Triggers of the queue take along what hangs on a job, and want to be in their schema.
_AMONG_JOBS = text("SET LOCAL search_path = queue")
_FORGET = text(
    "DELETE FROM procrastinate_jobs j WHERE j.status NOT IN ('todo', 'doing') "
    "AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at >= :before)"
)
# By the database's clock, which is the queue's. What was never to be later has waited since it was deferred.
_WAITING = text(
    "SELECT count(*) AS waiting, "
    "coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0) AS oldest "
    "FROM procrastinate_jobs j LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' "
    "WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
)
_DEFER = text("SELECT queue.defer(:task, CAST(:args AS jsonb), :lock, :not_before)")
_DEFER_FOR_PERSON = text("SELECT queue.defer_for_person(:task, :person, CAST(:args AS jsonb), :lock)")

Chore = Callable[[TenantId, datetime], Awaitable[None]]
"""Something that the worker tidies up in each tenant, again and again (entrypoints/housekeeping.py)."""


@dataclass(frozen=True, slots=True)
class Job:
    """
    A handler and the name that it is queued under.

    ``run`` takes ``tenant_id``, or ``person_id``, and the other arguments as keyword-only texts. After ``attempts``
    failures, with exponential waits between them, the job is parked as failed and stays visible. ``give_up`` is called
    instead of ``run``, with the same texts, when a job is parked because its workers died of it.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    attempts: int = 8
    give_up: Callable[..., Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Periodic:
    """
    Work for all tenants together, which the worker does again and again.

    ``cron`` says when (UTC; six fields, the last of them seconds). One worker does it, however many there are, and
    never twice at once: a turn that comes while one waits is left out.
    """

    name: str
    cron: str
    run: Callable[[], Awaitable[None]]


async def defer(
    session: Session,
    task: str,
    ids: Mapping[str, str],
    *,
    lock: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """
    Queue a job, which starts once this session's transaction has committed, and never if it does not.

    Jobs of one ``lock`` run one after the other. It is the tenant's own, unless it is the task, a dot and a number, and
    the job waits for no day.
    """
    args = msgspec.json.encode(ids).decode()
    await session.execute(_DEFER, {"task": task, "args": args, "lock": lock, "not_before": not_before})


async def defer_for_person(
    connection: AsyncConnection,
    task: str,
    person_id: PersonId,
    ids: Mapping[str, str],
    *,
    lock: str | None = None,
) -> None:
    """Queue a job about a person's own, of no tenant, likewise; its lock is the person's. The web's login only."""
    args = msgspec.json.encode(ids).decode()
    values = {"task": task, "person": person_id, "args": args, "lock": lock}
    await connection.execute(_DEFER_FOR_PERSON, values)


async def forget_jobs(database: Database, before: datetime) -> None:
    """Remove jobs that are over, failed ones included, of which nothing was heard since."""
    async with database.without_tenant() as connection:
        await connection.execute(_AMONG_JOBS)
        await connection.execute(_FORGET, {"before": before})


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs are due and wait for a worker, and for how long the oldest of them has."""

    waiting: int
    oldest_seconds: int


async def backlog(database: Database) -> Backlog:
    """Return what waits now, in all tenants together."""
    async with database.without_tenant() as connection:
        await connection.execute(_AMONG_JOBS)
        row = (await connection.execute(_WAITING)).one()
    return Backlog(row.waiting, int(row.oldest))
