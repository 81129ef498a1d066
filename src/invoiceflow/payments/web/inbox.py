"""Where Stripe's messages come in: about the platform, and about accounts that are connected to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from litestar import Response, post

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import WEBHOOK_GUESS
from invoiceflow.payments.actions.receive_event import ReceiveEvent, receive_event
from invoiceflow.payments.domain.event import ProviderEvent, Source, target_of
from invoiceflow.payments.domain.payment_account import OWN
from invoiceflow.payments.domain.signature import NotSigned, require_signed
from invoiceflow.runtime.settings import Settings
from invoiceflow.web.given import Request, TheDatabase, TheReads, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.limits import require, source
from invoiceflow.web.problems import Problem
from invoiceflow.web.visit import visit_in

log = structlog.get_logger()


class NotOffered(Missing):
    """No key for Stripe is set: there are no online payments here."""

    code = "not_found"


class _Related(msgspec.Struct):
    id: str = ""


class _Data(msgspec.Struct):
    object: dict[str, Any] = {}


class _Message(msgspec.Struct):
    """A message of the first version, with its object; or of the second, which only names it."""

    id: str
    type: str
    created: int | datetime
    livemode: bool = False
    account: str | None = None
    api_version: str | None = None
    data: _Data | None = None
    related_object: _Related | None = None


@post("/webhooks/stripe", guards=[public], status_code=200)
async def from_platform(
    request: Request, database: TheDatabase, reads: TheReads, settings: TheSettings
) -> Response[bytes]:
    """Take in a message about the platform itself: among others, how connected accounts stand."""
    return await _take(request, database, reads, settings, Source.PLATFORM)


@post("/webhooks/stripe/connect", guards=[public], status_code=200)
async def from_connected(
    request: Request, database: TheDatabase, reads: TheReads, settings: TheSettings
) -> Response[bytes]:
    """Take in a message about a connected account."""
    return await _take(request, database, reads, settings, Source.CONNECT)


async def _take(
    request: Request, database: TheDatabase, reads: TheReads, settings: Settings, came_by: Source
) -> Response[bytes]:
    """Answer 200 once the message is committed. Whoever gets another answer sends it again."""
    at = visit_in(request.scope).at
    body = await _signed_body(request, settings, came_by, at)
    event = _event(body, came_by, is_live=settings.stripe_is_live, only=OWN if settings.stripe_is_own else "")
    found = await reads.look_up("SELECT directory.tenant_of_payment_account($1) AS id", event.whose)
    tenant_id = TenantId(found["id"]) if found and found["id"] else None
    is_new = await receive_event(database, ReceiveEvent(tenant_id, event, at))
    log.info("stripe.received", type=event.type, id=event.id, new=is_new, known=tenant_id is not None)
    return Response(b"", media_type="text/plain")


async def _signed_body(request: Request, settings: Settings, came_by: Source, at: datetime) -> bytes:
    if not settings.stripe_secret_key:
        raise NotOffered("There is nothing at this address.")
    own = came_by is Source.PLATFORM
    secrets = settings.stripe_webhook_secrets if own else settings.stripe_connect_webhook_secrets
    body: bytes = await request.body()
    try:
        require_signed(body, request.headers.get("stripe-signature", ""), secrets, at)
    except NotSigned:
        await require(request, WEBHOOK_GUESS, source(visit_in(request.scope).address))
        raise
    return body


def _event(body: bytes, came_by: Source, *, is_live: bool, only: str) -> ProviderEvent:
    """
    Return what a message is about; one that names no account is about the ``only`` one.

    Messages that are signed and unreadable are not Stripe's any more.
    """
    try:
        message = msgspec.json.decode(body, type=_Message)
        created_at = _instant(message.created)
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError, RecursionError):
        raise Problem(400, "request.malformed", "The message could not be read.") from None
    account = message.account or ""
    if message.related_object is not None and not account:
        account = message.related_object.id
    account = account or only
    subject: Mapping[str, object] = message.data.object if message.data else {}
    return ProviderEvent(
        source=came_by,
        id=message.id[:255],
        type=message.type[:255],
        account=account[:255],
        api_version=(message.api_version or "")[:64],
        is_live=message.livemode,
        # Stripe tells a live endpoint about its test mode as well, and nothing of ours follows from that.
        target=target_of(message.type, account, subject) if message.livemode is is_live else None,
        created_at=created_at,
    )


def _instant(created: int | datetime) -> datetime:
    return created if isinstance(created, datetime) else datetime.fromtimestamp(created, UTC)


handlers = [from_platform, from_connected]
