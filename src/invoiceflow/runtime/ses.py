"""
Email handed over to Amazon SES: the whole message as we wrote it, by one signed request.

Rule: SendEmail of the SES API, version 2. Which errors are about the message, and which about settings or the hour, is
what its reference says of each.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

import httpx
import msgspec

from invoiceflow.runtime.aws import CredentialSource, NoCredentials
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import named
from invoiceflow.runtime.mail import MailDelayed, MailRefused, Message, mime_of
from invoiceflow.runtime.patience import MAIL_SECONDS
from invoiceflow.runtime.sigv4 import Signer
from invoiceflow.runtime.trust import trusted

_FINAL: Final = frozenset({"MessageRejected", "BadRequestException"})


@dataclass(frozen=True, slots=True)
class SesSender:
    """Who sends, and where. ``configuration_set`` decides what becomes of bounces; empty for the region's default."""

    region: str
    address: str
    configuration_set: str = ""
    endpoint: str = ""

    @property
    def url(self) -> str:
        """The address of SES, or of what stands in for it."""
        return self.endpoint or f"https://email.{self.region}.amazonaws.com"


class _Accepted(msgspec.Struct, rename="pascal"):
    message_id: str = ""


class SesMailer:
    """SES as a mail server."""

    def __init__(self, sender: SesSender, credentials: CredentialSource, clock: Clock) -> None:
        self._sender = sender
        self._credentials = credentials
        self._clock = clock
        self._signer = Signer("ses", sender.region)

    async def send(self, message: Message) -> str:
        """Return SES's own id of the message once it has accepted it. Raises MailRefused, MailDelayed."""
        content = self._body(message)
        try:
            answer = await self._posted(content)
        except (httpx.HTTPError, NoCredentials) as error:
            raise MailDelayed(f"SES: {str(error) or type(error).__name__}") from error
        if answer.is_success:
            return _message_id(answer.content)
        code = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
        text = f"SES answered {answer.status_code} {code}".rstrip()
        raise MailRefused(text) if code in _FINAL else MailDelayed(text)

    def _body(self, message: Message) -> bytes:
        sender = self._sender
        raw = mime_of(message, sender.address).as_bytes()
        body: dict[str, object] = {
            "FromEmailAddress": sender.address,
            "Destination": {"ToAddresses": [message.to_email]},
            "Content": {"Raw": {"Data": b64encode(raw).decode()}},
            "EmailTags": [{"Name": name, "Value": value} for name, value in message.tags.items()],
        }
        if sender.configuration_set:
            body["ConfigurationSetName"] = sender.configuration_set
        return msgspec.json.encode(body)

    async def _posted(self, content: bytes) -> httpx.Response:
        now, url = self._clock.now(), f"{self._sender.url}/v2/email/outbound-emails"
        signed = self._signer.headers(
            await self._credentials.at(now),
            "POST",
            url,
            now,
            content_sha256=named(content),
            headers={"content-type": "application/json"},
        )
        async with httpx.AsyncClient(timeout=MAIL_SECONDS, verify=trusted(), trust_env=False) as client:
            return await client.post(url, content=content, headers=signed)


def _message_id(content: bytes) -> str:
    """Return the id, or nothing where the answer names none: the message has left, whatever it says."""
    try:
        return msgspec.json.decode(content, type=_Accepted).message_id
    except msgspec.MsgspecError:
        return ""
