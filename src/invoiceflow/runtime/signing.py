"""Signed tokens: a JWT with HS256 under a key made for one purpose."""

from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_HEADER = {"alg": "HS256", "typ": "JWT"}


def signed(subject: str, *, key: bytes, at: datetime, lifetime: timedelta) -> str:
    """Return a token that names the subject and ends after its lifetime."""
    issued = int(at.timestamp())
    claims = {"sub": subject, "iat": issued, "exp": issued + int(lifetime.total_seconds())}
    return jwt.encode(_HEADER, claims, OctKey.import_key(key), algorithms=["HS256"])


def subject_of(token: str, *, key: bytes, at: datetime) -> str | None:
    """Return whom a token names, or None when its signature or its time does not hold."""
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()), exp={"essential": True}, sub={"essential": True}
    )
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=["HS256"]).claims
        registry.validate(claims)
    except (JoseError, ValueError):
        return None
    return str(claims["sub"])
