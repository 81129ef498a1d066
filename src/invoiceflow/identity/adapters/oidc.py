"""OpenID Connect: the ID token checked in full (OpenID Core 3.1.3.7), its issuer found by the discovery document."""

from datetime import UTC, datetime, timedelta
from typing import cast

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from invoiceflow.identity.adapters import oauth
from invoiceflow.identity.adapters.oauth import TIMEOUT_SECONDS, Endpoints, Registration
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import Way
from invoiceflow.identity.ports import Callback, ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.trust import trusted

ALGORITHMS = ["RS256", "ES256"]
LEEWAY_SECONDS = 60
KEEP_METADATA = timedelta(hours=1)


class Metadata(msgspec.Struct, frozen=True):
    """What of the discovery document is read (OpenID Connect Discovery 1.0, section 3; RFC 9207, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class OpenIdProvider:
    """One issuer, that of its way."""

    def __init__(self, way: Way, registration: Registration, clock: Clock) -> None:
        self.way = way
        self._registration = registration
        self._clock = clock
        self._metadata: Metadata | None = None
        self._read_at = datetime.min.replace(tzinfo=UTC)

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser is sent."""
        endpoints = await self._endpoints()
        return await oauth.authorization_url(
            self._registration,
            endpoints,
            scope="openid email profile",
            verifier=verifier,
            state=state,
            nonce=nonce,
        )

    async def identity(self, callback: Callback, *, nonce: str, verifier: str) -> Identity:
        """Return who the code stands for. A code that another issuer gave is not even shown to this one."""
        endpoints = await self._endpoints()
        sends_issuer = (await self._discover()).authorization_response_iss_parameter_supported
        if (callback.issuer or sends_issuer) and callback.issuer != self.way.issuer:
            raise ProviderRefused("the answer is in another issuer's name")
        token = await oauth.redeemed(self._registration, endpoints, code=callback.code, verifier=verifier)
        return await self._checked(str(token.get("id_token", "")), nonce)

    async def _checked(self, id_token: str, nonce: str) -> Identity:
        keys = await self._keys()
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.way.issuer},
            aud={"essential": True, "value": self._registration.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise ProviderRefused(str(error)) from error
        # Of a token for several, and of one for us alone, only the party that it was issued to may make use.
        issued_to = claims.get("azp", claims["aud"])
        if issued_to not in (self._registration.client_id, [self._registration.client_id]):
            raise ProviderRefused("the token was issued to somebody else")
        if claims.get("email_verified") is not True or not claims.get("email"):
            raise UnverifiedEmail("the email address is not verified")
        email = str(claims["email"])
        return Identity(self.way.issuer, str(claims["sub"]), email, str(claims.get("name") or email))

    async def _endpoints(self) -> Endpoints:
        metadata = await self._discover()
        return Endpoints(metadata.authorization_endpoint, metadata.token_endpoint)

    async def _keys(self) -> KeySet:
        published = await self._get((await self._discover()).jwks_uri)
        try:
            return KeySet.import_key_set(cast("KeySetSerialization", published))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderRefused("the published keys cannot be read") from error

    async def _discover(self) -> Metadata:
        now = self._clock.now()
        # A clock that was set back would keep what was read before that for longer than is meant.
        if self._metadata is None or not self._read_at <= now <= self._read_at + KEEP_METADATA:
            found = await self._get(f"{self.way.issuer.rstrip('/')}/.well-known/openid-configuration")
            try:
                metadata = msgspec.convert(found, Metadata)
            except msgspec.ValidationError as error:
                raise ProviderRefused(f"the discovery document cannot be used: {error}") from error
            if metadata.issuer != self.way.issuer:
                raise ProviderRefused("the discovery document names another issuer")
            self._metadata, self._read_at = metadata, now
        return self._metadata

    async def _get(self, url: str) -> object:
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS, verify=trusted(), trust_env=False
            ) as client:
                answer = await client.get(url)
                answer.raise_for_status()
                return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(repr(error)) from error
