"""The door to addresses that tenants set: what it opens to, and that nothing else is so much as connected to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest
from cryptography import x509

from certificates import made
from invoiceflow.runtime.outbound import (
    MAX_ANSWER_BYTES,
    Outbound,
    OutboundFailed,
    OutboundRefused,
    looked_up,
    target_of,
)

NAME = "hooks.example"
# Of this machine, and told to the door as one that may be asked; the canary listens beside it.
STAND_IN = "127.0.0.2"
CANARY = "127.0.0.1"

# {port} is the canary's: whatever is let through by mistake arrives there.
URLS = (
    *("https://127.0.0.1:{port}/", "https://127.1:{port}/", "https://127.0.1:{port}/", "https://0:{port}/"),
    *("https://2130706433:{port}/", "https://0x7f000001:{port}/", "https://017700000001:{port}/"),
    *("https://0177.0.0.1:{port}/", "https://0x7f.0.0.1:{port}/", "https://127.0.0.1.:{port}/"),
    *(
        "https://\uff11\uff12\uff17.0.0.1:{port}/",
        "https://127。0。0。1:{port}/",
        "https://①②⑦.0.0.1:{port}/",
    ),
    *(
        "https://0.0.0.0:{port}/",
        "https://localhost:{port}/",
        "https://LOCALHOST:{port}/",
        "https://localhost.:{port}/",
    ),
    *("https://[::1]:{port}/", "https://[::]:{port}/", "https://[0:0:0:0:0:0:0:1]:{port}/"),
    *(
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://[::ffff:7f00:1]:{port}/",
        "https://[::127.0.0.1]:{port}/",
    ),
    *(
        "https://[64:ff9b::7f00:1]:{port}/",
        "https://[64:ff9b:1::7f00:1]:{port}/",
        "https://[2002:7f00:1::]:{port}/",
    ),
    *("https://[2001:0:7f00:1::]:{port}/", "https://[fec0::1]:{port}/", "https://[fe80::1%25lo]:{port}/"),
    *("https://[fc00::1]:{port}/", "https://[ff02::1]:{port}/", "https://[::1%25lo]:{port}/"),
    *("http://127.0.0.1:{port}/", "http://hooks.example/", "ftp://127.0.0.1:{port}/", "file:///etc/passwd"),
    *(
        "gopher://127.0.0.1:{port}/_GET",
        "dict://127.0.0.1:{port}/",
        "unix:///tmp/socket",
        "//127.0.0.1:{port}/",
    ),
    *(
        "127.0.0.1:{port}",
        "",
        "https://",
        "https:///etc/passwd",
        "https:127.0.0.1:{port}",
        "javascript:alert(1)",
    ),
    *(
        "https://someone@127.0.0.1:{port}/",
        "https://hooks.example@127.0.0.1:{port}/",
        "https://@127.0.0.1:{port}/",
    ),
    *("https://hooks.example:x@127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@hooks.example/"),
    *("https://hooks.example\\@127.0.0.1:{port}/", "https://127.0.0.1:{port}#@hooks.example/"),
    *(
        "https://127.0.0.1:{port}?@hooks.example/",
        " https://127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/\r\nHost: x",
    ),
    *(
        "https://127.0.0.1\t:{port}/",
        "https://127.0.0.1:{port}/a b",
        "https://127.0.0.1\0.hooks.example:{port}/",
    ),
    *(
        "https://hooks.example:22/",
        "https://hooks.example:80/",
        "https://hooks.example:6379/",
        "https://a:0/",
    ),
    *(
        "https://hooks.example:99999/",
        "https://hooks.example:-1/",
        "https://hooks.example:x/",
        "https://[::1/",
    ),
    *(
        "https://hooks.example/" + "a" * 3000,
        "https://" + "a" * 300 + ".example/",
        "https://xn--/",
        "https://a..b/",
    ),
)
# What a name may come to mean.
ADDRESSES = (
    *(
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # nothing is bound to it
    ),
    *(
        "192.0.0.8",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
    ),
    *("255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b:1::1", "2002:7f00:1::", "2001::1", "fec0::1", "fe80::1", "fe80::1%lo", "fd00::1", "ff02::1"),
    *("2001:db8::1", "ff0e::1", "100::1", "not an address", ""),
)


@dataclass(slots=True)
class Book:
    """Knows names: each look-up takes the next answer, and the last stays."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the next answer."""
        self.asked.append(f"{host}:{port}")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass(slots=True)
