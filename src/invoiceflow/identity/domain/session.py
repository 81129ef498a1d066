"""Sessions: how long they live, and what is kept of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from invoiceflow.identity.domain.way import Purpose

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
ATTEMPT = timedelta(minutes=10)
REMEMBERED = timedelta(days=365)
ELEVATION = timedelta(minutes=15)
# How long the cookie's own claims may be believed while Redis is away; how exactly the last use is kept.
FRESH = timedelta(minutes=5)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """
    What Redis holds of a signed-in person; without it there is no session. ``person_id`` is a UUID.

    ``seen_at`` is the last use, to the minute. ``elevated_at`` is when the person last proved themselves. ``mark``
    binds the forms of this sign-in: it stays the same when the session gets a new id. ``agent`` and ``network`` are
    words for the device and the coarse network (``203.0.113.0/24``) that it was last used from.
    """

    person_id: str
    name: str
    email: str
    way: str
    started_at: datetime
    seen_at: datetime
    mark: str
    agent: str = ""
    network: str = ""
    elevated_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it ends unless it is used again."""
        return min(self.seen_at + IDLE, self.started_at + ABSOLUTE)

    @property
    def elevated_until(self) -> datetime | None:
        """Until when the person may do what asks for a fresh proof."""
        return self.elevated_at + ELEVATION if self.elevated_at else None


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says about itself, in words, and the coarse network it comes from (IPv4 /24, IPv6 /48)."""

    agent: str
    network: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    A sign-in that was started and not yet finished.

    ``way`` is the provider that was asked: an answer at another's address is refused. ``browser`` is the mark of the
    browser that started it: an answer that arrives at another is refused. ``person_id`` is who is signed in and proves
    themselves again, or links another identity; empty for a plain sign-in.
    """

    way: str
    nonce: str
    verifier: str
    browser: str
    next_path: str
    purpose: Purpose = "sign_in"
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is. ``issuer`` and ``subject`` are the identity; email and name are only told."""

    issuer: str
    subject: str
    email: str
    name: str


def safe_next(path: str) -> str:
    """Return the path to go to after sign-in: one of our own pages, or the default."""
    local = path.startswith(("/app", "/account", "/invitations/")) and "\\" not in path
    return path if local and not any(ord(sign) < 33 for sign in path) else "/app"
