"""Sessions: how long they live, and what is kept of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
ATTEMPT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What Redis holds of a signed-in person; without it there is no session. ``person_id`` is a UUID."""

    person_id: str
    name: str
    email: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    A sign-in that was started and not yet finished.

    ``way`` is the provider that was asked: an answer at another's address is refused. ``browser`` is the mark of the
    browser that started it: an answer that arrives at another is refused.
    """

    way: str
    nonce: str
    verifier: str
    browser: str
    next_path: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is. ``issuer`` and ``subject`` are the identity; email and name are only told."""

    issuer: str
    subject: str
    email: str
    name: str


def safe_next(path: str) -> str:
    """Return the path to go to after sign-in: one of our own pages, or the default."""
    local = path.startswith("/app") and "\\" not in path and not any(ord(sign) < 33 for sign in path)
    return path if local else "/app"
