"""GitHub: OAuth without an ID token. Who somebody is, and which address is theirs, is asked over its API."""

from typing import TypeVar

import httpx
import msgspec

from invoiceflow.identity.adapters import oauth
from invoiceflow.identity.adapters.oauth import TIMEOUT_SECONDS, Endpoints, Registration
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import Way
from invoiceflow.identity.ports import Callback, ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.runtime.trust import trusted

_Told = TypeVar("_Told")


class _Who(msgspec.Struct):
    """Answer of ``/user``. The number stays; the login may be renamed, and then taken by somebody else."""

    id: int
    login: str
    name: str | None = None


class _Address(msgspec.Struct):
    """One of ``/user/emails``."""

    email: str
    verified: bool
    primary: bool


class GitHubProvider:
    """GitHub, or a GitHub Enterprise Server: its pages lie below the way's issuer, its API at ``api_url``."""

    def __init__(self, way: Way, registration: Registration, api_url: str) -> None:
        self.way = way
        self._registration = registration
        self._api_url = api_url
        pages = f"{way.issuer}/login/oauth"
        self._endpoints = Endpoints(f"{pages}/authorize", f"{pages}/access_token", "client_secret_post")
        # GitHub need not name itself in its answer; where it does, by one of these.
        self._issuers = ("", way.issuer, pages)

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser is sent. Without an ID token there is no place for the nonce."""
        del nonce
        return await oauth.authorization_url(
            self._registration, self._endpoints, scope="user:email", verifier=verifier, state=state
        )

    async def identity(self, callback: Callback, *, nonce: str, verifier: str) -> Identity:
        """Return who the code stands for; the token is asked twice and forgotten."""
        del nonce
        if callback.issuer not in self._issuers:
            raise ProviderRefused("the answer is in another issuer's name")
        token = await oauth.redeemed(
            self._registration, self._endpoints, code=callback.code, verifier=verifier
        )
        access_token = str(token.get("access_token", ""))
        who = await self._get("/user", access_token, _Who)
        addresses = await self._get("/user/emails", access_token, list[_Address])
        email = next((each.email for each in addresses if each.primary and each.verified), "")
        if not email:
            raise UnverifiedEmail("no primary address is verified")
        return Identity(self.way.issuer, str(who.id), email, who.name or who.login)

    async def _get(self, path: str, access_token: str, kind: type[_Told]) -> _Told:
        headers = {
            "Authorization": f"Bearer {access_token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "InvoiceFlow",
        }
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS, verify=trusted(), trust_env=False
            ) as client:
                answer = await client.get(self._api_url + path, headers=headers)
        except httpx.HTTPError as error:
            raise ProviderAway(repr(error)) from error
        if answer.is_client_error:
            raise ProviderRefused(f"{path} answers {answer.status_code}")
        try:
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=kind)
        except (httpx.HTTPStatusError, msgspec.DecodeError) as error:
            raise ProviderAway(f"{path}: {type(error).__name__}") from error
