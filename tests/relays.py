"""Relays to a server, through which something else arrives than what was sent, or nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


@asynccontextmanager
async def relayed(url: str, arrives: Callable[[bytes], bytes]) -> AsyncIterator[str]:
    """Yield the address of a relay to a server; ``arrives`` says what comes there in place of what was sent."""
    server = urlsplit(url)

    async def pump(
        source: asyncio.StreamReader, sink: asyncio.StreamWriter, change: Callable[[bytes], bytes]
    ) -> None:
        with suppress(ConnectionError):
            while received := await source.read(65_536):
                sink.write(change(received))
                await sink.drain()
        sink.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection(server.hostname, server.port)
        await asyncio.gather(pump(reader, onward, arrives), pump(there, writer, bytes))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield urlunsplit(server._replace(netloc=f"{server.username}:{server.password}@127.0.0.1:{port}"))
