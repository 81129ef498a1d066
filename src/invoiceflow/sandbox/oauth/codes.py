"""Codes and tokens of one provider, without HTTP. RFC 6749, RFC 7636."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final

from invoiceflow.sandbox.oauth.people import Person

CODE_LIFETIME: Final = timedelta(seconds=60)


class Refused(Exception):
    """The request is refused; `code` is OAuth's word for it (RFC 6749, 4.1.2.1 and 5.2)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class Client:
    """The one application that is registered, with the exact addresses to which people may be sent back."""

    client_id: str
    secret: str
    redirect_uris: frozenset[str]


@dataclass(frozen=True, slots=True)
class Authorization:
    """What an application asked for, and a person agreed to. `challenge` is PKCE's (RFC 7636)."""

    redirect_uri: str
    scope: str
    nonce: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A code: for whom, since when, and the token that it was redeemed for."""

    authorization: Authorization
    person: Person
    at: datetime
    access_token: str | None = None


class Codes:
    """Hands out codes and the tokens that they stand for. Forgets everything when the process ends."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}
        self._bearers: dict[str, Person] = {}

    def grant(self, authorization: Authorization, person: Person, at: datetime) -> str:
        """Return a code that can be redeemed once, within `CODE_LIFETIME`."""
        code = token_urlsafe(24)
        self._grants[code] = Grant(authorization, person, at)
        return code

    def redeem(self, code: str, *, redirect_uri: str, verifier: str, at: datetime) -> tuple[str, Grant]:
        """
        Return the access token of a code, and what it stands for. The code is spent, also by a wrong try.

        A code that comes twice has leaked: what its first use gave is revoked (RFC 6749, 4.1.2).

        Raises:
            Refused: unknown, spent or expired code; another redirect address; a verifier that does not fit.
        """
        grant = self._grants.get(code)
        if grant is None:
            raise Refused("invalid_grant", "this code is unknown")
        if grant.access_token is not None:
            self._bearers.pop(grant.access_token, None)
            raise Refused("invalid_grant", "this code was used before")
        access_token = token_urlsafe(24)
        self._grants[code] = replace(grant, access_token=access_token)
        _check(grant, redirect_uri, verifier, at)
        self._bearers[access_token] = grant.person
        return access_token, grant

    def bearer(self, access_token: str) -> Person:
        """Return whom a token speaks for. Raises Refused for a token that is unknown or revoked."""
        try:
            return self._bearers[access_token]
        except KeyError:
            raise Refused("invalid_token", "this token is unknown or revoked") from None


def _check(grant: Grant, redirect_uri: str, verifier: str, at: datetime) -> None:
    if at > grant.at + CODE_LIFETIME:
        raise Refused("invalid_grant", "this code has expired")
    if redirect_uri != grant.authorization.redirect_uri:
        raise Refused("invalid_grant", "redirect_uri is not the one that the code was asked with")
    if not compare_digest(challenge_of(verifier), grant.authorization.challenge):
        raise Refused("invalid_grant", "code_verifier does not fit the code_challenge")


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64(hashlib.sha256(verifier.encode()).digest())


def base64(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
