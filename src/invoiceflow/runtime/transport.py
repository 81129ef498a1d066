"""
Servers of our own that are spoken to over a network: encrypted, and only to who proves to be the one that was meant.

What lies on this machine, or is called by a name without a dot, which no public network has, may be spoken to in the
clear; other hosts of a private network are listed in PRIVATE_HOSTS. Rule: ASVS 5.0 V12.3.1, V12.3.2.
"""

from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit


def is_near(url: str, private_hosts: Collection[str]) -> bool:
    """Return whether the host of an address is this machine, has no public name, or is listed as private."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback or host in private_hosts
    except ValueError:
        return "." not in host or host.endswith(".localhost") or host in private_hosts


def why_database_is_open(url: str, environ: Mapping[str, str]) -> str:
    """Return what is missing for PostgreSQL to be spoken to encrypted, and to no other server, or nothing."""
    asked = parse_qs(urlsplit(url).query).get("sslmode", [environ.get("PGSSLMODE", "")])[-1]
    return "" if asked == "verify-full" else "needs sslmode=verify-full"


def why_redis_is_open(url: str) -> str:
    """Return the same of Redis."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    checks = asked.get("ssl_cert_reqs", ["required"]) == ["required"]
    names = asked.get("ssl_check_hostname", ["true"])[0].lower() in ("true", "1", "yes")
    return (
        ""
        if parts.scheme == "rediss" and checks and names
        else "starts with rediss:// and checks certificates"
    )


def why_store_is_open(url: str) -> str:
    """Return the same of a file store; none is named where it is AWS's own."""
    return "" if not url or url.startswith("https://") else "starts with https://"