class Listening:
    """A server of this test: its port, and what came."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0


@asynccontextmanager
async def listening(
    host: str, port: int = 0, *, answer: bytes = b"", context: ssl.SSLContext | None = None
) -> AsyncIterator[Listening]:
    """Listen, and answer each request with the same bytes."""
    seen = Listening(port)

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            seen.requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async with await asyncio.start_server(served, host, port, ssl=context) as server:
        seen.port = server.sockets[0].getsockname()[1]
        yield seen


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what the stand-in proves itself with, and what believes it: for its name alone."""
    server, believed = made(tmp_path_factory.mktemp("certificate"), x509.DNSName(NAME))
    return server, ssl.create_default_context(cafile=believed)


def test_the_hostile_urls_are_many() -> None:
    """At least 60 ways to spell what must not be reached, each its own."""
    assert len(set(URLS)) == len(URLS) >= 60


@pytest.mark.parametrize("url", URLS)
async def test_a_hostile_url_connects_to_nothing(url: str) -> None:
    """However this machine, or what is no https, is spelt: it is refused before anything is connected to."""
    async with listening(CANARY) as canary:
        door = Outbound(ports=frozenset({443, canary.port}), resolve=of_this_machine)
        with pytest.raises((OutboundRefused, OutboundFailed)):
            await door.post(url.replace("{port}", str(canary.port)), b"{}", {})
    assert canary.connections == 0


async def of_this_machine(host: str, port: int) -> Sequence[str]:
    """Look up as the product does, but nothing outside this machine."""
    return [CANARY] if host.endswith(".example") else await looked_up(host, port)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("beside", [(), ("93.184.215.14",), (STAND_IN,)], ids=["alone", "public", "allowed"])
async def test_a_name_with_one_hostile_address_is_not_asked(address: str, beside: tuple[str, ...]) -> None:
    """Every address of a name has to be public, wherever among them a hostile one stands."""
    book = Book([[*beside, address]])
    door = Outbound(resolve=book, also=frozenset({ip_address(STAND_IN)}))
    with pytest.raises(OutboundRefused):
        await door.post(f"https://{NAME}/", b"{}", {})
    assert book.asked == [f"{NAME}:443"]


async def test_a_server_is_asked_by_its_name(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    """It is looked up once, connected to where it was looked up, and has to prove that name."""
    server, client = contexts
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    async with (
        listening(STAND_IN, answer=answer, context=server) as hooks,
        listening(CANARY, hooks.port) as canary,
    ):
        book = Book([[STAND_IN], [CANARY]])  # another address the next time: rebinding
        door = Outbound(book, frozenset({hooks.port}), frozenset({ip_address(STAND_IN)}), client)
        told = await door.post(f"https://{NAME}:{hooks.port}/in?to=1", b"{}", {"X-Test": "1"})
        assert (told.status, told.body, book.asked) == (200, b"ok", [f"{NAME}:{hooks.port}"])
        other = Outbound(Book([[STAND_IN]]), door.ports, door.also, client)
        with pytest.raises(OutboundFailed):
            await other.post(f"https://other.example:{hooks.port}/", b"{}", {})
    (request,) = hooks.requests
    assert request.startswith(b"POST /in?to=1 HTTP/1.1\r\n")
    assert f"host: {NAME}:{hooks.port}\r\n".encode() in request.lower()
    assert canary.connections == 0


async def test_neither_redirects_nor_proxies_are_followed(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that leads on is an answer; a proxy of the environment is not used."""
    server, client = contexts
    async with listening(CANARY) as canary:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{CANARY}:{canary.port}")
        there = f"https://{CANARY}:{canary.port}/".encode()
        answer = b"HTTP/1.1 307 Go\r\nLocation: " + there + b"\r\nContent-Length: 0\r\n\r\n"
        async with listening(STAND_IN, answer=answer, context=server) as hooks:
            ports = frozenset({hooks.port, canary.port})
            door = Outbound(Book([[STAND_IN]]), ports, frozenset({ip_address(STAND_IN)}), client)
            told = await door.post(f"https://{NAME}:{hooks.port}/", b"{}", {})
    assert told.status == 307
    assert canary.connections == 0


async def test_an_answer_is_read_to_64_kb_and_not_unpacked(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """A long answer is cut, and one that calls itself packed stays as it came."""
    server, client = contexts
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000
    async with listening(STAND_IN, answer=answer, context=server) as hooks:
        also = frozenset({ip_address(STAND_IN)})
        door = Outbound(Book([[STAND_IN]]), frozenset({hooks.port}), also, client)
        told = await door.post(f"https://{NAME}:{hooks.port}/", b"{}", {})
    assert told.body == b"x" * MAX_ANSWER_BYTES


def test_a_name_is_asked_for_in_ascii() -> None:
    """What is not ASCII is written as DNS knows it; the path keeps its query, and loses its fragment."""
    target = target_of("https://MÜNCHEN.example/ä?q=ü#part")
    assert (target.host, target.port) == ("xn--mnchen-3ya.example", 443)
    assert target.path == "/%C3%A4?q=%C3%BC"
