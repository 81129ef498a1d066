"""Who we are to AWS: keys from the settings, or those of the task's role, renewed before they end."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import httpx
import msgspec

from invoiceflow.runtime.patience import PROVIDER_SECONDS
from invoiceflow.runtime.sigv4 import Credentials
from invoiceflow.runtime.trust import trusted

ROLE_HOST: Final = "http://169.254.170.2"
"""Where a container of ECS asks for the keys of its role; the address is only reachable from inside the task."""

_EARLY: Final = timedelta(minutes=5)


class NoCredentials(ConnectionError):
    """AWS gave no keys. The message says what was asked for."""


class CredentialSource(Protocol):
    """Where keys come from."""

    async def at(self, now: datetime) -> Credentials:
        """
        Return keys that are good for some minutes from now on.

        Raises:
            NoCredentials: there are none.
        """
        ...


@dataclass(frozen=True, slots=True)
class GivenCredentials:
    """Keys of the settings."""

    credentials: Credentials

    async def at(self, now: datetime) -> Credentials:  # noqa: ARG002  # they do not end
        """Return them."""
        return self.credentials


class _RoleAnswer(msgspec.Struct, rename="pascal"):
    access_key_id: str
    secret_access_key: str
    token: str
    expiration: datetime


class RoleCredentials:
    """Keys of the role that the container runs under, asked for when the last ones are about to end."""

    def __init__(self, path: str, *, host: str = ROLE_HOST) -> None:
        self._url = f"{host}{path}"
        self._kept: tuple[Credentials, datetime] | None = None
        self._asking = asyncio.Lock()

    async def at(self, now: datetime) -> Credentials:
        """Return keys that are good for some minutes from now on. Raises NoCredentials."""
        async with self._asking:
            if self._kept is None or self._kept[1] - now < _EARLY:
                self._kept = await self._asked()
            return self._kept[0]

    async def _asked(self) -> tuple[Credentials, datetime]:
        try:
            async with httpx.AsyncClient(
                timeout=PROVIDER_SECONDS, verify=trusted(), trust_env=False
            ) as client:
                answer = (await client.get(self._url)).raise_for_status()
            found = msgspec.json.decode(answer.content, type=_RoleAnswer)
        except (httpx.HTTPError, msgspec.MsgspecError) as error:
            raise NoCredentials(f"the role's keys could not be read: {type(error).__name__}") from None
        return Credentials(found.access_key_id, found.secret_access_key, found.token), found.expiration
