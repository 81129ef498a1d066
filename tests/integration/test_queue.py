"""Jobs are part of the transaction that causes them."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.kernel.ids import InvoiceId, PersonId
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer, defer_for_person
from product import Product


async def test_a_committed_change_is_announced(product: Product) -> None:
    """What a transaction announces is told to that tenant's pages, and to no other's."""
    house, other = await product.house(), await product.house()
    live, at = product.world.live, product.clock.now() + timedelta(minutes=1)
    product.clock.advance(timedelta(minutes=2))
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await announce(session, "invoice", house.tenant_id)
    await product.work()
    assert (await live.is_stale(house.tenant_id, at), await live.is_stale(other.tenant_id, at)) == (
        True,
        False,
    )


async def test_a_pay_link_tells_of_its_own_invoice_alone(product: Product) -> None:
    """Whether its page is stale follows from the invoice: nobody learns from a link when the tenant is at work."""
    house = await product.house()
    own, other = [InvoiceId(new_id(product.clock.now())) for _ in range(2)]
    live, at = product.world.live, product.clock.now() + timedelta(minutes=1)
    product.clock.advance(timedelta(minutes=2))
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await announce(session, "invoice", own)
    await product.work()
    assert [await live.is_stale(house.tenant_id, at, each) for each in (own, other, None)] == [
        True,
        False,
        True,
    ]


async def test_an_aborted_transaction_announces_nothing(product: Product) -> None:
    """A job is queued by the commit, not by the call."""
    house = await product.house()
    with contextlib.suppress(ZeroDivisionError):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await announce(session, "invoice", house.tenant_id)
            raise ZeroDivisionError
    jobs = await product.queue.job_manager.list_jobs_async()
    assert [job for job in jobs if job.task_kwargs.get("tenant_id") == str(house.tenant_id)] == []


async def test_a_job_without_a_tenant_is_refused(product: Product) -> None:
    """The queue itself asks which tenant is bound."""
    async with product.world.database.without_tenant() as connection:
        with pytest.raises(DBAPIError, match="no tenant is bound"):
            await connection.exec_driver_sql("SELECT queue.defer('live.tell', '{}', NULL, NULL)")


async def test_a_tenant_holds_up_its_own_jobs_alone(product: Product) -> None:
    """A lock that another tenant, a person or the worker has is another one; what lanes share waits for no day."""
    house, later = await product.house(), product.clock.now() + timedelta(days=9999)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        for lock, at in (("payments.reconcile", later), ("tests.locked.1", None), ("tests.locked.1", later)):
            await defer(session, "tests.locked", {}, lock=lock, not_before=at)
    async with product.world.database.without_tenant() as connection:
        await defer_for_person(connection, "tests.locked", house.owner.id, {}, lock="payments.reconcile")
    jobs = await product.queue.job_manager.list_jobs_async(task="tests.locked")
    assert [job.lock for job in jobs] == [
        f"{house.tenant_id}:payments.reconcile",
        "tests.locked.1",
        f"{house.tenant_id}:tests.locked.1",
        f"{house.owner.id}:payments.reconcile",
    ]


@pytest.mark.parametrize(("task", "lock"), [("payments", "payments.reconcile"), ("tests", "tests.locked.1")])
async def test_no_name_of_a_job_makes_a_lock_shared(product: Product, task: str, lock: str) -> None:
    """A job that is called like the beginning of a lock of the worker, or of another job's lanes, holds neither up."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await defer(session, task, {}, lock=lock)
    jobs = await product.queue.job_manager.list_jobs_async(task=task)
    assert [job.lock for job in jobs] == [f"{house.tenant_id}:{lock}"]


@pytest.mark.parametrize("args", ["[]", "[1]", '"text"', "null"])
async def test_a_job_that_no_worker_could_end_is_refused(product: Product, args: str) -> None:
    """Arguments without names break the worker and not the job, which would be doing for ever, with its lock."""
    house = await product.house()
    with pytest.raises(DBAPIError, match="by name"):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await session.execute(text(f"SELECT queue.defer('tests.none', '{args}', NULL, NULL)"))
    with pytest.raises(DBAPIError, match="by name"):
        async with product.world.database.without_tenant() as connection:
            await connection.exec_driver_sql(
                f"SELECT queue.defer_for_person('tests.none', '{house.owner.id}', '{args}', NULL)"
            )


async def test_a_job_of_a_person_names_no_tenant(product: Product) -> None:
    """Whatever it is given, it cannot be one of a tenant's; and nobody's is refused."""
    house, other = await product.house(), await product.house()
    ids = {"tenant_id": str(other.tenant_id), "person_id": str(other.owner.id)}
    async with product.world.database.without_tenant() as connection:
        await defer_for_person(connection, "tests.none", house.owner.id, ids)
    jobs = await product.queue.job_manager.list_jobs_async(task="tests.none")
    assert [job.task_kwargs for job in jobs] == [{"person_id": str(house.owner.id)}]
    async with product.world.database.without_tenant() as connection:
        with pytest.raises(DBAPIError, match="no such person"):
            await defer_for_person(connection, "tests.none", PersonId(new_id(product.clock.now())), {})
