"""
A queue of Amazon SQS, asked by signed requests of its JSON protocol.

Rule: ReceiveMessage and DeleteMessage of the SQS API, with "AWS JSON protocol" of its developer guide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx
import msgspec

from invoiceflow.runtime.aws import CredentialSource, NoCredentials
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import named
from invoiceflow.runtime.patience import PROVIDER_SECONDS, QUEUE_WAIT_SECONDS
from invoiceflow.runtime.sigv4 import Signer
from invoiceflow.runtime.trust import trusted

_MOST: Final = 10
_TYPE: Final = "application/x-amz-json-1.0"


class QueueAway(ConnectionError):
    """The queue could not be asked, or refused to answer."""


class Received(msgspec.Struct, rename="pascal"):
    """A message as it was given out: ``receipt_handle`` is what it is deleted by."""

    message_id: str
    receipt_handle: str
    body: str


class _Answer(msgspec.Struct, rename="pascal"):
    messages: list[Received] = []


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """One queue by its URL, and who asks."""

    url: str
    region: str
    credentials: CredentialSource
    clock: Clock

    async def receive(self) -> list[Received]:
        """
        Return up to ten messages, hidden from others for as long as the queue says; waits a while for the first.

        Raises:
            QueueAway: nothing could be received.
        """
        asked = {"MaxNumberOfMessages": _MOST, "WaitTimeSeconds": QUEUE_WAIT_SECONDS}
        content = await self._asked("ReceiveMessage", asked)
        try:
            return msgspec.json.decode(content, type=_Answer).messages
        except msgspec.MsgspecError:
            raise QueueAway("SQS gave an answer that cannot be read.") from None

    async def delete(self, message: Received) -> None:
        """Remove a message that was dealt with. Raises QueueAway."""
        await self._asked("DeleteMessage", {"ReceiptHandle": message.receipt_handle})

    async def _asked(self, action: str, asked: Mapping[str, object]) -> bytes:
        content = msgspec.json.encode({"QueueUrl": self.url, **asked})
        now = self.clock.now()
        try:
            signed = Signer("sqs", self.region).headers(
                await self.credentials.at(now),
                "POST",
                self._endpoint,
                now,
                content_sha256=named(content),
                headers={"content-type": _TYPE, "x-amz-target": f"AmazonSQS.{action}"},
            )
            patience = PROVIDER_SECONDS + QUEUE_WAIT_SECONDS
            async with httpx.AsyncClient(timeout=patience, verify=trusted(), trust_env=False) as client:
                answer = await client.post(self._endpoint, content=content, headers=signed)
        except (httpx.HTTPError, NoCredentials) as error:
            raise QueueAway(f"SQS: {str(error) or type(error).__name__}") from error
        if not answer.is_success:
            code = answer.headers.get("x-amzn-errortype", "")
            raise QueueAway(f"SQS answered {answer.status_code} {code}".rstrip())
        return answer.content

    @property
    def _endpoint(self) -> str:
        """Where requests go: the queue's URL without its last two parts, the owner's number and the name."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path.rsplit('/', 2)[0] or '/'}"
