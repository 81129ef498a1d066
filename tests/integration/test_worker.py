"""A job whose worker dies or stops is given back; one that dies, until it has cost three workers."""

import asyncio
from uuid import UUID

from procrastinate.jobs import Job as QueuedJob

from invoiceflow.entrypoints.worker import queue, revive
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import Job
from product import House, Product

# A job that is being done by no worker at all is how a pruned worker leaves it.
DIE = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %(id)s"
FAIL = "UPDATE procrastinate_jobs SET attempts = %(attempts)s WHERE id = %(id)s"


async def queued(product: Product, house: House) -> QueuedJob:
    """Return the one job of that tenant."""
    jobs = await product.queue.job_manager.list_jobs_async()
    (job,) = [each for each in jobs if each.task_kwargs.get("tenant_id") == str(house.tenant_id)]
    return job


async def a_job(product: Product, house: House) -> QueuedJob:
    """Queue a job."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await announce(session, "invoice", house.tenant_id)
    return await queued(product, house)


async def died(product: Product, job: QueuedJob, jobs: tuple[Job, ...] = ()) -> None:
    """Let a worker die of a job, and the next one look after it."""
    await product.queue.connector.execute_query_async(DIE, id=job.id)
    await revive(product.queue.job_manager, jobs)


async def test_failures_before_do_not_count_as_deaths(product: Product) -> None:
    """A job that was tried again often is still given back when its worker is stopped."""
    house = await product.house()
    await product.work()
    job = await a_job(product, house)
    await product.queue.connector.execute_query_async(FAIL, attempts=7, id=job.id)
    await died(product, job)
    assert (await queued(product, house)).status == "todo"
    await product.work()
    jobs = await product.queue.job_manager.list_jobs_async()
    assert not [each for each in jobs if each.id == job.id]


async def test_the_third_death_parks_the_job(product: Product) -> None:
    """It is given back twice, behind the others; then it is parked, and told that it is over."""
    house = await product.house()
    await product.work()
    job, over = await a_job(product, house), list[UUID]()

    async def run(**_ids: str) -> None:
        raise AssertionError

    async def give_up(*, tenant_id: str, **_others: str) -> None:
        over.append(UUID(tenant_id))

    jobs, seen = (Job(job.task_name, run, give_up=give_up),), list[tuple[str | None, int]]()
    for _ in range(3):
        await died(product, job, jobs)
        now = await queued(product, house)
        seen.append((now.status, now.priority))
    assert seen == [("todo", -1), ("todo", -2), ("failed", -2)]
    assert over == [house.tenant_id]


async def test_a_job_that_outlasts_its_worker_is_handed_back(product: Product) -> None:
    """Cut off when the worker stops, it waits for the next one, even where that was its last attempt."""
    begun = asyncio.Event()

    async def outlast(**_ids: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    house = await product.house()
    await product.work()
    job = await a_job(product, house)
    await product.queue.connector.execute_query_async(FAIL, attempts=7, id=job.id)
    other = queue(product.world.settings.worker_database_url, (Job(job.task_name, outlast),))
    async with other.open_async():
        working = asyncio.create_task(
            other.run_worker_async(shutdown_graceful_timeout=0.1, install_signal_handlers=False)
        )
        await begun.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert (await queued(product, house)).status == "todo"
    await product.work()
    jobs = await product.queue.job_manager.list_jobs_async()
    assert not [each for each in jobs if each.id == job.id]
