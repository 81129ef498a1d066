"""Approval of drafts from the product's pages: each a POST that leads back to the draft, as in pages.py."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from invoiceflow.invoicing.actions.approve_draft import ApproveDraft, ReturnDraft, approve_draft, return_draft
from invoiceflow.invoicing.actions.submit_draft import (
    SubmitDraft,
    WithdrawDraft,
    submit_draft,
    withdraw_draft,
)
from invoiceflow.invoicing.web.pages import EDIT, ONE, led, one
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.limit import APPROVAL_MAILS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.limits import counted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

APPROVE = [permitted(Permission.APPROVE_INVOICES)]
LONGEST_NOTE = 2_000


@post(f"{ONE}/submit", guards=EDIT)
async def submit(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Submit a draft for approval, as it was seen."""
    here = one(request, invoice_id)

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        async with counted(request, APPROVAL_MAILS, actor_of(request).tenant_id):
            await submit_draft(session, SubmitDraft(InvoiceId(invoice_id), name, at, _revision(data)))
        return go(here, Toast("Submitted for approval", note="Whoever may approve it gets an email."))

    return await led(request, database, here, act, undone="Not submitted")


@post(f"{ONE}/withdraw", guards=EDIT)
async def withdraw(request: Request, invoice_id: FromPath[UUID], database: TheDatabase) -> Response[str]:
    """Take one's own submission back."""
    here = one(request, invoice_id)

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        await withdraw_draft(session, WithdrawDraft(InvoiceId(invoice_id), name, at))
        return go(here, Toast("Withdrawn", note="The draft waits for nobody any more."))

    return await led(request, database, here, act)


@post(f"{ONE}/approve", guards=APPROVE)
async def approve(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Approve a draft as it was seen."""
    here = one(request, invoice_id)

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        await approve_draft(session, ApproveDraft(InvoiceId(invoice_id), name, at, _revision(data)))
        return go(here, Toast("Draft approved", note="It can be issued now.", tone="success"))

    return await led(request, database, here, act)


@post(f"{ONE}/return", guards=APPROVE)
async def give_back(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase
) -> Response[str]:
    """Return a draft to whoever submitted it; ``note`` says what to change."""
    here = one(request, invoice_id)

    async def act(session: Session) -> Response[str]:
        at, name = visit_in(request.scope).at, actor_of(request).name
        note = data.get("note", "").replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST_NOTE]
        await return_draft(session, ReturnDraft(InvoiceId(invoice_id), note, name, at, _revision(data)))
        return go(here, Toast("Draft returned"))

    return await led(request, database, here, act)


def _revision(data: dict[str, str]) -> int | None:
    """Return the revision of the draft that the form was made from; what is none fits no draft."""
    text = data.get("revision", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


handlers: list[Any] = [submit, withdraw, approve, give_back]
