"""The clients of the measurements: they send what they were told to, and count every answer once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

import load
from invoiceflow.entrypoints.development.network import LOOPBACK
from load import Answers


@asynccontextmanager
async def a_server(answer: bytes, asked: list[bytes], pause: float = 0) -> AsyncIterator[int]:
    """Answer every request with the same bytes, and keep what was asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):  # the client has gone
            while True:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                await asyncio.sleep(pause)
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, LOOPBACK, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    ],
)
async def test_a_closed_loop_sends_each_request_once(answer: bytes) -> None:
    """Clients share the numbers among them; bodies of both framings are read whole."""
    asked: list[bytes] = []
    async with a_server(answer, asked) as port:
        made = lambda number: load.request("GET", f"/{number}", {})  # noqa: E731  # a name for the line below
        answers = await load.closed(port, made, clients=3, count=20, keep=True)
    answers.demand(200)
    assert sorted(int(head.split()[1][1:]) for head in asked) == list(range(20))
    assert answers.bodies == [b"hello"] * 20


async def test_an_open_loop_counts_from_when_a_request_was_due() -> None:
    """Requests go out by the clock although none was answered yet, on connections of their own."""
    asked: list[bytes] = []
    empty = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
    async with a_server(empty, asked, pause=0.1) as port:
        answers = await load.open_loop(port, [load.request("GET", "/", {})] * 10, per_second=200)
    answers.demand(204)
    assert answers.seconds < 1.0
    assert min(answers.waits) >= 0.1


def test_figures_of_failures_are_refused() -> None:
    """An answer with another status, or none at all, stops the measurement."""
    with pytest.raises(RuntimeError, match="none at all"):
        Answers().demand(200)
    answers = Answers()
    answers.count(500, b"crash", 0.1)
    with pytest.raises(RuntimeError, match="500"):
        answers.demand(200)


def test_a_percentile_is_a_wait_that_was_seen() -> None:
    """No interpolation: half of the requests waited at most the p50."""
    answers = Answers([0.001 * wait for wait in range(100)])
    assert (answers.wait_ms(50), answers.wait_ms(99)) == pytest.approx((50, 99))
