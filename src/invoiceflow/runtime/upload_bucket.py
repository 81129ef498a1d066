"""
Files on their way in: browsers post them to a bucket of their own, and nothing is made of one before it was looked at.

Not to the bucket of the files: what is locked there wants a sum with it, which a form cannot give.
"""

import re
from secrets import token_hex
from typing import Final

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.aws import CredentialSource
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import NoSuchFile, PostForm
from invoiceflow.runtime.s3 import S3, Bucket, failed

FORM_SECONDS: Final = 3600
"""How long a form is good: as long as somebody may have its page open. Keys of a role can end before."""

# Nothing that a browser would run or show, whatever is in it: its content alone says what a file is.
_OPAQUE: Final = "application/octet-stream"


class UploadBucket:
    """Has the methods of the port ``Uploads``, which say what they do."""

    def __init__(self, bucket: Bucket, credentials: CredentialSource, clock: Clock) -> None:
        self._s3 = S3(bucket, credentials, clock)

    async def form(self, tenant_id: TenantId, *, most_bytes: int, back_url: str) -> PostForm:
        """Return a form for one file under a key that nobody can guess, of that size and without a type."""
        now = self._s3.clock.now()
        fields = {"Content-Type": _OPAQUE, "success_action_redirect": back_url}
        key = f"{tenant_id}/{token_hex(16)}"
        conditions = [
            *({name: value} for name, value in fields.items()),
            ["content-length-range", 1, most_bytes],
            {"bucket": self._s3.bucket.name},
            {"key": key},
        ]
        credentials = await self._s3.credentials.at(now)
        signed = self._s3.signer.form(
            credentials, {**fields, "key": key}, conditions, now, seconds=FORM_SECONDS
        )
        return PostForm(f"{self._s3.bucket.url}/", signed)

    async def read(self, tenant_id: TenantId, key: str) -> bytes:
        """Return the bytes of an upload."""
        answer = await self._s3.asked("GET", _own(tenant_id, key))
        if answer.status_code == 404:
            raise NoSuchFile("There is no such file.")
        if answer.status_code != 200:
            raise failed(answer)
        return answer.content

    async def remove(self, tenant_id: TenantId, key: str) -> None:
        """Remove an upload, if it is there."""
        await self._s3.done("DELETE", _own(tenant_id, key))

    async def close(self) -> None:
        """Let go of its connections."""
        await self._s3.close()


def _own(tenant_id: TenantId, key: str) -> str:
    """Return a key that a browser named. Raises NoSuchFile where it is none of this tenant's."""
    if not re.fullmatch(rf"{tenant_id}/[0-9a-f]{{32}}", key):
        raise NoSuchFile("There is no such file.")
    return key
