"""The worker processes that typeset."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.adapters.made_cache import MadeCache
from invoiceflow.pdf.adapters.messages import Made
from invoiceflow.pdf.adapters.typst_pool import TypstPool
from invoiceflow.pdf.domain.paper import Paper
from invoiceflow.pdf.ports import TypesettingFailed
from paper_builders import a_content, a_line, an_invoice


@asynccontextmanager
async def a_pool(
    *,
    workers: int = 1,
    seconds: float = 30,
    documents: int = 5000,
    memory_bytes: int = 512_000_000,
    cache_bytes: int = 0,
) -> AsyncIterator[TypstPool]:
    """Yield a pool, without a memory of what it made, and end its processes."""
    pool = TypstPool(
        workers=workers,
        seconds=seconds,
        documents=documents,
        memory_bytes=memory_bytes,
        cache_bytes=cache_bytes,
    )
    try:
        yield pool
    finally:
        await pool.close()


def a_paper(number: str = "RE-1", lines: int = 1) -> Paper:
    """Return a paper."""
    return lay_out_invoice(an_invoice(a_content((a_line(),) * lines), number=number))


async def test_documents_are_made_side_by_side_and_each_is_its_own() -> None:
    """Ten requests on two workers: everyone gets the document that was asked for."""
    async with a_pool(workers=2) as pool:
        papers = [a_paper(f"RE-{at}") for at in range(10)]
        together = await asyncio.gather(*map(pool.pdf, papers))
        apart = [await pool.pdf(paper) for paper in papers]
        assert together == apart
        assert len(set(together)) == 10
        assert len(pool.process_ids) == 2


async def test_a_preview_shows_the_first_pages_and_counts_them_all() -> None:
    """A long draft does not send what nobody looks at yet."""
    async with a_pool() as pool:
        preview = await pool.preview(a_paper(lines=100), max_pages=1)
        assert len(preview.pages) == 1
        assert preview.page_count > 2


async def test_a_worker_that_died_is_replaced() -> None:
    """Killed while idle: the next request is answered by a new process."""
    async with a_pool() as pool:
        before = await pool.pdf(a_paper())
        (dead,) = pool.process_ids
        os.kill(dead, signal.SIGKILL)
        assert await pool.pdf(a_paper()) == before
        assert dead not in pool.process_ids


async def test_a_document_that_takes_too_long_is_given_up() -> None:
    """The worker is stopped, the request fails in time, and the pool goes on."""
    async with a_pool(seconds=0.001) as pool:
        with pytest.raises(TypesettingFailed) as failure:
            await pool.pdf(a_paper(lines=400))
        assert failure.value.reason.startswith("took longer")
        assert pool.process_ids == ()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what a process may take")
async def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    """Its process ends by itself before it takes the machine's memory, and the pool goes on."""
    async with a_pool(memory_bytes=64_000_000) as pool:
        small = await pool.pdf(a_paper("RE-2"))
        with pytest.raises(TypesettingFailed) as failure:
            await pool.pdf(a_paper(lines=2000))
        assert failure.value.reason == "the typesetting process stopped"
        assert await pool.pdf(a_paper("RE-2")) == small


async def test_a_request_that_was_given_up_leaves_no_half_answer() -> None:
    """A cancelled request never hands its document to the next one."""
    async with a_pool() as pool:
        expected = await pool.pdf(a_paper("RE-2"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await pool.pdf(a_paper("RE-1", lines=300))
        assert await pool.pdf(a_paper("RE-2")) == expected


async def test_a_worker_is_replaced_before_it_grows_old() -> None:
    """After so many documents a process ends, and with it whatever memory it held on to."""
    async with a_pool(documents=2) as pool:
        seen: set[int] = set()
        for at in range(4):
            await pool.pdf(a_paper(f"RE-{at}"))
            seen.update(pool.process_ids)
        assert len(seen) == 2
        assert pool.process_ids == ()


async def test_a_worker_is_judged_by_its_own_memory() -> None:
    """A program that grew beyond the limit keeps its workers: what it holds is not theirs."""
    grown = bytearray(os.urandom(1)) * 600_000_000
    async with a_pool() as pool:
        await pool.pdf(a_paper())
        assert len(pool.process_ids) == 1
    assert len(grown) == 600_000_000


def environment_of(process: int) -> bytes:
    """Return what a process was started with, where the system tells."""
    file = Path(f"/proc/{process}/environ")
    return file.read_bytes() if file.exists() else b""


async def test_no_secret_reaches_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads untrusted pictures and texts is started without the program's environment."""
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    async with a_pool() as pool:
        await pool.start()
        (worker,) = pool.process_ids
        assert b"do-not-tell" not in environment_of(worker)


async def test_what_was_made_lately_is_not_made_again() -> None:
    """The same paper twice asks the worker once."""
    async with a_pool(cache_bytes=10_000_000) as pool:
        first = await pool.pdf(a_paper())
        await pool.close()
        assert await pool.pdf(a_paper()) is first
        assert pool.process_ids == ()


def test_the_memory_of_documents_forgets_what_was_asked_for_longest_ago() -> None:
    """It is bounded in bytes, and a document too large for it is not kept at all."""
    cache = MadeCache(max_bytes=10)
    first, second = Made(files=[b"12345"]), Made(files=[b"12345"])
    cache.put(b"1", first)
    cache.put(b"2", second)
    assert cache.get(b"1") is first
    cache.put(b"3", Made(files=[b"12345"]))
    assert cache.get(b"2") is None
    assert cache.get(b"1") is first
    cache.put(b"4", Made(files=[b"x" * 11]))
    assert cache.get(b"4") is None
