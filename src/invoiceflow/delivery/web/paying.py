"""Paying from the public page: the button that leads on to Stripe, and the news that the money came."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from invoiceflow.delivery.actions.ask_to_pay import ask_to_pay
from invoiceflow.delivery.web.pay_box import CONSENT_VERSION, consent_of, read_part
from invoiceflow.delivery.web.public import LONGEST_AMOUNT, NoSuchLink, PublicLink, opened_link
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.limit import CHECKOUTS
from invoiceflow.payments.actions.end_checkouts import NothingToPay, OnItsWay
from invoiceflow.payments.actions.end_method import EndMethod, end_method
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.open_checkout import NotThisPart, open_checkout
from invoiceflow.payments.domain.provider_amounts import NotAtStripe
from invoiceflow.payments.queries import online
from invoiceflow.runtime.live import SILENCE, Live
from invoiceflow.web.given import Request, TheDatabase, TheLive, TheReads, TheSettings
from invoiceflow.web.guards import LASTING, public
from invoiceflow.web.limits import require
from invoiceflow.web.visit import visit_in

HEARTBEAT_SECONDS = 15
HEARTBEATS = 40
"""After ten minutes a stream ends; a browser that is still there comes back."""

TheTill = NamedDependency[Till | None]


@post("/i/{token:str}/pay", guards=[public])
async def pay(
    request: Request,
    token: FromPath[str],
    database: TheDatabase,
    reads: TheReads,
    till: TheTill,
    settings: TheSettings,
) -> Response[bytes]:
    """Lead on to a page of Stripe on which exactly what is open is paid, or the part of it that the form names."""
    link = await opened_link(request, reads, token)
    if till is None:
        raise NoSuchLink("There is nothing at this address.")
    await require(request, CHECKOUTS, link.tenant_id)
    async with database.as_tenant(link.tenant_id) as session:
        invoice = await documents.issued_invoice(session, link.invoice_id)
    form = await request.form()
    typed, agreed = _text(form.get("amount")), str(form.get("keep", ""))
    if agreed not in ("", CONSENT_VERSION):  # other words were agreed to than those that are shown now
        return _to(link.address)
    at, here = visit_in(request.scope).at, f"{settings.base_url}{link.address}"
    command = replace(
        ask_to_pay(link.tenant_id, invoice, at=at, url=here), consent=consent_of(invoice) if agreed else None
    )
    try:
        amount_minor = None if typed is None else read_part(typed, invoice)
        return _to(await open_checkout(till, replace(command, amount_minor=amount_minor)))
    except (Invalid, NotThisPart):
        return _to(f"{link.address}?{urlencode({'amount': (typed or '')[:LONGEST_AMOUNT]})}#pay")
    except (NothingToPay, NotAtStripe, OnItsWay):
        return _to(link.address)


@post("/i/{token:str}/forget", guards=[public])
async def forget(
    request: Request, token: FromPath[str], database: TheDatabase, reads: TheReads
) -> Response[bytes]:
    """End a client's consent to be charged: whoever has one of their invoices may, as it gives nothing."""
    link, at = await opened_link(request, reads, token), visit_in(request.scope).at
    named = str((await request.form()).get("method", ""))
    async with database.as_tenant(link.tenant_id) as session:
        invoice = await documents.issued_invoice(session, link.invoice_id)
        kept = await online.kept_of_invoice(session, link.invoice_id)
        for method in kept:
            if str(method.id) == named:
                await end_method(session, EndMethod(method.id, method.client_id, invoice.buyer.name, at))
    return _to(f"{link.address}#pay")


@get("/i/{token:str}/live", guards=[public], opt={LASTING: True})
async def listen(request: Request, token: FromPath[str], reads: TheReads, live: TheLive) -> Stream:
    """Tell the page that something became of its invoice, and nothing else of the tenant."""
    link = await opened_link(request, reads, token)
    return Stream(_news(live, link), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@get("/i/{token:str}/live/stale", guards=[public])
async def stale(
    request: Request, token: FromPath[str], reads: TheReads, live: TheLive, at: FromQuery[datetime]
) -> dict[str, bool]:
    """Tell a page that has begun to listen whether something became of its invoice while it was on its way."""
    link = await opened_link(request, reads, token)
    if at.year < 2000 or at.tzinfo is None:
        raise Invalid.field(
            "/at", "field.invalid", "Send the instant that the page gave, with its time zone."
        )
    return {"stale": await live.is_stale(link.tenant_id, at, link.invoice_id)}


async def _news(live: Live, link: PublicLink) -> AsyncIterator[bytes]:
    """Yield that the invoice changed, without saying how; heartbeats in silence, and an end after ten minutes."""
    yield b"retry: 2000\n\n"
    beats = 0
    async for news in live.stream(link.tenant_id, silence_seconds=HEARTBEAT_SECONDS):
        if news is SILENCE:
            beats += 1
            yield b": still here\n\n"
        elif news.topic == "reload" or news.object_id == str(link.invoice_id):
            yield b'data: {"topic": "invoice", "object_id": ""}\n\n'
        if beats >= HEARTBEATS:
            return


def _text(field: object) -> str | None:
    return None if field is None else str(field)


def _to(address: str) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": address})


handlers = [pay, forget, listen, stale]
