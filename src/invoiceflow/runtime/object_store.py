"""
Files in S3, or in whatever speaks its protocol: one object for each content, below the tenant's id.

Nothing is ever read or written without a signature, and no object is public. The hash that an object is named after is
sent along with it, so that the store itself refuses bytes that were damaged on the way.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape, unescape
from secrets import token_hex
from typing import Final
from urllib.parse import quote

import httpx

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.aws import CredentialSource
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import DamagedFile, FileLinks, NoSuchFile, ShownAs, Stored, is_name, named
from invoiceflow.runtime.patience import OUTBOUND_CONNECT_SECONDS, STORE_SECONDS
from invoiceflow.runtime.sigv4 import Signer
from invoiceflow.runtime.trust import trusted

PART_BYTES: Final = 8 * 1024 * 1024
"""A part of a large file. S3 takes 10,000 of them, none but the last below 5 MiB."""
LINK_SECONDS: Final = 60
"""How long a link to a file is good: it is followed at once. A download that began goes on."""

_SHA256: Final = "x-amz-checksum-sha256"
_EMPTY: Final = hashlib.sha256().hexdigest()


class StoreFailed(ConnectionError):
    """The store was not reached, or did not do what was asked; worth another try. The message names its answer."""


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


class ObjectStore:
    """
    Files in a bucket. Has the methods of the port ``Files``, which say what they do.

    Gives out files by itself where nobody else does (``links``).
    """

    def __init__(
        self,
        bucket: Bucket,
        credentials: CredentialSource,
        clock: Clock,
        links: FileLinks | None = None,
    ) -> None:
        self.links: FileLinks = links or self
        self._bucket = bucket
        self._url = bucket.url
        self.signer = Signer("s3", bucket.region)
        self._credentials = credentials
        self._clock = clock
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(STORE_SECONDS, connect=OUTBOUND_CONNECT_SECONDS),
            verify=trusted(),
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of its connections."""
        await self._client.aclose()

    async def put(self, tenant_id: TenantId, content: bytes) -> str:
        """Store the bytes durably and return their name: the SHA-256 in hex."""
        name = named(content)
        checksum = {_SHA256: b64encode(bytes.fromhex(name)).decode()}
        # Stored once: what is there already has this very content. Two writers at once are 409, and both are right.
        once = {"if-none-match": "*"}
        answer = await self._asked("PUT", key_of(tenant_id, name), content=content, headers=checksum | once)
        if answer.status_code not in (200, 409, 412):
            raise _failed(answer)
        return name

    async def get(self, tenant_id: TenantId, name: str) -> bytes:
        """Return the bytes of that name, checked against it."""
        answer = await self._asked("GET", key_of(tenant_id, name))
        if answer.status_code == 404:
            raise NoSuchFile("There is no such file.")
        if answer.status_code != 200:
            raise _failed(answer)
        if named(answer.content) != name:
            raise DamagedFile(name)
        return answer.content

    async def put_parts(self, tenant_id: TenantId, parts: AsyncIterator[bytes], *, draft: str) -> Stored:
        """Store a file of any size durably while its parts come; where they fail, nothing is stored."""
        await self._abandon(f"{tenant_id}/{draft}.")
        key = f"{tenant_id}/{draft}.{token_hex(4)}.part"
        (upload,) = _said((await self._done("POST", f"{key}?uploads=")).text, "UploadId")
        sha, size_bytes, tags = hashlib.sha256(), 0, list[str]()
        try:
            async for content in _gathered(parts):
                sha.update(content)
                size_bytes += len(content)
                place = f"{key}?partNumber={len(tags) + 1}&uploadId={quote(upload, safe='')}"
                sent = await self._done("PUT", place, content=content, headers=_summed(content))
                tags.append(sent.headers["etag"])
            await self._done("POST", f"{key}?uploadId={quote(upload, safe='')}", content=_manifest(tags))
        except BaseException:
            await self._abandon(key)
            raise
        name = sha.hexdigest()
        source = {"x-amz-copy-source": f"/{self._bucket.name}/{key}"}
        await self._done("PUT", key_of(tenant_id, name), headers=source)
        await self._done("DELETE", key)
        return Stored(name, size_bytes)

    async def parts_of(self, tenant_id: TenantId, name: str) -> AsyncIterator[bytes]:
        """Yield the bytes of that name in parts; whether they are what the name says is known behind the last."""
        sha = hashlib.sha256()
        async with self._streamed(key_of(tenant_id, name)) as answer:
            async for content in answer.aiter_bytes():
                sha.update(content)
                yield content
        if sha.hexdigest() != name:
            raise DamagedFile(name)

    async def remove(self, tenant_id: TenantId, name: str) -> None:
        """Remove a file, if it is there."""
        await self._done("DELETE", key_of(tenant_id, name))

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        async for key in self._keys(f"{tenant_id}/"):
            if key.rpartition("/")[2] not in names:
                await self._done("DELETE", quote(key))

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """Return an address at which the store itself gives out the file, for LINK_SECONDS."""
        now = self._clock.now()
        asked = f"response-content-disposition={quote(shown.disposition, safe='')}"
        asked += f"&response-content-type={quote(shown.media_type, safe='')}"
        return self.signer.link(
            await self._credentials.at(now),
            "GET",
            f"{self._url}/{key_of(tenant_id, name)}?{asked}",
            now,
            seconds=LINK_SECONDS,
        )

    async def _keys(self, prefix: str) -> AsyncIterator[str]:
        token = ""
        while True:
            after = f"&continuation-token={quote(token, safe='')}" if token else ""
            page = (await self._done("GET", f"?list-type=2&prefix={quote(prefix, safe='')}{after}")).text
            for key in _said(page, "Key"):
                yield key
            token = "".join(_said(page, "NextContinuationToken"))
            if not token:
                return

    async def _abandon(self, prefix: str) -> None:
        """Remove what attempts at a large file left: parts are paid for until somebody does."""
        listed = (await self._done("GET", f"?uploads=&prefix={quote(prefix, safe='')}")).text
        for key, upload_id in zip(_said(listed, "Key"), _said(listed, "UploadId"), strict=True):
            await self._done("DELETE", f"{quote(key)}?uploadId={quote(upload_id, safe='')}")
        async for key in self._keys(prefix):
            await self._done("DELETE", quote(key))

    async def _done(
        self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        answer = await self._asked(method, path, content=content, headers=headers)
        # S3 can answer 200 to what failed: copies and completions begin their answer before they are done.
        if not answer.is_success or b"<Error>" in answer.content[:1000]:
            raise _failed(answer)
        return answer

    async def _asked(
        self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        try:
            return await self._client.send(await self._request(method, path, content, headers))
        except httpx.HTTPError as error:
            raise StoreFailed(f"the file store: {type(error).__name__}") from error

    @asynccontextmanager
    async def _streamed(self, path: str) -> AsyncIterator[httpx.Response]:
        try:
            answer = await self._client.send(await self._request("GET", path, b"", None), stream=True)
            try:
                if answer.status_code == 404:
                    raise NoSuchFile("There is no such file.")
                if not answer.is_success:
                    await answer.aread()
                    raise _failed(answer)
                yield answer
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise StoreFailed(f"the file store: {type(error).__name__}") from error

    async def _request(
        self, method: str, path: str, content: bytes, headers: Mapping[str, str] | None
    ) -> httpx.Request:
        now, url = self._clock.now(), f"{self._url}/{path}"
        signed = self.signer.headers(
            await self._credentials.at(now),
            method,
            url,
            now,
            content_sha256=named(content) if content else _EMPTY,
            headers=headers,
        )
        return self._client.build_request(method, url, content=content, headers=signed)


def key_of(tenant_id: TenantId, name: str) -> str:
    """Return the key of a file's object. Raises NoSuchFile where there can be none of that name."""
    if not is_name(name):
        raise NoSuchFile("There is no such file.")
    return f"{tenant_id}/{name[:2]}/{name}"


async def _gathered(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what comes in parts of PART_BYTES, the last one shorter and the only one that may be empty."""
    waiting = bytearray()
    async for content in parts:
        waiting += content
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    yield bytes(waiting)


def _summed(content: bytes) -> dict[str, str]:
    """
    Return what a bucket whose objects are locked wants of each part: the sum of the signature is not enough.

    By MD5, since parts with another sum want it announced before the first and repeated after the last.
    """
    return {"content-md5": b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()}


def _manifest(tags: list[str]) -> bytes:
    parts = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{escape(tag)}</ETag></Part>"
        for number, tag in enumerate(tags, start=1)
    )
    return f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()


def _said(answer: str, name: str) -> list[str]:
    """
    Return the texts of all elements of that name.

    S3's answers are flat and have no attributes in them; a reader of all of XML would do more than should be done.
    """
    return [unescape(found) for found in re.findall(rf"<{name}>([^<]*)</{name}>", answer)]


def _failed(answer: httpx.Response) -> StoreFailed:
    code = "".join(_said(answer.text[:1000], "Code"))
    return StoreFailed(f"the file store answered {answer.status_code} {code}".rstrip())
