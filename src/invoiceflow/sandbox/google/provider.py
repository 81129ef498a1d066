"""What the provider remembers and decides, without HTTP. OpenID Connect Core 1.0, RFC 6749, RFC 7636."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final, Literal

from joserfc import jwt
from joserfc.jwk import RSAKey

from invoiceflow.sandbox.google.people import Person

CODE_LIFETIME: Final = timedelta(seconds=60)
TOKEN_LIFETIME: Final = timedelta(hours=1)

Fault = Literal["signature", "audience", "issuer", "nonce", "expired", "unverified_email", "no_email"]


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
class Tokens:
    """The answer to a redeemed code."""

    access_token: str
    id_token: str
    scope: str


@dataclass(frozen=True, slots=True)
class _Grant:
    authorization: Authorization
    person: Person
    at: datetime
    access_token: str | None = None


class Provider:
    """Hands out codes and tokens for one client. Forgets everything when the process ends."""

    def __init__(self, issuer: str, client: Client) -> None:
        self.issuer = issuer
        self.client = client
        self._grants: dict[str, _Grant] = {}
        self._bearers: dict[str, Person] = {}
        self._key = _new_key()
        self._fault: Fault | None = None

    def grant(self, authorization: Authorization, person: Person, at: datetime) -> str:
        """Return a code that can be redeemed once, within `CODE_LIFETIME`."""
        code = token_urlsafe(24)
        self._grants[code] = _Grant(authorization, person, at)
        return code

    def redeem(self, code: str, *, redirect_uri: str, verifier: str, at: datetime) -> Tokens:
        """
        Return tokens for a code. The code is spent, also by a wrong try.

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
        id_token = self._id_token(grant, access_token, at)
        return Tokens(access_token, id_token, grant.authorization.scope)

    def bearer(self, access_token: str) -> Person:
        """Return whom a token speaks for. Raises Refused for a token that is unknown or revoked."""
        try:
            return self._bearers[access_token]
        except KeyError:
            raise Refused("invalid_token", "this token is unknown or revoked") from None

    def public_keys(self) -> dict[str, object]:
        """Return the JSON Web Key Set that proves ID tokens."""
        key: dict[str, object] = {**self._key.as_dict(private=False), "use": "sig", "alg": "RS256"}
        return {"keys": [key]}

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self._key = _new_key()

    def arm(self, fault: Fault) -> None:
        """Make the next ID token wrong in this way, once."""
        self._fault = fault

    def _id_token(self, grant: _Grant, access_token: str, at: datetime) -> str:
        fault, self._fault = self._fault, None
        claims = self._claims(grant, access_token, at) | _wrong(fault, at)
        if fault == "no_email":
            del claims["email"], claims["email_verified"]
        # A token under another key with the published key's id is what a forger would send.
        key = _new_key() if fault == "signature" else self._key
        return jwt.encode({"alg": "RS256", "kid": self._key.kid, "typ": "JWT"}, claims, key)

    def _claims(self, grant: _Grant, access_token: str, at: datetime) -> dict[str, object]:
        person = grant.person
        return {
            "iss": self.issuer,
            "azp": self.client.client_id,
            "aud": self.client.client_id,
            "sub": person.sub,
            "email": person.email,
            "email_verified": True,
            "name": person.name,
            "nonce": grant.authorization.nonce,
            "at_hash": _half_hash(access_token),
            "iat": int(at.timestamp()),
            "exp": int((at + TOKEN_LIFETIME).timestamp()),
        }


def _check(grant: _Grant, redirect_uri: str, verifier: str, at: datetime) -> None:
    if at > grant.at + CODE_LIFETIME:
        raise Refused("invalid_grant", "this code has expired")
    if redirect_uri != grant.authorization.redirect_uri:
        raise Refused("invalid_grant", "redirect_uri is not the one that the code was asked with")
    if not compare_digest(challenge_of(verifier), grant.authorization.challenge):
        raise Refused("invalid_grant", "code_verifier does not fit the code_challenge")


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _half_hash(token: str) -> str:
    """Return at_hash (OpenID Connect Core, 3.1.3.6)."""
    return _base64(hashlib.sha256(token.encode()).digest()[:16])


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _wrong(fault: Fault | None, at: datetime) -> dict[str, object]:
    long_ago = at - timedelta(days=1)
    wrong: dict[str | None, dict[str, object]] = {
        "audience": {"aud": "somebody-else", "azp": "somebody-else"},
        "issuer": {"iss": "https://accounts.impostor.example"},
        "nonce": {"nonce": token_urlsafe(16)},
        "expired": {"iat": int(long_ago.timestamp()), "exp": int((long_ago + TOKEN_LIFETIME).timestamp())},
        "unverified_email": {"email_verified": False},
    }
    return wrong.get(fault, {})


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": token_urlsafe(8)})
