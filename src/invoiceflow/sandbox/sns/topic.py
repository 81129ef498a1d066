"""A topic: wraps what it is told into signed envelopes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from invoiceflow.sandbox.sns.signer import Signer

PATH = "/sns"
ARN = "arn:aws:sns:eu-central-1:000000000000:mail-news"


@dataclass(frozen=True, slots=True)
class Topic:
    """``url`` is where the stand-in for SNS is; there lies the certificate."""

    signer: Signer
    url: str
    arn: str = ARN

    def notification(
        self, message: str, at: datetime, *, version: str = "2", subject: str | None = None
    ) -> dict[str, str]:
        """Return a message as a subscriber gets it."""
        named = {} if subject is None else {"Subject": subject}
        content = {"Type": "Notification", "Message": message, **named}
        return self._signed(content, at, version) | {"UnsubscribeURL": f"{self.url}/?Action=Unsubscribe"}

    def confirmation(self, at: datetime, *, version: str = "2", url: str = "") -> dict[str, str]:
        """Return what asks an address whether it wants this topic's messages; ``url`` is where it says so."""
        token = uuid4().hex
        here = f"{self.url}/?Action=ConfirmSubscription&TopicArn={self.arn}&Token={token}"
        content = {
            "Type": "SubscriptionConfirmation",
            "Message": f"You have chosen to subscribe to the topic {self.arn}.",
            "SubscribeURL": url or here,
            "Token": token,
        }
        return self._signed(content, at, version)

    def _signed(self, content: dict[str, str], at: datetime, version: str) -> dict[str, str]:
        envelope = {
            **content,
            "MessageId": str(uuid4()),
            "TopicArn": self.arn,
            "Timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
            "SignatureVersion": version,
            "SigningCertURL": f"{self.url}/{self.signer.name}",
        }
        return envelope | {"Signature": self.signer.sign(envelope, version)}
