"""
Files in S3, or in whatever speaks its protocol: one object for each content, below the tenant's id.

Nothing is ever read or written without a signature, and no object is public. The hash that an object is named after is
sent along with it, so that the store itself refuses bytes that were damaged on the way.
"""

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from html import escape
from secrets import token_hex
from typing import Final
from urllib.parse import quote

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.aws import CredentialSource
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import (
    LINK_SECONDS,
    DamagedFile,
    FileLinks,
    NoSuchFile,
    ShownAs,
    Stored,
    Uploads,
    is_name,
    named,
    proven,
)
from invoiceflow.runtime.s3 import S3, Bucket, failed, said

PART_BYTES: Final = 8 * 1024 * 1024
"""A part of a large file. S3 takes 10,000 of them, none but the last below 5 MiB."""

_SHA256: Final = "x-amz-checksum-sha256"


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
        uploads: Uploads | None = None,
    ) -> None:
        self.links: FileLinks = links or self
        self.uploads = uploads
        self._s3 = S3(bucket, credentials, clock)

    @property
    def is_ours(self) -> bool:
        """Return that links lead to the store."""
        return False

    async def close(self) -> None:
        """Let go of its connections."""
        await self._s3.close()
        if self.uploads:
            await self.uploads.close()

    async def check(self) -> None:
        """Return where the bucket is there and ours to read. Raises StoreRefused, and StoreFailed where it is away."""
        await self._s3.done("GET", "?list-type=2&max-keys=1")

    async def put(self, tenant_id: TenantId, content: bytes) -> str:
        """Store the bytes durably and return their name: the SHA-256 in hex."""
        name = named(content)
        checksum = {_SHA256: b64encode(bytes.fromhex(name)).decode()}
        # Stored once: what is there already has this very content. Two writers at once are 409, and both are right.
        once = {"if-none-match": "*"}
        answer = await self._s3.asked(
            "PUT", key_of(tenant_id, name), content=content, headers=checksum | once
        )
        if answer.status_code not in (200, 409, 412):
            raise failed(answer)
        return name

    async def get(self, tenant_id: TenantId, name: str) -> bytes:
        """Return the bytes of that name, checked against it."""
        answer = await self._s3.asked("GET", key_of(tenant_id, name))
        if answer.status_code == 404:
            raise NoSuchFile("There is no such file.")
        if answer.status_code != 200:
            raise failed(answer)
        if named(answer.content) != name:
            raise DamagedFile(name)
        return answer.content

    async def put_parts(self, tenant_id: TenantId, parts: AsyncIterator[bytes], *, draft: str) -> Stored:
        """Store a file of any size durably while its parts come; where they fail, nothing is stored."""
        await self._abandon(f"{tenant_id}/{draft}.")
        key = f"{tenant_id}/{draft}.{token_hex(4)}.part"
        (upload,) = said((await self._s3.done("POST", f"{key}?uploads=")).text, "UploadId")
        sha, size_bytes, tags = hashlib.sha256(), 0, list[str]()
        try:
            async for content in _gathered(parts):
                sha.update(content)
                size_bytes += len(content)
                place = f"{key}?partNumber={len(tags) + 1}&uploadId={quote(upload, safe='')}"
                sent = await self._s3.done("PUT", place, content=content, headers=_summed(content))
                tags.append(sent.headers["etag"])
            await self._s3.done("POST", f"{key}?uploadId={quote(upload, safe='')}", content=_manifest(tags))
        except BaseException:
            await self._abandon(key)
            raise
        name = sha.hexdigest()
        source = {"x-amz-copy-source": f"/{self._s3.bucket.name}/{key}"}
        await self._s3.done("PUT", key_of(tenant_id, name), headers=source)
        await self._s3.done("DELETE", key)
        return Stored(name, size_bytes)

    async def parts_of(self, tenant_id: TenantId, name: str) -> AsyncIterator[bytes]:
        """Yield the bytes of that name in parts, the last only where all are what the name says."""
        async with self._s3.streamed(key_of(tenant_id, name)) as answer:
            async for part in proven(answer.aiter_bytes(), name):
                yield part

    async def remove(self, tenant_id: TenantId, name: str) -> None:
        """Remove a file, if it is there."""
        await self._s3.done("DELETE", key_of(tenant_id, name))

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        async for key in self._keys(f"{tenant_id}/"):
            if key.rpartition("/")[2] not in names:
                await self._s3.done("DELETE", quote(key))

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """Return an address at which the store itself gives out the file, for LINK_SECONDS."""
        now = self._s3.clock.now()
        asked = f"response-content-disposition={quote(shown.disposition, safe='')}"
        asked += f"&response-content-type={quote(shown.media_type, safe='')}"
        return self._s3.signer.link(
            await self._s3.credentials.at(now),
            "GET",
            f"{self._s3.bucket.url}/{key_of(tenant_id, name)}?{asked}",
            now,
            seconds=LINK_SECONDS,
        )

    async def _keys(self, prefix: str) -> AsyncIterator[str]:
        token = ""
        while True:
            after = f"&continuation-token={quote(token, safe='')}" if token else ""
            page = (await self._s3.done("GET", f"?list-type=2&prefix={quote(prefix, safe='')}{after}")).text
            for key in said(page, "Key"):
                yield key
            token = "".join(said(page, "NextContinuationToken"))
            if not token:
                return

    async def _abandon(self, prefix: str) -> None:
        """Remove what attempts at a large file left: parts are paid for until somebody does."""
        listed = (await self._s3.done("GET", f"?uploads=&prefix={quote(prefix, safe='')}")).text
        for key, upload_id in zip(said(listed, "Key"), said(listed, "UploadId"), strict=True):
            await self._s3.done("DELETE", f"{quote(key)}?uploadId={quote(upload_id, safe='')}")
        async for key in self._keys(prefix):
            await self._s3.done("DELETE", quote(key))


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
