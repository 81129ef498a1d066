"""Links that prove an email address: to sign in by it, to link it, to change to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import EMAIL, Purpose

LINK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SentLink:
    """
    A link that was sent and not yet used. ``browser`` is the mark of the browser, or of the sign-in, that asked.

    ``person_id`` is who asked, empty for signing in. ``agent`` and ``network`` say where it was asked, for whoever
    opens it elsewhere.
    """

    email: str
    purpose: Purpose
    browser: str
    next_path: str
    asked_at: datetime
    agent: str
    network: str
    person_id: str = ""

    def over(self, at: datetime) -> bool:
        """Return whether it is too old."""
        return at >= self.asked_at + LINK


def identity_of(email: str) -> Identity:
    """Return the identity that reading an address' mail proves. A name is not told; the address stands for one."""
    return Identity(EMAIL.issuer, email, email, email.partition("@")[0])
