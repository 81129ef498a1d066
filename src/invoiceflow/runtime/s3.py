"""
A bucket of S3, or of whatever speaks its protocol, asked by signed requests.

Nothing is ever read or written without a signature.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Final

import httpx

from invoiceflow.runtime.aws import CredentialSource
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import NoSuchFile, named
from invoiceflow.runtime.patience import OUTBOUND_CONNECT_SECONDS, STORE_SECONDS
from invoiceflow.runtime.sigv4 import Signer
from invoiceflow.runtime.trust import trusted

_EMPTY: Final = hashlib.sha256().hexdigest()


class StoreFailed(ConnectionError):
    """The store was not reached, or did not do what was asked; worth another try. The message names its answer."""


class StoreRefused(StoreFailed):
    """The store answered that this cannot be done: its settings are wrong, or our rights are too few."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """
    Where objects lie. Without an ``endpoint`` at AWS, under the bucket's own name; else below that address.

    A name with a dot is covered by no certificate of AWS.
    """

    name: str
    region: str
    endpoint: str = ""

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        if self.endpoint:
            return f"{self.endpoint}/{self.name}"
        return f"https://{self.name}.s3.{self.region}.amazonaws.com"


class S3:
    """Asks one bucket. Paths are those below it, encoded already, with their query."""

    def __init__(self, bucket: Bucket, credentials: CredentialSource, clock: Clock) -> None:
        self.bucket = bucket
        self.signer = Signer("s3", bucket.region)
        self.credentials = credentials
        self.clock = clock
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(STORE_SECONDS, connect=OUTBOUND_CONNECT_SECONDS),
            verify=trusted(),
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of its connections."""
        await self._client.aclose()

    async def done(
        self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer to what has to succeed. Raises StoreFailed."""
        answer = await self.asked(method, path, content=content, headers=headers)
        # S3 can answer 200 to what failed: copies and completions begin their answer before they are done.
        if not answer.is_success or b"<Error>" in answer.content[:1000]:
            raise failed(answer)
        return answer

    async def asked(
        self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer, whatever it is. Raises StoreFailed where there is none."""
        try:
            return await self._client.send(await self._request(method, path, content, headers))
        except httpx.HTTPError as error:
            raise StoreFailed(f"the file store: {type(error).__name__}") from error

    @asynccontextmanager
    async def streamed(self, path: str) -> AsyncIterator[httpx.Response]:
        """Yield the answer of an object, whose bytes still come. Raises NoSuchFile, StoreFailed."""
        try:
            answer = await self._client.send(await self._request("GET", path, b"", None), stream=True)
            try:
                if answer.status_code == 404:
                    raise NoSuchFile("There is no such file.")
                if not answer.is_success:
                    await answer.aread()
                    raise failed(answer)
                yield answer
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise StoreFailed(f"the file store: {type(error).__name__}") from error

    async def _request(
        self, method: str, path: str, content: bytes, headers: Mapping[str, str] | None
    ) -> httpx.Request:
        now, url = self.clock.now(), f"{self.bucket.url}/{path}"
        signed = self.signer.headers(
            await self.credentials.at(now),
            method,
            url,
            now,
            content_sha256=named(content) if content else _EMPTY,
            headers=headers,
        )
        return self._client.build_request(method, url, content=content, headers=signed)


def said(answer: str, name: str) -> list[str]:
    """
    Return the texts of all elements of that name.

    S3's answers are flat and have no attributes in them; a reader of all of XML would do more than should be done.
    """
    return [unescape(found) for found in re.findall(rf"<{name}>([^<]*)</{name}>", answer)]


def failed(answer: httpx.Response) -> StoreFailed:
    """Return the error that tells of such an answer."""
    code = "".join(said(answer.text[:1000], "Code"))
    kind = StoreRefused if answer.is_client_error else StoreFailed
    return kind(f"the file store answered {answer.status_code} {code}".rstrip())
