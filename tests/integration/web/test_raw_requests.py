"""What no well-behaved client sends: requests whose end two servers could see in different places."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from product import Product
from web_process import web_process

HEAD = b"POST /api/v1/clients HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
AMBIGUOUS = {
    "both lengths": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "both lengths, the other way": HEAD
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + HIDDEN,
    "a list of lengths": HEAD + b"Content-Length: 0, 44\r\n\r\n" + HIDDEN,
    "a signed length": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "an unknown encoding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "an encoding spelt oddly": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a broken chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a folded header": HEAD + b"X-Long: a\r\n Transfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "no colon": HEAD + b"Transfer-Encoding chunked\r\n\r\n" + HIDDEN,
}

NO_LINES = (
    b"GET /\x00 HTTP/1.1",
    b"GET /healthz HTTP/9.9",
    b"GET  /healthz",
    b"\x16\x03\x01\x02",
    b"G\xc3\xabT / HTTP/1.1",
)


async def ask(url: str, request: bytes) -> bytes:
    """Send bytes; return all that comes back within two seconds."""
    reader, writer = await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)
    writer.write(request)
    said = b""
    try:
        async with asyncio.timeout(2):
            while part := await reader.read(65536):
                said += part
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return said


async def test_a_request_that_could_end_in_two_places_hides_no_other(
    product: Product, tmp_path: Path
) -> None:
    """Conflicting or broken lengths are refused with the connection; an honest request beside them is answered."""
    async with web_process(product.world.settings, tmp_path / "web.log") as (_, url):
        honest = await ask(url, HIDDEN)
        answers = await asyncio.gather(*(ask(url, request) for request in AMBIGUOUS.values()))
    assert honest.startswith(b"HTTP/1.1 200")
    wrong = {}
    for name, answer in zip(AMBIGUOUS, answers, strict=True):
        if not answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")) or b" 200 " in answer:
            wrong[name] = answer[:200]
    assert wrong == {}


async def test_what_is_no_request_line_is_not_answered_as_one(product: Product, tmp_path: Path) -> None:
    """Bytes that are no request of HTTP/1.1 end the connection, and the next one is served."""
    async with web_process(product.world.settings, tmp_path / "web.log") as (_, url):
        sent = (line + b"\r\nHost: 127.0.0.1\r\n\r\n" for line in NO_LINES)
        answers = await asyncio.gather(*(ask(url, request) for request in sent))
        honest = await ask(url, HIDDEN)
    assert [answer[:40] for answer in answers if b" 200 " in answer[:40] or b" 500 " in answer[:40]] == []
    assert honest.startswith(b"HTTP/1.1 200")
