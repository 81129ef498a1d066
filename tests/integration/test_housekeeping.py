"""What the worker tidies up by itself, as time goes by."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from sqlalchemy import text

from invoiceflow.delivery import store
from invoiceflow.delivery.actions.end_lost_deliveries import LOST
from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.entrypoints import duties, housekeeping, wiring, worker
from invoiceflow.kernel.ids import DeliveryId, InvoiceId, TenantId
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from payments_house import an_invoice
from product import House, Product

KEYS = text("SELECT key FROM idempotency_keys WHERE tenant_id = :tenant")
# A job that failed at that time, whatever the machine's clock said.
FAIL = "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %(id)s"
THEN = "UPDATE procrastinate_events SET at = %(at)s WHERE job_id = %(id)s"


@pytest.fixture
async def back(product: Product) -> AsyncIterator[wiring.World]:
    """Yield the worker's world: its login alone may walk over all tenants."""
    settings = product.world.settings
    world = wiring.world(settings, database_url=settings.worker_database_url, clock=product.clock)
    yield world
    await world.close()


async def tidy(back: wiring.World) -> None:
    """Do what the worker does every hour."""
    (hourly,) = [each for each in duties.periodic(back) if each.name == "housekeeping.tidy"]
    await hourly.run()


async def post_with_key(house: House, key: str) -> None:
    """Add a client under an Idempotency-Key."""
    body = {"name": "Atelier", "country": "DE"}
    answer = await house.api.post("/api/v1/clients", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text


async def kept_keys(product: Product, house: House) -> list[str]:
    """Return the keys whose answers are kept."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return list((await session.execute(KEYS, {"tenant": house.tenant_id})).scalars())


async def test_answers_are_kept_for_a_day(product: Product, back: wiring.World) -> None:
    """A key is forgotten after 24 hours, in every tenant, and not before."""
    houses = [await product.house(), await product.house()]
    for house in houses:
        await post_with_key(house, "old")
    product.clock.advance(timedelta(hours=12))
    for house in houses:
        await post_with_key(house, "new")
    product.clock.advance(timedelta(hours=12))
    await tidy(back)
    early = [sorted(await kept_keys(product, house)) for house in houses]
    product.clock.advance(timedelta(seconds=1))
    await tidy(back)
    late = [await kept_keys(product, house) for house in houses]
    assert (early, late) == ([["new", "old"]] * 2, [["new"]] * 2)


async def test_a_delivery_without_a_job_ends_after_a_week(product: Product, back: wiring.World) -> None:
    """An email that nobody attempts any more is shown as failed, with what to do about it."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await product.work()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await store.add_delivery(session, a_delivery(invoice.id, product.clock.now()))
    seen = []
    for days in (6, 2):
        product.clock.advance(timedelta(days=days))
        await tidy(back)
        async with product.world.database.as_tenant(house.tenant_id) as session:
            (delivery,) = await store.deliveries_of(session, invoice.id)
        seen.append((delivery.state, delivery.error))
    assert seen == [(DeliveryState.QUEUED, ""), (DeliveryState.FAILED, LOST)]


def a_delivery(invoice_id: InvoiceId, at: datetime) -> Delivery:
    """Return a delivery that is queued."""
    return Delivery(
        id=DeliveryId(new_id(at)),
        invoice_id=invoice_id,
        recipient="ada@example.com",
        recipient_name="Ada",
        message="",
        state=DeliveryState.QUEUED,
        attempts=0,
        message_id="<lost@example.com>",
        error="",
        requested_by="Mara Petersen",
        queued_at=at,
    )


async def jobs_of(product: Product, house: House) -> list[QueuedJob]:
    """Return the jobs of a tenant, over or not."""
    found = await product.queue.job_manager.list_jobs_async()
    return [job for job in found if job.task_kwargs.get("tenant_id") == str(house.tenant_id)]


async def test_failed_jobs_are_kept_for_a_month(product: Product, back: wiring.World) -> None:
    """A job that failed can be looked at for 30 days, and is then removed; one that waits is never."""
    house, waiting = await product.house(), await product.house()
    await product.work()
    for each in (house, waiting):
        async with product.world.database.as_tenant(each.tenant_id) as session:
            await announce(session, "invoice", each.tenant_id)
    execute = product.queue.connector.execute_query_async
    for each in (house, waiting):
        (job,) = await jobs_of(product, each)
        await execute(THEN, id=job.id, at=product.clock.now())
    (failed,) = await jobs_of(product, house)
    await execute(FAIL, id=failed.id)
    await execute(THEN, id=failed.id, at=product.clock.now())
    left = []
    for days in (29, 2):
        product.clock.advance(timedelta(days=days))
        await tidy(back)
        left.append((len(await jobs_of(product, house)), len(await jobs_of(product, waiting))))
    assert left == [(1, 1), (0, 1)]


async def test_one_tenants_trouble_is_not_the_others(product: Product, back: wiring.World) -> None:
    """A chore that fails in one tenant is done in all others, and the job says that it failed."""
    first, second = await product.house(), await product.house()
    done: set[TenantId] = set()

    async def chore(tenant_id: TenantId, _at: datetime) -> None:
        if tenant_id == first.tenant_id:
            raise ZeroDivisionError
        done.add(tenant_id)

    with pytest.raises(ExceptionGroup, match="chores failed"):
        await housekeeping.periodic(back.database, product.clock, (chore,)).run()
    assert second.tenant_id in done


async def test_a_turn_waits_for_the_one_before(product: Product, back: wiring.World) -> None:
    """While one turn is under way the next waits for its end, and a third is left out."""
    url = product.world.settings.worker_database_url
    name = housekeeping.periodic(back.database, product.clock, ()).name
    app = worker.queue(url, (), (housekeeping.periodic(back.database, product.clock, ()),))
    async with app.open_async():
        turn, jobs = app.tasks[name], app.job_manager
        me = await jobs.register_worker()

        async def begun() -> QueuedJob | None:
            while (job := await jobs.fetch_job(queues=None, worker_id=me)) is not None:
                if job.task_name == name:
                    return job
            return None

        await turn.defer_async(timestamp=1)
        with pytest.raises(AlreadyEnqueued):
            await turn.defer_async(timestamp=2)
        first = await begun()
        assert first is not None
        await turn.defer_async(timestamp=3)
        assert await begun() is None
        await jobs.finish_job(first, Status.SUCCEEDED, delete_job=True)
        second = await begun()
        assert second is not None
        assert second.task_kwargs == {"timestamp": 3}
        await jobs.finish_job(second, Status.SUCCEEDED, delete_job=True)
