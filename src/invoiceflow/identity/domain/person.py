"""A person as the directory knows them, and the identities that prove them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import Way


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person is called, and where they are written to: theirs to change, whatever providers tell."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """One identity that proves a person. ``email`` is what its provider told last."""

    issuer: str
    subject: str
    email: str
    created_at: datetime
    used_at: datetime | None


class Unlinking(StrEnum):
    """What came of taking an identity away: it is taken, was gone before, or stays because it is the last."""

    TAKEN = "taken"
    GONE = "gone"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """
    Somebody new whose address is known here, and who may open an account of their own all the same.

    ``browser`` is the mark of the browser that they came with.
    """

    identity: Identity
    way: Way
    browser: str
    next_path: str
