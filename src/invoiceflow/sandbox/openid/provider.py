"""ID tokens, right and wrong, without HTTP. OpenID Connect Core 1.0."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final, Literal

from joserfc import jwt
from joserfc.jwk import RSAKey

from invoiceflow.sandbox.oauth.codes import Client, Codes, Grant, base64

TOKEN_LIFETIME: Final = timedelta(hours=1)

Fault = Literal[
    "signature",
    "audience",
    "audiences",
    "issuer",
    "nonce",
    "expired",
    "unverified_email",
    "no_email",
    "answer_issuer",
    "no_answer_issuer",
    "no_endpoints",
    "no_keys",
]
# These spoil the redirect that brings the code, or what is published; the others spoil the ID token.
_IN_ANSWER: Final = ("answer_issuer", "no_answer_issuer")
_PUBLISHED: Final = ("no_endpoints", "no_keys")
_IMPOSTOR: Final = "https://accounts.impostor.example"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The answer to a redeemed code."""

    access_token: str
    id_token: str
    scope: str


class Provider:
    """Hands out codes and tokens for one client."""

    def __init__(self, issuer: str, client: Client) -> None:
        self.issuer = issuer
        self.client = client
        self.codes = Codes()
        self._key = _new_key()
        self._fault: Fault | None = None

    def redeem(self, code: str, *, redirect_uri: str, verifier: str, at: datetime) -> Tokens:
        """Return tokens for a code, once. Raises Refused as `Codes.redeem` does."""
        access_token, grant = self.codes.redeem(code, redirect_uri=redirect_uri, verifier=verifier, at=at)
        return Tokens(access_token, self._id_token(grant, access_token, at), grant.authorization.scope)

    def answering_issuer(self) -> str:
        """Return which issuer the next answer to the browser names; empty for none."""
        if self._fault not in _IN_ANSWER:
            return self.issuer
        fault, self._fault = self._fault, None
        return _IMPOSTOR if fault == "answer_issuer" else ""

    def public_keys(self) -> dict[str, object]:
        """Return the JSON Web Key Set that proves ID tokens."""
        if self._spoils("no_keys"):
            return {"keys": [{"kty": "none"}]}
        key: dict[str, object] = {**self._key.as_dict(private=False), "use": "sig", "alg": "RS256"}
        return {"keys": [key]}

    def names_endpoints(self) -> bool:
        """Return whether the next discovery document names where to ask."""
        return not self._spoils("no_endpoints")

    def _spoils(self, fault: Fault) -> bool:
        """Return whether a fault of what is published is armed, and disarm it."""
        if self._fault != fault:
            return False
        self._fault = None
        return True

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self._key = _new_key()

    def arm(self, fault: Fault) -> None:
        """Make the next answer or ID token wrong in this way, once."""
        self._fault = fault

    def _id_token(self, grant: Grant, access_token: str, at: datetime) -> str:
        fault = self._fault
        if fault not in _PUBLISHED:
            self._fault = None
        claims = self._claims(grant, access_token, at) | _wrong(fault, self.client.client_id, at)
        if fault == "no_email":
            del claims["email"], claims["email_verified"]
        # A token under another key with the published key's id is what a forger would send.
        key = _new_key() if fault == "signature" else self._key
        return jwt.encode({"alg": "RS256", "kid": self._key.kid, "typ": "JWT"}, claims, key)

    def _claims(self, grant: Grant, access_token: str, at: datetime) -> dict[str, object]:
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


def _half_hash(token: str) -> str:
    """Return at_hash (OpenID Connect Core, 3.1.3.6)."""
    return base64(hashlib.sha256(token.encode()).digest()[:16])


def _wrong(fault: Fault | None, client_id: str, at: datetime) -> dict[str, object]:
    long_ago = at - timedelta(days=1)
    wrong: dict[str | None, dict[str, object]] = {
        "audience": {"aud": "somebody-else", "azp": "somebody-else"},
        "audiences": {"aud": [client_id, "somebody-else"], "azp": "somebody-else"},
        "issuer": {"iss": _IMPOSTOR},
        "nonce": {"nonce": token_urlsafe(16)},
        "expired": {"iat": int(long_ago.timestamp()), "exp": int((long_ago + TOKEN_LIFETIME).timestamp())},
        "unverified_email": {"email_verified": False},
    }
    return wrong.get(fault, {})


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": token_urlsafe(8)})
