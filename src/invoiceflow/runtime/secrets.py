"""Secrets derived from the one secret key, each for one purpose, so that none can stand in for another."""

import hashlib
import hmac
from functools import lru_cache


# Asked for with every page that has a form; there are as many as purposes and secret keys.
@lru_cache(maxsize=64)
def derived(secret_key: str, purpose: str) -> bytes:
    """Return the 32-byte key of one purpose."""
    return hmac.digest(secret_key.encode(), f"invoiceflow/{purpose}".encode(), hashlib.sha256)


def derived_ring(secret_key: str, previous: tuple[str, ...], purpose: str) -> tuple[bytes, ...]:
    """Return the keys of one purpose: the present secret key's first, then those of the former ones."""
    return tuple(derived(each, purpose) for each in (secret_key, *previous))


def csrf_token(secret_key: str, session: str) -> str:
    """Return the token that forms of this session (or, before sign-in, of this visit) carry."""
    return hmac.digest(derived(secret_key, "csrf"), session.encode(), "sha256").hex()


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
