"""
Limits on all requests that do work: by session where the browser brings one, else by address.

Counting starts before the session is read and travels with it, so that both take one round trip.
"""

import base64
import binascii
from dataclasses import dataclass

import msgspec
from litestar.types import HTTPScope

from invoiceflow.kernel.limit import PAGES, STRANGERS
from invoiceflow.runtime.limits import Begun, begin, count, hit
from invoiceflow.web import cookies
from invoiceflow.web.limits import note, source
from invoiceflow.web.steps.shell import FILE_PATH, SESSION_PATHS, Shell
from invoiceflow.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Counting:
    """A count on its way. ``by_session``: the request brought a session, which may prove to be none."""

    begun: Begun
    by_session: bool


def begin_counting(shell: Shell, http: HTTPScope, headers: dict[str, str], address: str) -> Counting | None:
    """Begin to count a request; None where requests cost next to nothing, or their guard counts (``keyed``)."""
    if http["path"].startswith(FILE_PATH):
        return Counting(begin(shell.redis, count(STRANGERS, source(address))), by_session=False)
    if not http["path"].startswith(SESSION_PATHS):
        return None
    session = cookies.read(headers.get("cookie", ""), cookies.SESSION, secure=shell.secure)
    counted = count(PAGES, name_of_session(session)) if session else count(STRANGERS, source(address))
    return Counting(begin(shell.redis, counted), bool(session))


async def end_counting(shell: Shell, counting: Counting | None, visit: Visit) -> None:
    """
    Wait for the count. Who brings a session that is none is counted as a stranger too, unless they are refused already.

    Raises:
        TooMany: the limit is reached.
    """
    if counting is None:
        return
    (verdict,) = await counting.begun.verdicts()
    note(visit, verdict)
    verdict.demand()
    if counting.by_session and visit.person is None:
        as_stranger = await hit(shell.redis, STRANGERS, source(visit.address))
        note(visit, as_stranger)
        as_stranger.demand()


def name_of_session(session: str) -> str:
    """
    Return what stays the same when a session's cookie is written anew: its id, unproven as yet.

    A made-up id only makes a count of its own, and the request that brings it counts as a stranger's.
    """
    try:
        claims = base64.urlsafe_b64decode(session.split(".")[1] + "==")
        named = msgspec.json.decode(claims, type=_Claims)
    except (IndexError, ValueError, binascii.Error, msgspec.MsgspecError):
        return session
    return named.sid or named.sub or session


class _Claims(msgspec.Struct):
    sid: str = ""
    sub: str = ""
