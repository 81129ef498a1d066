"""Take in what the queue behind our topic holds. AWS decides who may write into it, so no signature is asked for."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.delivery.actions.apply_notice import ApplyNotice, receive_notice
from invoiceflow.delivery.actions.read_notices import Unreadable, notices_in
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.sns import NotSns, envelope_in


@dataclass(frozen=True, slots=True)
class TakeNews:
    """A message of the queue as it came, and the topic that it has to be of."""

    body: str
    topic_arn: str
    at: datetime


async def take_news(database: Database, command: TakeNews) -> None:
    """
    Apply what a message tells, committed when this returns. However old it is: queues keep messages for days.

    Raises:
        Unreadable: it is no event of SES, or of another topic.
    """
    try:
        envelope = envelope_in(command.body.encode())
    except NotSns as fault:
        raise Unreadable(str(fault)) from None
    if envelope.topic_arn != command.topic_arn:
        raise Unreadable("it is of another topic")
    for notice in notices_in(envelope.message):
        await receive_notice(database, ApplyNotice(notice, command.at))
