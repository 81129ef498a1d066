"""Where a request came from."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from litestar.types import HTTPScope

Network = IPv4Network | IPv6Network


def address_of(http: HTTPScope, trusted: Sequence[Network]) -> str:
    """
    Return the address of whoever asks: the connection's, or what trusted proxies say in X-Forwarded-For.

    It is read from its end, where the nearest proxy wrote: the first address that is no trusted proxy counts, since
    everything before it may be made up.
    """
    client = http.get("client")
    address = client[0] if client else ""
    if not trusted:
        return address
    for told in reversed(_forwarded(http)):
        if not _among(address, trusted) or _read(told) is None:
            break
        address = told
    return address


def _forwarded(http: HTTPScope) -> list[str]:
    lines = [value.decode("latin-1") for name, value in http["headers"] if name == b"x-forwarded-for"]
    return [each.strip() for line in lines for each in line.split(",")]


def _among(address: str, networks: Sequence[Network]) -> bool:
    known = _read(address)
    return known is not None and any(known in network for network in networks)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        known = ip_address(address)
    except ValueError:
        return None
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return mapped or known
