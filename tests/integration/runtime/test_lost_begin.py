"""A transaction that could not begin: its connection is not used again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.runtime.database import Database
from services import DatabaseUrls

Garbled = dict[bytes, bytes]


@asynccontextmanager
async def garbling(url: str) -> AsyncIterator[tuple[str, Garbled]]:
    """Yield the address of a relay to the server, and what arrives there once in another's place."""
    server, left = urlsplit(url), Garbled()

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while received := await source.read(65_536):
            for said, arrives in [pair for pair in left.items() if pair[0] in received]:
                received = received.replace(said, arrives)
                del left[said]
            sink.write(received)
            await sink.drain()
        sink.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection(server.hostname, server.port)
        await asyncio.gather(pump(reader, onward), pump(there, writer))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield (
            urlunsplit(server._replace(netloc=f"{server.username}:{server.password}@127.0.0.1:{port}")),
            left,
        )


async def test_a_connection_whose_transaction_did_not_begin_is_let_go(database: DatabaseUrls) -> None:
    """The one that failed says so; the next is a whole transaction again, not a savepoint within none."""
    async with garbling(database.app) as (url, garbled):
        opened = Database(url, pool_size=1)
        async with opened.without_tenant() as connection:
            await connection.execute(text("SELECT 1"))
        garbled[b"BEGIN"] = b"BEGUN"
        with pytest.raises(DBAPIError, match="syntax error"):
            async with opened.without_tenant() as connection:
                await connection.execute(text("SELECT 1"))
        async with opened.without_tenant() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
        await opened.close()
