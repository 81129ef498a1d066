"""Drafts and invoices: listed, shown; invoices: issued and voided."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.feed import Feeds, InvoiceJson
from invoiceflow.invoicing.queries.ordering import CreatedKey
from invoiceflow.invoicing.queries.selection import Filters, Wanted
from invoiceflow.invoicing.web.api.answers import INVOICE, ONE, PATH, acted, actor_name
from invoiceflow.invoicing.web.api.bodies import VoidBody
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web import answers, keyset
from invoiceflow.web.body import read_optional
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.visit import visit_in

StatusFilter = Literal["draft", "issued", "partially_paid", "paid", "void", "uncollectible", "overdue"]
ApprovalFilter = Annotated[
    Literal["submitted", "approved", "returned"] | None,
    QueryParameter(description="Only drafts that stand so with those who approve."),
]
Limit = Annotated[int, QueryParameter(ge=1, le=keyset.MAX_LIMIT, description="How many at most, 1 to 100.")]
After = Annotated[str, QueryParameter(max_length=500, description="`next` of the page before.")]
Search = Annotated[
    str,
    QueryParameter(name="q", max_length=200, description="Part of a number, client or reference; a total."),
]
Currency = Annotated[str, QueryParameter(max_length=3, description="Only this currency (ISO 4217).")]

# Everything in one, since Litestar begins a task for each dependency as soon as a handler has two.
TheFeeds = NamedDependency[Feeds]

ISSUE = [keyed(Permission.ISSUE_INVOICES)]
PARAMETERS = (
    "limit",
    "after",
    "status",
    "approval",
    "client_id",
    "currency",
    "issued_from",
    "issued_to",
    "q",
)


class InvoiceList(msgspec.Struct):
    """One page of drafts and invoices, the newest first; `next` is the `after` of the next page, null on the last."""

    items: list[InvoiceJson]
    next: str | None


@get(PATH, guards=[keyed(Permission.READ_INVOICES)])
async def list_invoices(  # noqa: PLR0913  # each is a parameter of the address
    request: Request,
    feeds: TheFeeds,
    *,
    limit: Limit = keyset.DEFAULT_LIMIT,
    after: After = "",
    status: FromQuery[StatusFilter | None] = None,
    approval: ApprovalFilter = None,
    client_id: FromQuery[UUID | None] = None,
    currency: Currency = "",
    issued_from: FromQuery[date | None] = None,
    issued_to: FromQuery[date | None] = None,
    text: Search = "",
) -> InvoiceList:
    """
    List drafts and invoices.

    `?metadata.KEY=VALUE` finds those that carry the pair, themselves or on one of their lines.
    """
    answers.require_known_parameters(request, *PARAMETERS)
    filters = Filters(
        status=status if status is None or status == "overdue" else Status(status),
        approval=Approval(approval or ""),
        client_id=client_id,
        currency=currency_of(currency).code if currency else "",
        issued_from=issued_from,
        issued_to=issued_to,
        query=_searchable(text),
        metadata=answers.metadata_filters(request),
    )
    wanted = Wanted(visit_in(request.scope).at, limit, filters, after=keyset.key_at(after, CreatedKey))
    page = await feeds.inside(actor_of(request).tenant_id).page(wanted)
    return InvoiceList(list(page.rows), keyset.place_of(page.after) if page.after else None)


@get(ONE, guards=[keyed(Permission.READ_INVOICES)], responses={200: INVOICE})
async def show(request: Request, feeds: TheFeeds, invoice_id: FromPath[UUID]) -> Response[bytes]:
    """Return one draft or invoice. Its revision is the `ETag`."""
    feed = feeds.inside(actor_of(request).tenant_id)
    found = await feed.one(invoice_id, at=visit_in(request.scope).at)
    return answers.one(found, found.revision)


@post(ONE + "/issue", guards=ISSUE, status_code=200, responses={200: INVOICE})
async def issue(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """
    Issue a draft. It takes the next number and never changes again.

    With `If-Match`, only if nobody changed it meanwhile. Where the tenant asks for approval, a draft that nobody
    approved is issued by a key that may approve, and approved by that.
    """
    revision = answers.read_revision(request)

    async def act(session: Session) -> UUID:
        key, at = links_of(settings).key, visit_in(request.scope).at
        may_approve = actor_of(request).may(Permission.APPROVE_INVOICES)
        command = IssueInvoice(InvoiceId(invoice_id), key, actor_name(request), at, revision, may_approve)
        return (await issue_invoice(session, command)).id

    return await acted(request, database, settings, act, status=200)


@post(ONE + "/void", guards=ISSUE, status_code=200, responses={200: INVOICE})
async def void(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """
    Void an issued invoice. It keeps its number; refused while money is on it.

    The body may be left out, or be `{"reason": "..."}`. With `If-Match`, only if nothing became of it meanwhile.
    """
    body, revision = await read_optional(request, VoidBody), answers.read_revision(request)

    async def act(session: Session) -> UUID:
        at = visit_in(request.scope).at
        command = VoidInvoice(InvoiceId(invoice_id), actor_name(request), at, body.reason.strip(), revision)
        await void_invoice(session, command)
        return invoice_id

    return await acted(request, database, settings, act, status=200)


def _searchable(query: str) -> str:
    if "\0" in query:
        raise Invalid.field("/q", "search.malformed", "Search without NUL.")
    return query


handlers = [list_invoices, show, issue, void]
