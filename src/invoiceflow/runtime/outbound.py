"""
The one door to an address that somebody else named: today that of a certificate of SNS; outgoing webhooks will follow.

A name is looked up once, every address that it has must be a public one, and the connection goes to one of those that
were looked at: a name that changes its mind in between gains nothing. Neither redirects nor proxies are followed.

Rule: OWASP's cheat sheet on server-side request forgery, case 2; the ranges beyond ``is_global`` are those that carry
or hide another address, which Python counts as global.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import IPPROTO_TCP
from typing import Final

import httpx

from invoiceflow.runtime.patience import OUTBOUND_CONNECT_SECONDS, OUTBOUND_SECONDS

MAX_ANSWER_BYTES: Final = 64 * 1024
MAX_URL_LENGTH: Final = 2000
PORTS: Final = frozenset({443})

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_NOT_PUBLIC: Final = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "2002::/16",  # 6to4: carries an IPv4 address
        "2001::/32",  # Teredo, the same
        "64:ff9b::/96",  # NAT64, the same
        "64:ff9b:1::/48",
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "fec0::/10",  # site-local, as it was
    )
)


class OutboundRefused(Exception):
    """The address is none that we ask; nothing was sent, and nothing connected to. Its text says why."""


class OutboundFailed(Exception):
    """The server was not reached, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be looked up: the host in ASCII, and the path with its query."""

    host: str
    port: int
    path: str
    scheme: str = "https"

    @property
    def authority(self) -> str:
        """The host as the header names it, with its port where that is not the usual one."""
        is_usual = (self.scheme, self.port) in (("https", 443), ("http", 80))
        return self.host if is_usual else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class OutboundAnswer:
    """What a server said. ``body`` is cut after 64 kB, and as it came: packed, where the server packed it."""

    status: int
    body: bytes


async def looked_up(host: str, port: int) -> Sequence[str]:
    """Return every address that the system knows of a name. Raises OSError where it knows none."""
    loop = asyncio.get_running_loop()
    return [str(each[4][0]) for each in await loop.getaddrinfo(host, port, proto=IPPROTO_TCP)]


def target_of(
    url: str, ports: frozenset[int] = PORTS, *, clear_hosts: frozenset[str] = frozenset()
) -> Target:
    """
    Return what a URL names: for forms that take one, to say at once what would be refused later.

    Raises:
        OutboundRefused: it is none that we ask, whatever its name means.
    """
    if len(url) > MAX_URL_LENGTH or any(not each >= "!" or each in "\\\x7f" for each in url):
        raise OutboundRefused("The address is too long, or holds spaces, backslashes or control characters.")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise OutboundRefused("This is no address.") from None
    scheme = "http" if host in clear_hosts else "https"
    if parsed.scheme != scheme or not host:
        raise OutboundRefused("The address has to begin with https://.")
    if "@" in re.split(r"[/?#]", url.partition("://")[2])[0]:
        raise OutboundRefused("The address may hold no user name.")
    port = parsed.port or (443 if scheme == "https" else 80)
    if port not in ports:
        raise OutboundRefused(f"Port {port} is not asked.")
    return Target(host, port, parsed.raw_path.decode("ascii"), scheme)


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the public internet, and carries no other address."""
    if isinstance(address, IPv6Address) and address.scope_id:
        return False
    among = any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    return address.is_global and not address.is_multicast and not among


@dataclass(frozen=True, slots=True)
class Outbound:
    """
    Asks the servers that others name.

    ``also`` are addresses that are asked although they are not public, and ``clear_hosts`` hosts that are asked without
    encryption: both those of stand-ins. ``context`` says which certificates count.
    """

    resolve: Resolve = looked_up
    ports: frozenset[int] = PORTS
    also: frozenset[Address] = frozenset()
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clear_hosts: frozenset[str] = frozenset()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> OutboundAnswer:
        """
        Send a body; return what the server says to it. Takes 15 seconds at the most.

        Raises:
            OutboundRefused: the URL, or an address of its name, is none that we ask.
            OutboundFailed: the server was not reached, or did not answer in time.
        """
        return await self._answered("POST", url, body, headers)

    async def get(self, url: str) -> OutboundAnswer:
        """Return what a server has at a URL. Takes and raises as ``post`` does."""
        return await self._answered("GET", url, b"", {})

    async def _answered(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> OutboundAnswer:
        target = target_of(url, self.ports, clear_hosts=self.clear_hosts)
        try:
            async with asyncio.timeout(OUTBOUND_SECONDS):
                return await self._sent(method, target, await self._address(target), body, headers)
        except (TimeoutError, OSError, httpx.HTTPError) as error:
            raise OutboundFailed(f"{target.host} did not answer: {type(error).__name__}.") from error

    async def _address(self, target: Target) -> Address:
        """Return where to connect to: the first address of the name, where all of them may be asked."""
        try:
            found = [ip_address(each) for each in await self.resolve(target.host, target.port)]
        except (ValueError, UnicodeError):
            raise OutboundRefused("This is no address.") from None
        if not found or not all(each in self.also or is_public(each) for each in found):
            raise OutboundRefused("The address is not one of the public internet.")
        return found[0]

    async def _sent(
        self, method: str, target: Target, address: Address, body: bytes, headers: Mapping[str, str]
    ) -> OutboundAnswer:
        literal = f"[{address}]" if address.version == 6 else str(address)
        patience = httpx.Timeout(OUTBOUND_SECONDS, connect=OUTBOUND_CONNECT_SECONDS)
        named = {**headers, "Host": target.authority}
        async with (
            # Without the environment: a proxy would look the name up again.
            httpx.AsyncClient(verify=self.context, trust_env=False, timeout=patience) as client,
            client.stream(
                method,
                f"{target.scheme}://{literal}:{target.port}{target.path}",
                content=body,
                headers=named,
                follow_redirects=False,
                extensions={"sni_hostname": target.host},
            ) as answer,
        ):
            return OutboundAnswer(answer.status_code, await _beginning(answer))


async def _beginning(answer: httpx.Response) -> bytes:
    """Return the first 64 kB. They are not unpacked, since a few bytes can be packed gigabytes."""
    received = bytearray()
    async for part in answer.aiter_raw():
        received += part
        if len(received) >= MAX_ANSWER_BYTES:
            break
    return bytes(received[:MAX_ANSWER_BYTES])
