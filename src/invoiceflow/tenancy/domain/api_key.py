"""API keys: how one is made and recognised. Only its SHA-256 is ever stored."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.ids import ApiKeyId, PersonId

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX = "if_"
BODY_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when its secret is known. ``prefix`` may be shown for ever."""

    secret: str
    prefix: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """
    What a key is called, which scopes it has, and until when it is good: for ever where no end is set.

    ``maker`` is the member by whose right it is good; none for a key of the command line.
    """

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None
    maker: PersonId | None


@dataclass(frozen=True, slots=True)
class LivingKey:
    """A key that has not been revoked, as whoever revokes it needs it."""

    id: ApiKeyId
    name: str
    prefix: str
    scopes: tuple[str, ...]
    maker: PersonId | None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who acts by an API key, and when it was last noted to be used."""

    actor: Actor
    last_used_at: datetime | None


def key_from(randomness: bytes) -> NewKey:
    """
    Return the key made of 32 random bytes: ``if_``, the bytes in base 62, and a checksum of six characters.

    The checksum lets scanners for leaked secrets, and us, tell a key from chance without asking the database.
    """
    body = _base62(int.from_bytes(randomness, "big"), 43)
    secret = f"{PREFIX}{body}{_checksum(body)}"
    return NewKey(secret, secret[:11], hash_of(secret))


def looks_like_key(secret: str) -> bool:
    """Return whether a text has the form and the checksum of a key."""
    body, checksum = secret[len(PREFIX) : -6], secret[-6:]
    return secret.startswith(PREFIX) and len(body) == 43 and checksum == _checksum(body)


def hash_of(secret: str) -> bytes:
    """Return the SHA-256 under which a key is found."""
    return hashlib.sha256(secret.encode()).digest()


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), 6)


def _base62(number: int, width: int) -> str:
    digits = []
    while number:
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits)).rjust(width, "0")
