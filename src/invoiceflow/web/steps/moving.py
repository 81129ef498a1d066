"""One name for the product: who comes by another is led on."""

from litestar.types import HTTPScope, Send


async def move(http: HTTPScope, only_host: str, send: Send) -> None:
    """Answer with the same address under the one name."""
    query = f"?{http['query_string'].decode('latin-1')}" if http["query_string"] else ""
    address = f"{only_host}{http['path']}{query}"
    await send(
        {
            "type": "http.response.start",
            "status": 307,
            "headers": [(b"location", address.encode("latin-1", "ignore"))],
        }
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})
