"""
Signed tokens: JWTs with HS256 under keys made for one purpose.

The header names the key (``kid``), so that the secret key can be changed without making what it signed worthless:
the newest signs, the former ones still verify (RFC 7515, 4.1.4).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from invoiceflow.runtime.secrets import derived

_ALGORITHMS = ["HS256"]


@dataclass(frozen=True, slots=True, eq=False)
class KeyRing:
    """The keys of one purpose: ``newest`` (the id of one of ``keys``) signs, all verify. Made once, by key_ring."""

    newest: str
    keys: KeySet


@lru_cache(maxsize=32)
def key_ring(secret_key: str, previous: tuple[str, ...], purpose: str) -> KeyRing:
    """Return the keys of one purpose under the present secret key and those before it."""
    keys = [derived(secret, purpose) for secret in (secret_key, *previous)]
    known = {_key_id(key): OctKey.import_key(key, {"kid": _key_id(key)}) for key in keys}
    return KeyRing(_key_id(keys[0]), KeySet(list(known.values())))


def signed(claims: Mapping[str, object], ring: KeyRing) -> str:
    """Return the claims as a token."""
    key = ring.keys.get_by_kid(ring.newest)
    return jwt.encode({"alg": "HS256", "kid": ring.newest}, dict(claims), key, algorithms=_ALGORITHMS)


def claims_of(token: str, ring: KeyRing, at: datetime) -> dict[str, Any] | None:
    """Return what a token says, or None when its signature or its time (``exp``) does not hold."""
    registry = jwt.JWTClaimsRegistry(now=int(at.timestamp()), exp={"essential": True})
    try:
        found = _signed_token(token, ring)
        registry.validate(found.claims)
    except (JoseError, ValueError, TypeError):  # the last of what joserfc makes of a header it did not expect
        return None
    # Keys are chosen by what the token names; one that names none is not ours.
    return dict(found.claims) if "kid" in found.header else None


# A browser sends the same token with every request. A signature that does not hold raises, and is not kept.
@lru_cache(maxsize=4096)
def _signed_token(token: str, ring: KeyRing) -> jwt.Token:
    """Return a token whose signature holds; whether its time does is for the caller to see."""
    return jwt.decode(token, ring.keys, algorithms=_ALGORITHMS)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"kid" + key).hexdigest()[:16]
