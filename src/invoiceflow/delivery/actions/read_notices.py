"""Read what SES tells of a message: by event publishing, or by the older feedback notifications of an identity."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from invoiceflow.delivery.domain.delivery import DeliveryState
from invoiceflow.delivery.domain.notice import Notice

_LONGEST: Final = 300
_LISTED: Final = frozenset({"Suppressed", "OnAccountSuppressionList"})
"""Kinds of bounces and complaints by which SES says that it did not even try."""


class Unreadable(Exception):
    """This is nothing that SES says."""


class _Struct(msgspec.Struct, rename="camel"):
    pass


class _Recipient(_Struct):
    email_address: str
    action: str = ""
    status: str = ""
    diagnostic_code: str = ""


class _Bounce(_Struct):
    bounce_type: str
    timestamp: datetime
    bounce_sub_type: str = ""
    bounced_recipients: list[_Recipient] = []


class _Complaint(_Struct):
    timestamp: datetime
    complained_recipients: list[_Recipient] = []
    complaint_sub_type: str | None = None
    complaint_feedback_type: str = ""


class _Delivery(_Struct):
    timestamp: datetime
    recipients: list[str] = []


class _Delay(_Struct):
    timestamp: datetime
    delay_type: str = ""
    delayed_recipients: list[_Recipient] = []


class _Open(_Struct):
    timestamp: datetime


class _Reject(_Struct):
    reason: str = ""


class _Mail(_Struct):
    message_id: str
    timestamp: datetime
    destination: list[str] = []


class _Event(_Struct):
    mail: _Mail
    event_type: str = ""
    notification_type: str = ""
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    delivery: _Delivery | None = None
    delivery_delay: _Delay | None = None
    open: _Open | None = None
    reject: _Reject | None = None


_Found = tuple[str, DeliveryState, str, datetime]


def notices_in(text: str) -> tuple[Notice, ...]:
    """
    Return what an event says, one notice for each recipient; none where it says nothing that we act upon.

    Rule: "Contents of event data that Amazon SES publishes to Amazon SNS" and "Contents of Amazon SNS notifications" in
    the developer guide of SES.

    Raises:
        Unreadable: it is no event of SES.
    """
    try:
        event = msgspec.json.decode(text, type=_Event)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable(str(error)[:200]) from None
    if not (event.event_type or event.notification_type):
        raise Unreadable("it has no type")
    return tuple(
        Notice(event.mail.message_id[:255], address.strip().lower()[:254], kind, _in_one_line(detail), at)
        for address, kind, detail, at in _found(event)
    )


def _found(event: _Event) -> Iterator[_Found]:
    yield from _bounced(event.bounce)
    yield from _complained(event.complaint)
    if event.delivery:
        yield from _each(event.delivery.recipients, DeliveryState.DELIVERED, event.delivery.timestamp)
    if event.delivery_delay:
        delay = event.delivery_delay
        for each in delay.delayed_recipients:
            detail = each.diagnostic_code or delay.delay_type
            yield each.email_address, DeliveryState.DELAYED, detail, delay.timestamp
    if event.open:
        yield from _each(event.mail.destination, DeliveryState.OPENED, event.open.timestamp)
    if event.reject:
        # SES looks for viruses after it accepted a message, and says so of the message, not of the address.
        detail = f"SES rejected it: {event.reject.reason}"
        for address in event.mail.destination:
            yield address, DeliveryState.SOFT_BOUNCED, detail, event.mail.timestamp


def _bounced(bounce: _Bounce | None) -> Iterator[_Found]:
    for each in bounce.bounced_recipients if bounce else ():
        if bounce is None or _is_automatic_answer(bounce, each):
            continue
        detail = each.diagnostic_code or each.status or bounce.bounce_sub_type
        yield each.email_address, _kind_of(bounce), detail, bounce.timestamp


def _is_automatic_answer(bounce: _Bounce, recipient: _Recipient) -> bool:
    """Return whether this is a note that somebody is out of the office, which SES tells of as a bounce as well."""
    return bounce.bounce_type != "Permanent" and not (
        recipient.action or recipient.status or recipient.diagnostic_code
    )


def _kind_of(bounce: _Bounce) -> DeliveryState:
    if bounce.bounce_type != "Permanent":
        return DeliveryState.SOFT_BOUNCED
    return DeliveryState.SUPPRESSED if bounce.bounce_sub_type in _LISTED else DeliveryState.HARD_BOUNCED


def _complained(complaint: _Complaint | None) -> Iterator[_Found]:
    for each in complaint.complained_recipients if complaint else ():
        if complaint is not None:
            listed = complaint.complaint_sub_type in _LISTED
            kind = DeliveryState.SUPPRESSED if listed else DeliveryState.COMPLAINED
            yield each.email_address, kind, complaint.complaint_feedback_type, complaint.timestamp


def _each(addresses: Iterable[str], kind: DeliveryState, at: datetime) -> Iterator[_Found]:
    return ((address, kind, "", at) for address in addresses)


def _in_one_line(text: str) -> str:
    """Return what a stranger's server wrote as one short line, without the name of the protocol it was said in."""
    text = text.removeprefix("smtp;")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST]
