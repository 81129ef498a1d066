"""The public invoice: what a client opens from the email, without an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import structlog
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter

from invoiceflow.delivery.actions.record_view import RECORD_VIEW
from invoiceflow.delivery.domain.viewer import is_a_view
from invoiceflow.delivery.web.pay_box import CameBack, paying_of
from invoiceflow.delivery.web.public_page import public_page
from invoiceflow.invoicing.domain import pay_link
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.invoicing.queries.state import State
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.kernel.limit import PAY_LINK_ALARM, PAY_LINK_GUESS
from invoiceflow.kernel.money import Money
from invoiceflow.payments.queries import online
from invoiceflow.payments.queries.online import Offer
from invoiceflow.pdf.actions.draw_transfer_code import draw_transfer_code
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.actions.link_document import document_or_link
from invoiceflow.pdf.actions.store_document import Press
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.files import ShownAs
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.files import lead_to
from invoiceflow.web.given import Request, TheDatabase, TheFiles, TheReads, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.limits import known, note_guess
from invoiceflow.web.public import PublicHead
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in

Paid = Annotated[str, QueryParameter(name="paid")]
Amount = Annotated[str | None, QueryParameter(name="amount")]
LONGEST_AMOUNT = 40
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class NoSuchLink(Missing):
    """No invoice has this link, or the link was revoked: the same answer to both."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class PublicLink:
    """What a pay link opens: one invoice of one tenant, and nothing else. It can never stand in for an Actor."""

    tenant_id: TenantId
    invoice_id: InvoiceId
    token: str

    @property
    def address(self) -> str:
        """The path of the public page."""
        return f"/i/{self.token}"


def _came_back(*, paid: Paid = "", amount: Amount = None) -> CameBack:
    """Return the checkout from whose page a client comes back, or what they typed and cannot pay."""
    return CameBack(paid, None if amount is None else amount[:LONGEST_AMOUNT])


@get("/i/{token:str}", guards=[public], dependencies={"back": Provide(_came_back, sync_to_thread=False)})
async def show(
    request: Request,
    token: FromPath[str],
    database: TheDatabase,
    reads: TheReads,
    settings: TheSettings,
    *,
    back: NamedDependency[CameBack],
) -> Response[str]:
    """Show the invoice, and note the first look at it."""
    link, visit = await opened_link(request, reads, token), visit_in(request.scope)
    async with database.as_tenant(link.tenant_id, request_id=visit.request_id) as session:
        standing, invoice = await _invoice(session, link, visit.at)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
        offer = await online.offer(session, link.invoice_id) if settings.stripe_secret_key else Offer()
        if standing.viewed_at is None and await _counts(request, reads, link):
            ids = {"invoice_id": str(link.invoice_id), "at": visit.at.isoformat()}
            await defer(session, RECORD_VIEW, ids, lock=f"view:{link.invoice_id}")
    page = public_page(
        standing,
        invoice,
        lay_out_invoice(invoice),
        here=link.address,
        today=day_in(zone, visit.at),
        paying=paying_of(standing, invoice, offer, zone, link.address, back),
    )
    head = PublicHead(
        title=page.title,
        description=page.title,
        canonical="",
        theme=visit.theme,
        language=page.paper.language,
        direction=page.paper.direction,
        indexable=False,
    )
    response = html("delivery/public.html", head=head, page=page, rendered_at=visit.at.isoformat())
    response.headers.update(PRIVATE)
    return response


@get("/i/{token:str}/pdf", guards=[public])
async def download(
    request: Request, token: FromPath[str], reads: TheReads, press: NamedDependency[Press]
) -> Response[bytes]:
    """Give the document, or lead to it: the stored bytes, always the same."""
    opened = await opened_link(request, reads, token)
    at = visit_in(request.scope).at
    found = await document_or_link(press, opened.tenant_id, opened.invoice_id, at=at)
    if isinstance(found, str):
        response = lead_to(found)
        response.headers.update(PRIVATE)
        return response
    shown = ShownAs("application/pdf", found.name)
    return _file(found.content, shown.media_type, {"Content-Disposition": shown.disposition})


@get("/i/{token:str}/code.svg", guards=[public])
async def transfer_code(
    request: Request, token: FromPath[str], database: TheDatabase, reads: TheReads
) -> Response[bytes]:
    """Give the QR code that fills in a transfer of what is open at this moment, and not on its way."""
    link = await opened_link(request, reads, token)
    async with database.as_tenant(link.tenant_id) as session:
        standing, invoice = await _invoice(session, link, visit_in(request.scope).at)
        waiting_minor = (await online.offer(session, link.invoice_id)).waiting_minor
    money = Money(standing.due_minor - waiting_minor, invoice.content.currency)
    svg = draw_transfer_code(invoice.bank, money, invoice.number) if money.minor > 0 else None
    if svg is None:
        raise NoSuchLink("There is nothing at this address.")
    return _file(svg.encode(), "image/svg+xml")


@get("/i/{token:str}/logo", guards=[public])
async def logo(
    request: Request, token: FromPath[str], database: TheDatabase, reads: TheReads, files: TheFiles
) -> Response[bytes]:
    """Give the tenant's logo as it was when the invoice was issued."""
    link = await opened_link(request, reads, token)
    async with database.as_tenant(link.tenant_id) as session:
        _, invoice = await _invoice(session, link, visit_in(request.scope).at)
    if not invoice.logo:
        raise NoSuchLink("There is nothing at this address.")
    return _file(await files.get(link.tenant_id, invoice.logo), "image/png")


async def opened_link(request: Request, reads: TheReads, token: str) -> PublicLink:
    """Return what a token opens. Raises NoSuchLink, or TooMany where too many came from one address."""
    read = "SELECT * FROM directory.invoice_of_pay_link($1)"
    row = await known(request, PAY_LINK_GUESS, reads.look_up(read, pay_link.hash_of(token)))
    if row is None:
        await note_guess(request, PAY_LINK_GUESS, alarm=PAY_LINK_ALARM)
        raise NoSuchLink("There is nothing at this address.")
    structlog.contextvars.bind_contextvars(tenant_id=str(row["tenant_id"]))
    return PublicLink(TenantId(row["tenant_id"]), InvoiceId(row["invoice_id"]), token)


async def _invoice(session: Session, link: PublicLink, at: datetime) -> tuple[State, IssuedInvoice]:
    standing = await state.one(session, link.invoice_id, at=at)
    return standing, await documents.issued_invoice(session, link.invoice_id)


async def _counts(request: Request, reads: TheReads, link: PublicLink) -> bool:
    """Return whether this request is the client's own first look."""
    person = visit_in(request.scope).person
    is_member = person is not None and link.tenant_id in await tenancy.tenant_ids_of(reads, person.id)
    method = "HEAD" if visit_in(request.scope).only_headers else request.method
    return is_a_view(method, dict(request.headers), is_member=is_member)


def _file(content: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    return Response(content, media_type=media_type, headers={**PRIVATE, **(headers or {})})


handlers = [show, download, transfer_code, logo]
