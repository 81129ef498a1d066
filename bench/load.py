"""
Two clients that speak HTTP/1.1 over kept connections, to loopback only.

The closed loop sends the next request when the last was answered: it shows what a server can carry. The open loop sends
by the clock whether or not the last was answered, and counts from the instant at which a request was due: it shows
what people wait, waiting in line included.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from invoiceflow.entrypoints.development.network import LOOPBACK

MOST_CONNECTIONS = 200

Make = Callable[[int], bytes]
"""Returns the bytes of the request of that number, counted from 0."""


@dataclass(slots=True)
class Answers:
    """What came back. ``waits`` are in seconds, in the order of the answers; ``bodies`` are kept where asked for."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    last_body: bytes = b""
    bodies: list[bytes] | None = None

    def wait_ms(self, percent: float) -> float:
        """Return the wait that so many percent of the requests did not exceed, in milliseconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000

    @property
    def per_second(self) -> float:
        """Return how many were answered in a second."""
        return len(self.waits) / self.seconds

    def demand(self, *statuses: int) -> None:
        """Raise RuntimeError where an answer had another status: a figure of failures means nothing."""
        strange = {status: many for status, many in self.statuses.items() if status not in statuses}
        if strange or not self.waits:
            raise RuntimeError(f"unexpected answers {strange or 'none at all'}: {self.last_body[:500]!r}")

    def count(self, status: int, body: bytes, wait: float) -> None:
        """Add one answer."""
        self.waits.append(wait)
        self.statuses[status] += 1
        self.last_body = body
        if self.bodies is not None:
            self.bodies.append(body)


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json"]
    lines += [f"Content-Length: {len(body)}"] if body or method == "POST" else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def closed(
    port: int,
    make: Make,
    *,
    clients: int,
    count: int = 1_000_000,
    seconds: float = 600,
    keep: bool = False,
) -> Answers:
    """Let so many clients ask one after the other, until ``count`` requests were sent or the time is over."""
    answers, began = Answers(bodies=[] if keep else None), time.perf_counter()
    numbers = iter(range(count))

    async def ask() -> None:
        line = await _Line.open(port)
        for number in numbers:  # shared: each number is sent once
            if time.perf_counter() - began > seconds:
                break
            sent = time.perf_counter()
            status, body = await line.ask(make(number))
            answers.count(status, body, time.perf_counter() - sent)
        await line.close()

    await asyncio.gather(*(ask() for _ in range(clients)))
    answers.seconds = time.perf_counter() - began
    return answers


async def open_loop(port: int, requests: Sequence[bytes], *, per_second: float) -> Answers:
    """Send the requests evenly in time, on as many connections as that takes; a wait begins when one was due."""
    answers, began = Answers(), time.perf_counter()
    idle: list[_Line] = []
    lines = asyncio.Semaphore(MOST_CONNECTIONS)

    async def ask(sent: bytes, due: float) -> None:
        async with lines:
            line = idle.pop() if idle else await _Line.open(port)
            status, body = await line.ask(sent)
            answers.count(status, body, time.perf_counter() - due)
            idle.append(line)

    async with asyncio.TaskGroup() as tasks:
        for number, sent in enumerate(requests):
            due = began + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.create_task(ask(sent, due))
    answers.seconds = time.perf_counter() - began
    for line in idle:
        await line.close()
    return answers


@dataclass(frozen=True, slots=True)
class _Line:
    """One kept connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> "_Line":
        return cls(*await asyncio.open_connection(LOOPBACK, port, limit=2**24))

    async def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Return the status and body of an answer."""
        self.writer.write(sent)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        status = int(lines[0].split()[1])
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        if headers.get("transfer-encoding") == "chunked":
            return status, await self._chunks()
        return status, await self.reader.readexactly(int(headers.get("content-length", "0")))

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()
