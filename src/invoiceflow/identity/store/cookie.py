"""The session's cookie: signed claims, short-lived, which name the record and stand in for it while Redis is away."""

from datetime import datetime

import msgspec

from invoiceflow.identity.domain.session import ABSOLUTE, FRESH, SessionRecord
from invoiceflow.runtime.signing import KeyRing, claims_of, key_ring, signed


class Claims(msgspec.Struct, frozen=True):
    """
    What a cookie says: session, person, and what pages show of them.

    ``fresh`` is until when the claims may be believed by themselves, ``exp`` when the session ends at the latest:
    seconds since 1970.
    """

    sid: str
    sub: str
    name: str
    email: str
    mark: str
    fresh: int
    exp: int

    def are_fresh(self, at: datetime) -> bool:
        """Return whether they may be believed by themselves."""
        return at.timestamp() < self.fresh

    def age(self, at: datetime) -> bool:
        """Return whether it is time for fresh ones: less than half of their life is left."""
        return self.fresh - at.timestamp() < FRESH.total_seconds() / 2


def ring(secret_key: str, previous: tuple[str, ...] = ()) -> KeyRing:
    """Return the keys of cookies."""
    return key_ring(secret_key, previous, "session")


def written(session_id: str, record: SessionRecord, keys: KeyRing, at: datetime) -> str:
    """Return a session's cookie, with fresh claims."""
    claims = Claims(
        sid=session_id,
        sub=record.person_id,
        name=record.name,
        email=record.email,
        mark=record.mark,
        fresh=int((at + FRESH).timestamp()),
        exp=int((record.started_at + ABSOLUTE).timestamp()),
    )
    return signed(msgspec.structs.asdict(claims), keys)


def read(cookie: str, keys: KeyRing, at: datetime) -> Claims | None:
    """Return a cookie's claims, or None when it is not ours or over."""
    found = claims_of(cookie, keys, at)
    return msgspec.convert(found, Claims) if found else None
