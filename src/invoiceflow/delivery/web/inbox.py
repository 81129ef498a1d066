"""Where Amazon SNS tells what became of emails: each message proven to be its own, and applied once."""

import structlog
from litestar import Response, post
from litestar.di import NamedDependency

from invoiceflow.delivery.actions.apply_notice import ApplyNotice, receive_notice
from invoiceflow.delivery.actions.read_notices import Unreadable, notices_in
from invoiceflow.kernel.errors import Missing, Unproven
from invoiceflow.kernel.limit import WEBHOOK_GUESS
from invoiceflow.runtime.sns import Envelope, NotSns, Sns, SnsAway, envelope_in, is_fresh
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import public
from invoiceflow.web.limits import require, source
from invoiceflow.web.problems import unavailable
from invoiceflow.web.visit import visit_in

log = structlog.get_logger()


class NotOffered(Missing):
    """No topic is set: nothing is taken in here."""

    code = "not_found"


class NotSigned(Unproven):
    """The message is not signed by SNS, or of another topic than ours."""


@post("/webhooks/ses", guards=[public], status_code=200)
async def from_sns(
    request: Request, database: TheDatabase, sns: NamedDependency[Sns | None]
) -> Response[bytes]:
    """Take in what became of an email. Answers 200 once that is committed; after another answer SNS tries again."""
    if sns is None:
        raise NotOffered("There is nothing at this address.")
    at = visit_in(request.scope).at
    try:
        envelope = envelope_in(await request.body())
        await sns.require(envelope, at)
        if envelope.type == "SubscriptionConfirmation" and is_fresh(envelope, at):
            await sns.confirm(envelope)
    except NotSns as forged:
        await require(request, WEBHOOK_GUESS, source(visit_in(request.scope).address))
        log.warning("sns.refused", why=str(forged))
        raise NotSigned("This message is not signed by Amazon SNS for our topic.") from None
    except SnsAway as away:
        log.warning("sns.away", why=str(away))
        raise unavailable() from None
    log.info("sns.received", type=envelope.type, id=envelope.message_id)
    if envelope.type == "Notification":
        for command in _commands(envelope, request):
            await receive_notice(database, command)
    return Response(b"", media_type="text/plain")


def _commands(envelope: Envelope, request: Request) -> tuple[ApplyNotice, ...]:
    """Return what is to be applied: nothing of a message that is too old, or that says nothing to us."""
    at = visit_in(request.scope).at
    if not is_fresh(envelope, at):
        log.warning("sns.stale", id=envelope.message_id, timestamp=envelope.timestamp[:40])
        return ()
    try:
        return tuple(ApplyNotice(notice, at) for notice in notices_in(envelope.message))
    except Unreadable as unread:
        log.warning("sns.unreadable", id=envelope.message_id, why=str(unread))
        return ()


handlers = [from_sns]
