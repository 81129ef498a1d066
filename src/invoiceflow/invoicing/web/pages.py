"""
What members do with drafts and invoices from the product's pages: each a POST that leads back to a page.

A refusal leads back as well, with the reason in a message: nothing was lost, and the page shows what stands.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from invoiceflow.invoicing.actions.discard_draft import DiscardDraft, discard_draft
from invoiceflow.invoicing.actions.duplicate_invoice import DuplicateInvoice, duplicate_invoice
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.mark_uncollectible import (
    MarkUncollectible,
    collect_again,
    mark_uncollectible,
)
from invoiceflow.invoicing.actions.revoke_link import RevokeLink, revoke_link
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.content_checks import Incomplete
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

ONE = "/app/{tenant:str}/invoices/{invoice_id:uuid}"
ISSUE = [permitted(Permission.ISSUE_INVOICES)]
EDIT = [permitted(Permission.EDIT_DRAFTS)]
LONGEST_REASON = 500

Act = Callable[[Session], Awaitable[Response[str]]]


@post(f"{ONE}/issue", guards=ISSUE)
async def issue(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Issue a draft; ``then=send`` leads on to the form that sends it."""

    async def act(session: Session) -> Response[str]:
        key, at = links_of(settings).key, visit_in(request.scope).at
        actor = actor_of(request)
        may_approve = actor.may(Permission.APPROVE_INVOICES)
        command = IssueInvoice(InvoiceId(invoice_id), key, actor.name, at, may_approve=may_approve)
        number = (await issue_invoice(session, command)).number
        here = one(request, invoice_id)
        address = f"{here}/send" if data.get("then") == "send" else _back(request, data, here)
        return go(address, Toast(f"Issued as {number}", tone="success"))

    return await led(request, database, one(request, invoice_id), act)


@post(f"{ONE}/void", guards=ISSUE)
async def void(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Void an invoice; ``reason`` is kept in the audit record."""

    async def act(session: Session) -> Response[str]:
        reason = data.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]
        at, name = visit_in(request.scope).at, actor_of(request).name
        await void_invoice(session, VoidInvoice(InvoiceId(invoice_id), name, at, reason))
        address = _back(request, data, one(request, invoice_id))
        return go(address, Toast("Invoice voided", note="Its number stays used."))

    return await led(request, database, one(request, invoice_id), act)


@post(f"{ONE}/duplicate", guards=EDIT)
async def duplicate(request: Request, invoice_id: FromPath[UUID], database: TheDatabase) -> Response[str]:
    """Write a new draft with the same lines and open it."""

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        draft = await duplicate_invoice(session, DuplicateInvoice(InvoiceId(invoice_id), name, at))
        return go(f"{one(request, draft.id)}/edit", Toast("Duplicated to a new draft"))

    return await led(request, database, one(request, invoice_id), act)


@post(f"{ONE}/uncollectible", guards=ISSUE)
async def give_up(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Give up on the money of an invoice, which can be undone."""
    here = one(request, invoice_id)

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        await mark_uncollectible(session, MarkUncollectible(InvoiceId(invoice_id), name, at))
        undo = f"{here}/collect"
        return go(_back(request, data, here), Toast("Marked as uncollectible", undo_url=undo))

    return await led(request, database, here, act)


@post(f"{ONE}/collect", guards=ISSUE)
async def collect(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Collect an invoice again that was given up."""

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        await collect_again(session, MarkUncollectible(InvoiceId(invoice_id), name, at))
        return go(_back(request, data, one(request, invoice_id)), Toast("The invoice is open again"))

    return await led(request, database, one(request, invoice_id), act)


@post(f"{ONE}/discard", guards=EDIT)
async def discard(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Throw a draft away."""

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        await discard_draft(session, DiscardDraft(InvoiceId(invoice_id), name, at))
        return go(_back(request, data, _list(request)), Toast("Draft discarded"))

    return await led(request, database, one(request, invoice_id), act)


@post(f"{ONE}/link", guards=[permitted(Permission.SEND_INVOICES)])
async def replace_link(
    request: Request, invoice_id: FromPath[UUID], database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Make every link that was handed out lead nowhere, and show the new one."""

    async def act(session: Session) -> Response[str]:
        key, at = links_of(settings).key, visit_in(request.scope).at
        await revoke_link(session, RevokeLink(InvoiceId(invoice_id), key, actor_of(request).name, at))
        note = "Links that were sent before lead nowhere now."
        return go(one(request, invoice_id), Toast("The invoice has a new link", note=note))

    return await led(request, database, one(request, invoice_id), act)


async def led(
    request: Request, database: Database, here: str, act: Act, *, undone: str = "Not issued"
) -> Response[str]:
    """Run an action in its one transaction; a refusal leads to ``here`` and says why."""
    try:
        async with transaction(request, database) as session:
            return await act(session)
    except Incomplete as incomplete:
        missing = len(incomplete.errors)
        note = "One thing is missing." if missing == 1 else f"{missing} things are missing."
        return go(f"{here}#missing", Toast(undone, note=note, tone="danger"))
    except (Refused, Invalid) as refused:
        return go(here, _refusal(request, refused))


def _refusal(request: Request, refused: Refused | Invalid) -> Toast:
    """Return why nothing was changed, with a link to where that can be helped."""
    out = refused.way_out if isinstance(refused, Refused) else None
    label, path, needs = out or ("", "", None)
    href = f"{home(request)}{path}" if needs and actor_of(request).may(needs) else ""
    return Toast("Nothing was changed", refused.message, "danger", href=href, link_label=label)


def _list(request: Request) -> str:
    return f"/app/{actor_of(request).tenant_slug}/invoices"


def one(request: Request, invoice_id: UUID) -> str:
    """Return the address of a draft or invoice."""
    return f"{_list(request)}/{invoice_id}"


def _back(request: Request, data: dict[str, str], otherwise: str) -> str:
    """Return where the form came from, as far as it is a list of this tenant."""
    asked, here = data.get("back", ""), _list(request)
    is_ours = asked == here or asked.startswith(f"{here}?")
    return asked if is_ours and asked.isprintable() and "\\" not in asked else otherwise


handlers: list[Any] = [issue, void, duplicate, give_up, collect, discard, replace_link]
