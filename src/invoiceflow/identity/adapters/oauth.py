"""OAuth 2 as both kinds of providers speak it: authorisation code with PKCE, state, and no patience."""

import warnings
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning

from invoiceflow.identity.ports import ProviderAway, ProviderRefused
from invoiceflow.runtime.patience import PROVIDER_SECONDS
from invoiceflow.runtime.trust import trusted

# On import it tells every user of every command that Authlib will move to httpx2 one day.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)
from authlib.integrations.httpx_client import AsyncOAuth2Client  # noqa: E402  # after the line above

TIMEOUT_SECONDS = PROVIDER_SECONDS


@dataclass(frozen=True, slots=True)
class Registration:
    """The product as it is registered with a provider. ``redirect_uri`` leads to this provider's answers alone."""

    client_id: str
    client_secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the browser asks, and where codes are redeemed; ``client_auth`` is how the client says there who it is."""

    authorization: str
    token: str
    client_auth: str = "client_secret_basic"


async def authorization_url(
    registration: Registration, endpoints: Endpoints, *, scope: str, verifier: str, **asked: str
) -> str:
    """Return where the browser is sent; the verifier stays here, its S256 challenge goes along."""
    async with _client(registration, endpoints, scope) as client:
        url, _ = client.create_authorization_url(endpoints.authorization, code_verifier=verifier, **asked)
    return str(url)


async def redeemed(
    registration: Registration, endpoints: Endpoints, *, code: str, verifier: str
) -> dict[str, Any]:
    """
    Return the token answer of a code.

    Raises:
        ProviderRefused: the provider does not take the code from us.
        ProviderAway: it does not answer.
    """
    try:
        async with _client(registration, endpoints) as client:
            found = await client.fetch_token(endpoints.token, code=code, code_verifier=verifier)
            return dict(found)
    except AuthlibBaseError as error:
        raise ProviderRefused(str(error)) from error
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderAway(repr(error)) from error


def _client(registration: Registration, endpoints: Endpoints, scope: str | None = None) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        token_endpoint_auth_method=endpoints.client_auth,
        scope=scope,
        redirect_uri=registration.redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT_SECONDS,
        verify=trusted(),
        trust_env=False,
    )
