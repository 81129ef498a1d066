"""A process that dies between its own rows and Stripe's answer: whatever is done again is done once at Stripe."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
from stripe import RequestOptions

from crashing import Crashed, DoomedDatabase, Fuse
from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.actions.open_checkout import open_checkout
from invoiceflow.payments.actions.reconcile import FINISH_REFUND
from invoiceflow.payments.actions.refund_payment import RefundPayment, finish_refund, refund_payment
from invoiceflow.payments.domain.refund import REQUESTED, Refund
from invoiceflow.payments.store import collected
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.patience import STOP_SECONDS
from invoiceflow.runtime.queue import defer
from till import Shop
from web_process import worker_process

PART = 1_00


async def test_a_page_is_opened_once_wherever_the_process_dies(shop: Shop) -> None:
    """Dead at any statement or commit, and pressed again: one checkout, one page at Stripe, under the checkout's id."""
    for number in range(1, 100):
        invoice = await shop.invoice()
        fuse = Fuse(number)
        doomed = replace(shop.till, database=DoomedDatabase(shop.till.database, fuse))
        command = await shop.asked(invoice.id)
        try:
            await open_checkout(doomed, command)
        except Crashed:
            await open_checkout(shop.till, command)
        found = await shop.rows(
            "SELECT id::text, session_id FROM checkouts WHERE invoice_id = :id", id=invoice.id
        )
        assert found == [(own, name) for own, name in _sessions(shop) if own == found[0][0]]
        if fuse.left > 0:
            return
    raise AssertionError("the fuse was never longer than the deed")


async def test_money_goes_back_once_wherever_the_process_dies(shop: Shop) -> None:
    """Dead at any statement or commit, and the form sent again: one refund, at Stripe and in the books."""
    payment_id, sent = await shop.collect((await shop.invoice()).id), set[UUID]()
    for number in range(1, 100):
        if number % 8 == 0:  # each look is at all refunds of a payment
            payment_id, sent = await shop.collect((await shop.invoice()).id), set[UUID]()
        fuse = Fuse(number)
        doomed = replace(shop.till, database=DoomedDatabase(shop.till.database, fuse))
        command = _refund(shop, payment_id)
        try:
            await refund_payment(doomed, command)
        except Crashed:
            await refund_payment(shop.till, command)
        sent.add(command.refund_id)
        assert {refund_id for refund_id, _ in await _came_back(shop, payment_id)} == sent
        assert len(_refunds(shop)) == number
        if fuse.left > 0:
            break
    assert await shop.differences() == []


async def test_a_worker_that_is_killed_after_stripe_has_done_it(shop: Shop, tmp_path: Path) -> None:
    """Killed with Stripe's answer on its way, in a process of its own; the next try finds the refund."""
    payment_id = await shop.collect((await shop.invoice()).id)
    refund = await _meant_by_somebody(shop, payment_id)
    async with (
        _slow_refunds(shop),
        worker_process(shop.product.world.settings, tmp_path / "worker.log") as worker,
    ):
        await _made(shop)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    assert await _came_back(shop, payment_id) == []
    await finish_refund(shop.till, shop.house.tenant_id, refund.id)
    assert await _came_back(shop, payment_id) == [(refund.id, -PART)]
    assert len(_refunds(shop)) == 1
    assert await shop.differences() == []


async def test_a_worker_that_is_stopped_finishes_what_it_has_begun(shop: Shop, tmp_path: Path) -> None:
    """Told to stop while Stripe's answer is on its way, it waits for it, writes it down, and ends in good order."""
    payment_id = await shop.collect((await shop.invoice()).id)
    refund = await _meant_by_somebody(shop, payment_id)
    assert await _stopped_meanwhile(shop, tmp_path, answers_after=2) == 0
    assert await _came_back(shop, payment_id) == [(refund.id, -PART)]
    assert await _waiting(shop) == []
    assert await shop.differences() == []


async def test_what_a_stopped_worker_cannot_finish_is_done_once_by_the_next(
    shop: Shop, tmp_path: Path
) -> None:
    """Where Stripe's answer takes longer than the worker has left, the job is handed back: one refund in the end."""
    payment_id = await shop.collect((await shop.invoice()).id)
    refund = await _meant_by_somebody(shop, payment_id)
    assert await _stopped_meanwhile(shop, tmp_path, answers_after=60, stop_seconds=1) == 0
    assert await _came_back(shop, payment_id) == []
    assert await _waiting(shop) == ["todo"]
    await shop.product.work()
    assert await _came_back(shop, payment_id) == [(refund.id, -PART)]
    assert await _waiting(shop) == []
    assert len(_refunds(shop)) == 1
    assert await shop.differences() == []


async def _stopped_meanwhile(
    shop: Shop, folder: Path, *, answers_after: int, stop_seconds: int = STOP_SECONDS
) -> int:
    """Start a worker, tell it to stop once Stripe has made the refund, and return with which status it ends."""
    settings, log = shop.product.world.settings, folder / "worker.log"
    async with (
        _slow_refunds(shop, seconds=answers_after),
        worker_process(settings, log, stop_seconds=stop_seconds) as worker,
        asyncio.timeout(60),
    ):
        await _made(shop)
        worker.send_signal(signal.SIGTERM)
        return await worker.wait()


async def _made(shop: Shop) -> None:
    """Wait until Stripe has made a refund."""
    async with asyncio.timeout(60):
        while not _refunds(shop):  # noqa: ASYNC110  # another process has no event to wait for
            await asyncio.sleep(0.05)


async def _waiting(shop: Shop) -> list[str | None]:
    """Return what has become of the jobs that finish refunds; none of those that are done."""
    jobs = await shop.product.queue.job_manager.list_jobs_async(task=FINISH_REFUND)
    return [each.status for each in jobs if each.task_kwargs["tenant_id"] == str(shop.house.tenant_id)]


async def _meant_by_somebody(shop: Shop, payment_id: UUID) -> Refund:
    """Have a refund meant and left to the worker, and return it."""
    refund = _meant(shop, payment_id)
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await collected.add_refund(session, refund)
        await defer(session, FINISH_REFUND, {"refund_id": str(refund.id)})
    return refund


@asynccontextmanager
async def _slow_refunds(shop: Shop, *, seconds: int = 60) -> AsyncIterator[None]:
    """Have Stripe make the next refund and answer after a while; as it is, only when nobody waits any more."""
    fault = {"kind": "slow", "when": "after", "method": "POST", "path": "/v1/refunds", "seconds": seconds}
    url = f"{shop.control}/faults"
    async with httpx.AsyncClient() as control:
        (await control.put(url, json=[fault])).raise_for_status()
        try:
            yield
        finally:
            (await control.put(url, json=[])).raise_for_status()


def _refund(shop: Shop, payment_id: UUID) -> RefundPayment:
    at = shop.product.clock.now()
    tenant_id = shop.house.tenant_id
    return RefundPayment(tenant_id, payment_id, new_id(at), PART, reason="", actor="tests", at=at)


def _meant(shop: Shop, payment_id: UUID) -> Refund:
    """Return a refund that somebody meant, of whose process nothing was heard since."""
    at = shop.product.clock.now()
    return Refund(
        id=new_id(at),
        payment_id=PaymentId(payment_id),
        amount_minor=PART,
        currency="EUR",
        state=REQUESTED,
        provider_id="",
        reason="",
        fault="",
        requested_by="tests",
        requested_at=at,
    )


async def _came_back(shop: Shop, payment_id: UUID) -> list[tuple[UUID, int]]:
    """Return the refunds in the books: our own ids, and what they took from the payment."""
    return [
        (row[0], row[1])
        for row in await shop.rows(
            "SELECT r.id, p.amount_minor FROM payments p JOIN refunds r "
            "ON r.tenant_id = p.tenant_id AND r.provider_id = p.provider_id WHERE p.of_id = :id",
            id=payment_id,
        )
    ]


def _refunds(shop: Shop) -> list[str]:
    here: RequestOptions = {"stripe_account": shop.account}
    return [each.id for each in shop.client.v1.refunds.list({"limit": 100}, here).data]


def _sessions(shop: Shop) -> list[tuple[str, str]]:
    """Return the pages at Stripe, each with the checkout that it names."""
    here: RequestOptions = {"stripe_account": shop.account}
    found = shop.client.v1.checkout.sessions.list({"limit": 100}, here).data
    return [(each.client_reference_id or "", each.id) for each in found]
