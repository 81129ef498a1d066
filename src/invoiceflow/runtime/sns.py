"""
Messages of Amazon SNS that come in over HTTP: whether SNS signed them, for our topic, and of late.

Rule: "Verifying the signatures of Amazon SNS messages" in its developer guide. Version 1 is SHA-1, version 2 SHA-256.
The certificate's address stands in the message itself, so that all depends on asking nobody but SNS for it.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from invoiceflow.runtime.arns import region_of
from invoiceflow.runtime.outbound import Outbound, OutboundFailed, OutboundRefused

FRESH: Final = timedelta(hours=1)
"""SNS tries for an hour at most; what is older was kept by somebody else."""
_CERTIFICATES_KEPT: Final = 8
_CERTIFICATE: Final = re.compile(r"/SimpleNotificationService-[0-9a-f]{32}\.pem\Z")
_HASHES: Final = {"1": hashes.SHA1, "2": hashes.SHA256}
_OF_SUBSCRIPTION: Final = (
    *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
)
_SIGNED: Final = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _OF_SUBSCRIPTION,
    "UnsubscribeConfirmation": _OF_SUBSCRIPTION,
}


class NotSns(Exception):
    """The message is not SNS's, not of our topic, or not of now; its text says which."""


class SnsAway(Exception):
    """SNS's certificate could not be fetched, so that nothing can be said of the message."""


class Envelope(msgspec.Struct, rename="pascal"):
    """What SNS wraps around a message. ``message`` is what the topic was told."""

    type: str
    message_id: str
    topic_arn: str
    message: str
    timestamp: str
    signature_version: str = ""
    signature: str = ""
    signing_cert_url: str = msgspec.field(name="SigningCertURL", default="")
    subject: str | None = None
    subscribe_url: str = msgspec.field(name="SubscribeURL", default="")
    token: str = ""

    @property
    def signed_text(self) -> bytes:
        """The text that is signed: names and values in their order, a line each; no subject where there is none."""
        names = _SIGNED[self.type]
        given = {each.encode_name: getattr(self, each.name) for each in msgspec.structs.fields(self)}
        return "".join(f"{name}\n{given[name]}\n" for name in names if given[name] is not None).encode()


def envelope_in(body: bytes) -> Envelope:
    """
    Return what SNS sent, without saying that it did.

    Raises:
        NotSns: it cannot be read as that.
    """
    try:
        found = msgspec.json.decode(body, type=Envelope)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise NotSns("It cannot be read.") from None
    if found.type not in _SIGNED:
        raise NotSns("It is of no known type.")
    return found


class Sns:
    """
    The topic whose messages are taken.

    ``endpoint`` is the address of what stands in for SNS, and empty for SNS itself: then certificates and confirmations
    are asked for at ``sns.REGION.amazonaws.com`` alone, REGION being the topic's.
    """

    def __init__(self, topic_arn: str, outbound: Outbound, endpoint: str = "") -> None:
        self.topic_arn = topic_arn
        self._outbound = outbound
        self._endpoint = endpoint
        self._kept: dict[str, x509.Certificate] = {}

    async def require(self, envelope: Envelope, at: datetime) -> None:
        """
        Require that SNS signed the message for our topic.

        Raises:
            NotSns: it did not.
            SnsAway: that could not be found out now.
        """
        if envelope.topic_arn != self.topic_arn:
            raise NotSns("It is of another topic.")
        hashing = _HASHES.get(envelope.signature_version)
        if hashing is None:
            raise NotSns("It is signed in no known way.")
        key = await self._key(envelope.signing_cert_url, at)
        try:
            signature = b64decode(envelope.signature, validate=True)
            key.verify(signature, envelope.signed_text, PKCS1v15(), hashing())
        except (InvalidSignature, NotBase64, ValueError):
            raise NotSns("Its signature is not of its content.") from None

    async def confirm(self, envelope: Envelope) -> None:
        """
        Confirm that the topic may send here.

        Raises:
            NotSns: the address to confirm at is not SNS's.
            SnsAway: it did not answer well.
        """
        if not self._is_sns(envelope.subscribe_url):
            raise NotSns("The address to confirm at is not that of SNS.")
        answer = await self._asked(envelope.subscribe_url)
        if answer is None:
            raise SnsAway("SNS did not take the confirmation.")

    async def _key(self, url: str, at: datetime) -> RSAPublicKey:
        parts = urlsplit(url)
        # By its whole name: other addresses of SNS answer with what anybody can put there.
        if not self._is_sns(url) or parts.query or not _CERTIFICATE.search(parts.path):
            raise NotSns("Its certificate is not at an address of SNS.")
        certificate = self._kept.get(url) or await self._fetched(url)
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            self._kept.pop(url, None)
            raise NotSns("Its certificate is not good now.")
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise NotSns("Its certificate is of another kind.")
        return key

    async def _fetched(self, url: str) -> x509.Certificate:
        content = await self._asked(url)
        if content is None:
            raise NotSns("Its certificate is not there.")
        try:
            certificate = x509.load_pem_x509_certificate(content)
        except ValueError:
            raise NotSns("Its certificate cannot be read.") from None
        if len(self._kept) >= _CERTIFICATES_KEPT:
            self._kept.clear()
        self._kept[url] = certificate
        return certificate

    async def _asked(self, url: str) -> bytes | None:
        try:
            answer = await self._outbound.get(url)
        except OutboundRefused as refusal:
            raise NotSns(str(refusal)) from None
        except OutboundFailed as failure:
            raise SnsAway(str(failure)) from None
        if answer.status >= 500:
            raise SnsAway(f"SNS answered {answer.status}.")
        return answer.body if answer.status == 200 else None

    def _is_sns(self, url: str) -> bool:
        if self._endpoint:
            return url.startswith((f"{self._endpoint}/", f"{self._endpoint}?"))
        region = re.escape(region_of(self.topic_arn))
        return re.match(rf"https://sns\.{region}\.amazonaws\.com(\.cn)?/", url) is not None


def is_fresh(envelope: Envelope, at: datetime) -> bool:
    """Return whether the message was sent within the last hour, and not later than now either."""
    try:
        sent_at = datetime.fromisoformat(envelope.timestamp)
    except ValueError:
        return False
    return sent_at.tzinfo is not None and abs(at - sent_at) <= FRESH
