"""One name for the product: who comes by another is led on."""

from litestar.types import HTTPScope, Send


async def move(http: HTTPScope, only_host: str, send: Send) -> None:
    """Answer with the same address under the one name."""
    # As it was asked for: decoded, a path could hold line ends and signs that no header may hold.
    query = b"?" + http["query_string"] if http["query_string"] else b""
    address = only_host.encode() + http["raw_path"] + query
    await send(
        {
            "type": "http.response.start",
            "status": 307,
            "headers": [(b"location", address)],
        }
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})
