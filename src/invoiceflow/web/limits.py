"""Limits as HTTP tells them: whose count a request is, and the headers of an answer (kernel/limit.py has the table)."""

from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar
from uuid import UUID

import structlog
from litestar.connection import ASGIConnection

from invoiceflow.kernel.limit import Limit
from invoiceflow.runtime.limits import Verdict, ask, begin, count, hit, hits, take_back
from invoiceflow.web.visit import Visit, visit_in

Connection = ASGIConnection[Any, Any, Any, Any]
Found = TypeVar("Found")

log = structlog.get_logger()


def source(address: str) -> str:
    """Return whose count an address is, for limits per address: itself, or the /64 of an IPv6 one."""
    return _net(address, v4=32, v6=64)


def network(address: str) -> str:
    """Return whose count an address is, for limits per network: the /24 of an IPv4 one, the /48 of an IPv6 one."""
    return _net(address, v4=24, v6=48)


async def require(connection: Connection, limit: Limit, *who: str | UUID) -> None:
    """
    Count what a handler is about to do.

    Raises:
        TooMany: the limit is reached.
    """
    verdict = await hit(connection.app.state.redis, limit, *who)
    note(visit_in(connection.scope), verdict)
    verdict.demand()


@dataclass(slots=True)
class Counted:
    """Something that is counted while it is being done. Whoever finds that nothing was to do sets ``is_void``."""

    is_void: bool = False


@asynccontextmanager
async def counted(connection: Connection, limit: Limit, *who: str | UUID) -> AsyncIterator[Counted]:
    """
    Count what is done inside, where it is done: an error takes it back, and so does whoever finds nothing to do.

    The answer then tells what is left afterwards.

    Raises:
        TooMany: the limit is reached.
    """
    done = Counted()
    await require(connection, limit, *who)
    try:
        yield done
    except BaseException:
        done.is_void = True
        raise
    finally:
        if done.is_void:
            await _take_back(connection, limit, *who)


async def known(connection: Connection, guesses: Limit, found: Awaitable[Found]) -> Found:
    """
    Return what a secret leads to, unless its address sent too many unknown ones: then a right one tells nothing either.

    Both questions travel at once, so that nobody waits for the count.

    Raises:
        TooMany: it did.
    """
    redis, visit = connection.app.state.redis, visit_in(connection.scope)
    asked = begin(redis, ask(guesses, source(visit.address)))
    what = await found
    (verdict,) = await asked.verdicts()
    note(visit, verdict)
    verdict.demand()
    return what


async def note_guess(connection: Connection, limit: Limit, *, alarm: Limit) -> None:
    """
    Count a secret that is unknown for the address that sent it; many from everywhere raise an alarm in the log.

    Raises:
        TooMany: the address has sent too many.
    """
    redis, visit = connection.app.state.redis, visit_in(connection.scope)
    own, all_ = await hits(redis, count(limit, source(visit.address)), count(alarm, "everyone"))
    if not all_.allowed:
        log.error("limits.alarm", limit=alarm.name)
    note(visit, own)
    own.demand()


async def _take_back(connection: Connection, limit: Limit, *who: str | UUID) -> None:
    redis = connection.app.state.redis
    await take_back(redis, limit, *who)
    note(visit_in(connection.scope), *await hits(redis, ask(limit, *who)))


def note(visit: Visit, *verdicts: Verdict) -> None:
    """
    Have the answer tell what is left of limits. Each is told as it was found last.

    What is counted for a person is told where it is used up alone: they may be somebody else than who asks.
    """
    told = {each.limit.name: each for each in (*visit.verdicts, *verdicts)}
    visit.verdicts = tuple(each for each in told.values() if each.limit.per != "person" or not each.allowed)


def rate_headers(verdicts: Iterable[Verdict]) -> list[tuple[bytes, bytes]]:
    """
    Return what an answer tells about its limits; nothing where there are none.

    Rule: the IETF's draft "RateLimit header fields for HTTP".
    """
    told = list(verdicts)
    if not told:
        return []
    policies = (f'"{each.limit.name}";q={each.limit.amount};w={each.limit.seconds}' for each in told)
    states = (f'"{each.limit.name}";r={each.remaining};t={each.reset_seconds}' for each in told)
    return [(b"ratelimit-policy", ", ".join(policies).encode()), (b"ratelimit", ", ".join(states).encode())]


def _net(address: str, *, v4: int, v6: int) -> str:
    try:
        known = ip_address(address)
    except ValueError:  # a socket of this machine has no address
        return address
    if known.version == 6 and known.ipv4_mapped:  # else all of IPv4 would be one network
        known = known.ipv4_mapped
    return str(ip_network((known, v4 if known.version == 4 else v6), strict=False))
