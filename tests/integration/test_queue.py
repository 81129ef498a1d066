"""Jobs are part of the transaction that causes them."""

import asyncio
import contextlib

import pytest
from sqlalchemy.exc import DBAPIError

from invoiceflow.runtime.live import announce
from product import Product


async def test_open_pages_hear_of_a_committed_change(product: Product) -> None:
    """What a transaction announces reaches the open pages of that tenant, and of no other."""
    house, other = await product.house(), await product.house()
    stream, foreign = product.world.live.stream(house.tenant_id), product.world.live.stream(other.tenant_id)
    heard, missed = asyncio.ensure_future(anext(stream)), asyncio.ensure_future(anext(foreign))
    await asyncio.sleep(0)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await announce(session, "invoice", house.tenant_id)
    await product.work()
    news = await asyncio.wait_for(heard, 5)
    assert (news.topic, news.object_id, missed.done()) == ("invoice", str(house.tenant_id), False)
    missed.cancel()


async def test_an_aborted_transaction_announces_nothing(product: Product) -> None:
    """A job is queued by the commit, not by the call."""
    house = await product.house()
    with contextlib.suppress(ZeroDivisionError):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await announce(session, "invoice", house.tenant_id)
            raise ZeroDivisionError
    jobs = await product.queue.job_manager.list_jobs_async()
    assert [job for job in jobs if job.task_kwargs["tenant_id"] == str(house.tenant_id)] == []


async def test_a_job_without_a_tenant_is_refused(product: Product) -> None:
    """The queue itself asks which tenant is bound."""
    async with product.world.database.without_tenant() as connection:
        with pytest.raises(DBAPIError, match="no tenant is bound"):
            await connection.exec_driver_sql("SELECT queue.defer('live.tell', '{}', NULL, NULL)")
