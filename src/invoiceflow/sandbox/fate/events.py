"""
What SES tells of a message, by whom it went to: event publishing, or the older notifications of an identity.

Rule: "Examples of event data that Amazon SES publishes to Amazon SNS", "Amazon SNS notification examples for Amazon
SES" and "Using the mailbox simulator" in the developer guide of SES.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any, Final

Event = dict[str, Any]
SEPARATOR: Final = "+"
LEGACY: Final = "legacy"
"""The label (``bounce+legacy@``) that asks for the older shape."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was accepted, for one recipient. ``id`` is what SES calls it."""

    id: str
    sender: str
    recipient: str
    raw: bytes
    at: datetime
    tags: Mapping[str, str]

    @property
    def fate(self) -> str:
        """What the recipient's name asks for: that of the mailbox simulator, without its label."""
        return self.recipient.partition("@")[0].partition(SEPARATOR)[0].lower()

    @property
    def is_legacy(self) -> bool:
        """Whether the label asks for the older shape."""
        return self.recipient.partition("@")[0].partition(SEPARATOR)[2] == LEGACY


def events_of(sent: Sent) -> Iterator[Event]:
    """Yield what is told of a message, in order."""
    for kind, content in _STORIES.get(sent.fate, _DELIVERED)(sent):
        event = {"eventType": kind, "mail": _mail(sent), **content}
        if not sent.is_legacy:
            yield event
        elif kind in ("Bounce", "Complaint", "Delivery"):
            yield as_legacy(event)


def as_legacy(event: Event) -> Event:
    """Return an event as an identity's own notification: without tags, and named otherwise."""
    mail = {name: value for name, value in event["mail"].items() if name != "tags"}
    kept = {name: value for name, value in event.items() if name not in ("eventType", "mail")}
    return {"notificationType": event["eventType"], "mail": mail, **kept}


Story = Callable[[Sent], Iterator[tuple[str, Event]]]


def _send(_: Sent) -> tuple[str, Event]:
    return "Send", {"send": {}}


def _delivery(sent: Sent) -> tuple[str, Event]:
    content = {
        "timestamp": _stamp(sent.at),
        "processingTimeMillis": 546,
        "recipients": [sent.recipient],
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "127.0.2.0",
        "reportingMTA": "a8-50.smtp-out.amazonses.com",
    }
    return "Delivery", {"delivery": content}


def _bounce(sent: Sent, kind: str, sub: str, **recipient: str) -> tuple[str, Event]:
    content = {
        "bounceType": kind,
        "bounceSubType": sub,
        "bouncedRecipients": [{"emailAddress": sent.recipient, **recipient}],
        "timestamp": _stamp(sent.at),
        "feedbackId": f"0107-{sent.id[:40]}",
        "reportingMTA": "dsn; a8-50.smtp-out.amazonses.com",
    }
    return "Bounce", {"bounce": content}


def _delivered(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield _send(sent)
    yield _delivery(sent)


def _bounced(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield _send(sent)
    code = "smtp; 550 5.1.1 user unknown"
    yield _bounce(sent, "Permanent", "General", action="failed", status="5.1.1", diagnosticCode=code)


def _full(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield _send(sent)
    code = "smtp; 452 4.2.2 mailbox full"
    yield _bounce(sent, "Transient", "MailboxFull", action="failed", status="4.2.2", diagnosticCode=code)


def _complained(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield from _delivered(sent)
    content = {
        "complainedRecipients": [{"emailAddress": sent.recipient}],
        "timestamp": _stamp(sent.at),
        "feedbackId": f"0107-{sent.id[:40]}",
        "complaintSubType": None,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": _stamp(sent.at),
    }
    yield "Complaint", {"complaint": content}


def _delayed(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield _send(sent)
    code = "smtp; 451 4.4.1 no answer from host"
    recipient = {"emailAddress": sent.recipient, "status": "4.4.1", "diagnosticCode": code}
    content = {
        "delayType": "TransientCommunicationFailure",
        "timestamp": _stamp(sent.at),
        "delayedRecipients": [recipient],
        "expirationTime": _stamp(sent.at),
    }
    yield "DeliveryDelay", {"deliveryDelay": content}


def _out_of_office(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield from _delivered(sent)
    yield _bounce(sent, "Transient", "General")


def _listed(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield _send(sent)
    code = "Amazon SES has suppressed sending to this address because it has a recent history of bouncing"
    yield _bounce(sent, "Permanent", "Suppressed", action="failed", status="5.1.1", diagnosticCode=code)


def _opened(sent: Sent) -> Iterator[tuple[str, Event]]:
    yield from _delivered(sent)
    content = {"ipAddress": "192.0.2.1", "timestamp": _stamp(sent.at), "userAgent": "Mozilla/5.0"}
    yield "Open", {"open": content}


_DELIVERED: Story = _delivered
_STORIES: Final[Mapping[str, Story]] = {
    "bounce": _bounced,
    "softbounce": _full,
    "complaint": _complained,
    "delay": _delayed,
    "ooto": _out_of_office,
    "suppressionlist": _listed,
    "opened": _opened,
}


def _mail(sent: Sent) -> Event:
    headers = [
        (name, str(value)) for name, value in message_from_bytes(sent.raw, policy=policy.default).items()
    ]
    said = {name.lower(): value for name, value in headers}
    own = {name: [value] for name, value in sent.tags.items()}
    return {
        "timestamp": _stamp(sent.at),
        "source": sent.sender,
        "sourceArn": f"arn:aws:ses:eu-central-1:000000000000:identity/{sent.sender}",
        "sendingAccountId": "000000000000",
        "messageId": sent.id,
        "destination": [sent.recipient],
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in headers],
        "commonHeaders": {
            "from": [said.get("from", "")],
            "to": [said.get("to", "")],
            "messageId": said.get("message-id", ""),
            "subject": said.get("subject", ""),
        },
        "tags": {
            "ses:configuration-set": ["mail"],
            "ses:from-domain": [sent.sender.rpartition("@")[2]],
            **own,
        },
    }


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
