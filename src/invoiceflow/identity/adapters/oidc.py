"""OpenID Connect: authorisation code with PKCE, state and nonce; the ID token checked in full (OpenID Core 3.1.3.7)."""

import warnings
from datetime import datetime, timedelta
from typing import Any, cast

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.ports import ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.runtime.clock import Clock

# On import it tells every user of every command that Authlib will move to httpx2 one day.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)
from authlib.integrations.httpx_client import AsyncOAuth2Client  # noqa: E402  # after the line above

ALGORITHMS = ["RS256", "ES256"]
LEEWAY_SECONDS = 60
KEEP_METADATA = timedelta(hours=1)
TIMEOUT_SECONDS = 5


class OpenIdProvider:
    """One issuer, found by its discovery document."""

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, redirect_uri: str, clock: Clock
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._metadata: dict[str, Any] = {}
        self._read_at: datetime | None = None

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser is sent."""
        metadata = await self._discover()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    async def identity(self, *, code: str, nonce: str, verifier: str) -> Identity:
        """Return who the code stands for."""
        metadata = await self._discover()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=verifier
                )
        except AuthlibBaseError as error:
            raise ProviderRefused(str(error)) from error
        except httpx.HTTPError as error:
            raise ProviderAway(repr(error)) from error
        return await self._checked(str(token.get("id_token", "")), nonce)

    async def _checked(self, id_token: str, nonce: str) -> Identity:
        metadata = await self._discover()
        keys = KeySet.import_key_set(cast("KeySetSerialization", await self._get(metadata["jwks_uri"])))
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
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
        if claims.get("email_verified") is not True:
            raise UnverifiedEmail("the email address is not verified")
        email = str(claims.get("email", ""))
        return Identity(self._issuer, str(claims["sub"]), email, str(claims.get("name") or email))

    async def _discover(self) -> dict[str, Any]:
        now = self._clock.now()
        if self._read_at is None or now - self._read_at > KEEP_METADATA:
            metadata = await self._get(f"{self._issuer}/.well-known/openid-configuration")
            if metadata.get("issuer") != self._issuer:
                raise ProviderRefused("the discovery document names another issuer")
            self._metadata, self._read_at = metadata, now
        return self._metadata

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                answer = await client.get(url)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json()
                return found
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(repr(error)) from error

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._client_id,
            client_secret=self._client_secret,
            scope="openid email profile",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )
