"""
Jobs, written in the transaction that causes them.

A job is a name and ids as text; its tenant is the session's, added by the database itself. Safe to run twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import text

from invoiceflow.runtime.database import Session

_DEFER = text("SELECT queue.defer(:task, CAST(:args AS jsonb), :lock, :not_before)")


@dataclass(frozen=True, slots=True)
class Job:
    """
    A handler and the name that it is queued under.

    ``run`` takes ``tenant_id`` and the other arguments as keyword-only texts. After ``attempts`` failures, with
    exponential waits between them, the job is parked as failed and stays visible. ``give_up`` is called instead of
    ``run``, with the same texts, when a job is parked because its workers died of it.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    attempts: int = 8
    give_up: Callable[..., Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Periodic:
    """
    Work for all tenants together, which the worker does again and again.

    ``cron`` says when (UTC; six fields, the last of them seconds). One worker does it, however many there are.
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

    Jobs of one ``lock`` run one after the other.
    """
    args = msgspec.json.encode(ids).decode()
    await session.execute(_DEFER, {"task": task, "args": args, "lock": lock, "not_before": not_before})
