"""
The worker: runs the jobs of the queue.

A job that fails is tried again after growing waits, and parked as failed after its last attempt. One that still runs
some time after its worker was told to stop is cut off and handed back. A job whose worker
died is given back after half a minute, behind the others, and parked after three such deaths. Its priority counts them:
0 at first, one less for each. Failures, which are tried again by themselves, do not count.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from secrets import randbelow

import structlog
from procrastinate import App, PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from invoiceflow.entrypoints import duties, wiring
from invoiceflow.entrypoints.backlog import telling
from invoiceflow.entrypoints.heartbeat import beating, heart
from invoiceflow.entrypoints.mail_news import listening
from invoiceflow.entrypoints.worker_end import UnderWay, run_until_told
from invoiceflow.runtime import logs
from invoiceflow.runtime.patience import STOP_SECONDS, WORKER
from invoiceflow.runtime.queue import Job, Periodic
from invoiceflow.runtime.settings import read

CONCURRENCY = 8
POLL_SECONDS = 0.5
"""How long a job may wait that nobody is told of: one behind a lock, once that is free; one deferred during a look."""

STALLED_SECONDS = 30
CRASHES = 3

log = structlog.get_logger()


class Patiently(RetryStrategy):
    """
    Tries a job again after growing waits; one that was cut off because its worker stops, at once and always.

    The waits are drawn, each between its half and its whole: what failed together does not come back together.
    """

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """Return when it is tried again; nothing when it has failed often enough."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is None:
            return None
        longest = self.exponential_wait ** (job.attempts + 1)
        return RetryDecision(retry_in={"seconds": longest - randbelow(longest // 2 + 1)})


def queue(worker_database_url: str, jobs: tuple[Job, ...], periodic: tuple[Periodic, ...] = ()) -> App:
    """Return the queue with its jobs, and what is done again and again. Its tables lie in the schema ``queue``."""
    connector = PsycopgConnector(
        conninfo=worker_database_url, kwargs={"options": f"-csearch_path=queue {WORKER.options}"}
    )
    app = App(connector=connector, worker_defaults={"delete_jobs": "successful"})
    for job in jobs:
        retry = Patiently(max_attempts=job.attempts, exponential_wait=3)
        app.task(name=job.name, retry=retry)(_logged(job.run))

    async def run_revive(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by name
        await revive(app.job_manager, jobs)

    app.periodic(cron="* * * * * */15", periodic_id="stalled")(app.task(name="queue.revive")(run_revive))
    for each in periodic:
        # One at a time, and one in waiting: what takes longer than its hour is not piled up.
        task = app.task(name=each.name, lock=each.name, queueing_lock=each.name)(_untimed(each.run))
        app.periodic(cron=each.cron, periodic_id=each.name)(task)
    return app


def _untimed(run: Callable[[], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def run_now(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by name
        await run()

    return run_now


def _logged(run: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Return the same job, with its tenant in every line that it logs."""

    async def logged(**ids: str) -> None:
        structlog.contextvars.bind_contextvars(tenant_id=ids.get("tenant_id", ""))
        await run(**ids)

    return logged


async def revive(manager: JobManager, jobs: tuple[Job, ...]) -> None:
    """Give back the jobs of workers that died; park those that keep killing theirs."""
    endings = {job.name: job.give_up for job in jobs if job.give_up}
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        deaths = 1 - stalled.priority
        if deaths < CRASHES:
            await manager.retry_job(stalled, priority=-deaths)
            continue
        log.error("job.parked", job=stalled.id, task=stalled.task_name)
        if stalled.task_name in endings:
            await endings[stalled.task_name](**stalled.task_kwargs)
        await manager.finish_job(stalled, Status.FAILED, delete_job=False)


async def work(*, stop_seconds: int = STOP_SECONDS) -> None:
    """Run jobs until told to stop; what still runs then is given ``stop_seconds``."""
    settings = read(os.environ)
    logs.configure(development=settings.development)
    world = wiring.world(settings, database_url=settings.worker_database_url, patience=WORKER)
    await world.open()
    try:
        app = queue(settings.worker_database_url, duties.jobs(world), duties.periodic(world))
        async with app.open_async(), telling(world.database), listening(world), beating(heart()):
            jobs = UnderWay()
            working = app.run_worker_async(
                concurrency=CONCURRENCY,
                listen_notify=True,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=stop_seconds,
                install_signal_handlers=False,
                worker_middleware=[jobs.count],
            )
            await run_until_told(working, jobs, stop_seconds=stop_seconds)
    finally:
        await world.close()


if __name__ == "__main__":
    # The queue names its tasks after this module, which must not be called __main__ for that.
    asyncio.run(import_module("invoiceflow.entrypoints.worker").work())
