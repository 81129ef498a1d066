"""The typesetter of the web process and of the worker: a few processes, each with its own Typst."""

import asyncio
import hashlib
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

import msgspec

from invoiceflow.pdf.adapters.made_cache import MadeCache
from invoiceflow.pdf.adapters.messages import LENGTH, Made, Order, framed
from invoiceflow.pdf.adapters.orders import order_of
from invoiceflow.pdf.domain.paper import Paper
from invoiceflow.pdf.ports import Preview, Typesetter, TypesettingFailed
from invoiceflow.runtime.patience import TYPESETTING_SECONDS

_log = logging.getLogger(__name__)

_WORKER = "invoiceflow.pdf.adapters.typst_worker"

# What a child needs to find Python and its libraries, and nothing else: no secret reaches it.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR")


class TypstPool(Typesetter):
    """
    Typesets in up to ``workers`` processes, started when first needed, and remembers what it made lately.

    A document that takes longer than ``seconds``, or more than ``memory_bytes``, is given up. A worker is replaced
    after ``documents`` documents, or when it still holds half of that memory after one.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        extra_fonts: Path | None = None,
        seconds: float = TYPESETTING_SECONDS,
        documents: int = 5000,
        memory_bytes: int = 512_000_000,
        cache_bytes: int = 24_000_000,
    ) -> None:
        self._arguments = (str(memory_bytes), str(extra_fonts or ""))
        self._seconds = seconds
        self._documents = documents
        self._enough_bytes = memory_bytes // 2
        self._cache = MadeCache(cache_bytes)
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._closing = False

    async def pdf(self, paper: Paper) -> bytes:
        """Return the document as PDF/A-3a and PDF/UA-1."""
        made = await self._made(order_of(paper, "pdf"))
        return made.files[0]

    async def preview(self, paper: Paper, *, max_pages: int) -> Preview:
        """Return the pages as they will be in the document."""
        made = await self._made(order_of(paper, "svg", max_pages=max_pages))
        pages = tuple(page.decode() for page in made.files)
        return Preview(pages, made.page_count, tuple(map(chr, made.unshown)))

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Return the operating system's ids of the workers that wait for an order."""
        return tuple(worker.process_id for worker in self._idle)

    async def start(self) -> None:
        """Start one worker now, so that the first document does not wait for it."""
        async with self._slots:
            self._idle.append(await _Worker.start(self._arguments))

    async def close(self) -> None:
        """End the workers; a busy one ends after its document."""
        self._closing = True
        while self._idle:
            await self._idle.pop().end()

    async def _made(self, order: Order) -> Made:
        message = framed(order)
        key = hashlib.sha256(message).digest()
        made = self._cache.get(key)
        if made is None:
            made = await self._by_a_worker(message)
            for note in made.notes:
                _log.warning("document changed to make it printable: %s", note)
            if made.problem:
                raise TypesettingFailed(made.problem)
            self._cache.put(key, made)
        return made

    async def _by_a_worker(self, message: bytes) -> Made:
        async with self._slots:
            if self._idle:
                # An idle worker may have died unnoticed; then a new one gets the same order.
                with suppress(asyncio.IncompleteReadError, ConnectionError):
                    return await self._by(self._idle.pop(), message)
            try:
                return await self._by(await _Worker.start(self._arguments), message)
            except (asyncio.IncompleteReadError, ConnectionError) as stopped:
                raise TypesettingFailed("the typesetting process stopped") from stopped

    async def _by(self, worker: "_Worker", message: bytes) -> Made:
        try:
            async with asyncio.timeout(self._seconds):
                made = await worker.make(message)
        except TimeoutError as late:
            await worker.kill()
            raise TypesettingFailed(f"took longer than {self._seconds:g} seconds") from late
        except BaseException:
            # Also when the request was given up: half an answer may be in the pipe.
            await worker.kill()
            raise
        if self._closing or worker.orders >= self._documents or made.memory_bytes > self._enough_bytes:
            await worker.end()
        else:
            self._idle.append(worker)
        return made


class _Worker:
    """One process and the two pipes to it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.orders = 0

    @property
    def process_id(self) -> int:
        return self._process.pid

    @classmethod
    async def start(cls, given: tuple[str, ...]) -> "_Worker":
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        arguments = (sys.executable, "-m", _WORKER, *given)
        # Its own session: a Ctrl-C in the terminal is not for it, the end of its input is.
        process = await asyncio.create_subprocess_exec(
            *arguments, stdin=PIPE, stdout=PIPE, env=environment, start_new_session=True
        )
        return cls(process)

    async def make(self, message: bytes) -> Made:
        orders, made = self._process.stdin, self._process.stdout
        if orders is None or made is None:
            raise BrokenPipeError("the worker has no pipes")
        self.orders += 1
        orders.write(message)
        await orders.drain()
        (length,) = LENGTH.unpack(await made.readexactly(LENGTH.size))
        return msgspec.msgpack.decode(await made.readexactly(length), type=Made)

    async def end(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self.end()
