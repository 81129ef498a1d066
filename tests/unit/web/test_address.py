"""Where a request came from, when proxies stand between and when somebody lies about it."""

from ipaddress import ip_network
from typing import cast

import pytest
from litestar.types import HTTPScope

from invoiceflow.web.limits import network, source
from invoiceflow.web.steps.address import address_of

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def asked(client: str, *forwarded: str) -> str:
    """Return the address of a request, with these lines of X-Forwarded-For."""
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return address_of(cast("HTTPScope", {"client": (client, 1), "headers": headers}), TRUSTED)


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("198.51.100.7", ("203.0.113.9",), "198.51.100.7"),  # not from a proxy: whatever it says is made up
        ("10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
        ("10.0.0.1", ("203.0.113.9, 10.0.0.2",), "203.0.113.9"),
        ("10.0.0.1", ("203.0.113.9", "10.0.0.2"), "203.0.113.9"),
        ("10.0.0.1", ("1.1.1.1, 203.0.113.9",), "203.0.113.9"),  # what stands before it was sent by it
        ("10.0.0.1", ("203.0.113.9, nonsense",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("::ffff:10.0.0.1", ("2001:db8::1",), "2001:db8::1"),
        ("fd00::1", ("2001:db8::1",), "2001:db8::1"),
    ],
)
def test_only_proxies_of_ours_are_believed(client: str, forwarded: tuple[str, ...], address: str) -> None:
    """The nearest address that is no trusted proxy counts; a list is believed from its end, as far as it is ours."""
    assert asked(client, *forwarded) == address


def test_without_trusted_proxies_nobody_is_believed() -> None:
    """Unless the setting names proxies, the connection's address counts."""
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", b"203.0.113.9")]}
    assert address_of(cast("HTTPScope", scope), ()) == "10.0.0.1"


def test_neighbours_share_a_count() -> None:
    """An IPv6 network counts as one source, since one person has all of it; a network of either kind is wider."""
    assert source("203.0.113.9") == "203.0.113.9/32"
    assert source("2001:db8:1:2:3::4") == source("2001:db8:1:2:ffff::9") != source("2001:db8:1:3::1")
    assert network("203.0.113.9") == network("203.0.113.200") != network("203.0.114.9")
    assert network("2001:db8:1:2::4") == network("2001:db8:1:ffff::9") != network("2001:db8:2::1")
    assert source("::ffff:203.0.113.9") == source("203.0.113.9")
    assert source("") == ""
