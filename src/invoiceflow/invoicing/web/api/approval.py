"""Approval of drafts: submitted, withdrawn, approved, returned."""

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
from invoiceflow.invoicing.web.api.answers import INVOICE, ONE, acted, actor_name
from invoiceflow.invoicing.web.api.bodies import ReturnBody
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.limit import APPROVAL_MAILS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web import answers
from invoiceflow.web.body import read_optional
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.limits import counted
from invoiceflow.web.visit import visit_in

EDIT = [keyed(Permission.EDIT_DRAFTS)]
APPROVE = [keyed(Permission.APPROVE_INVOICES)]


@post(ONE + "/submit", guards=EDIT, status_code=200, responses={200: INVOICE})
async def submit(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """
    Submit a draft for approval, where the tenant asks for it. It must be complete.

    With `If-Match`, only if nobody changed it meanwhile. Changing it afterwards undoes this.
    """
    revision = answers.read_revision(request)

    async def act(session: Session) -> UUID:
        command = SubmitDraft(
            InvoiceId(invoice_id), actor_name(request), visit_in(request.scope).at, revision
        )
        async with counted(request, APPROVAL_MAILS, actor_of(request).tenant_id):
            await submit_draft(session, command)
        return invoice_id

    return await acted(request, database, settings, act, status=200)


@post(ONE + "/withdraw", guards=EDIT, status_code=200, responses={200: INVOICE})
async def withdraw(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """Withdraw a draft that this key submitted, while nobody has decided about it."""

    async def act(session: Session) -> UUID:
        at = visit_in(request.scope).at
        await withdraw_draft(session, WithdrawDraft(InvoiceId(invoice_id), actor_name(request), at))
        return invoice_id

    return await acted(request, database, settings, act, status=200)


@post(ONE + "/approve", guards=APPROVE, status_code=200, responses={200: INVOICE})
async def approve(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """
    Approve a draft that was submitted, so that whoever may issue can issue it.

    With `If-Match`, only as it was looked at.
    """
    revision = answers.read_revision(request)

    async def act(session: Session) -> UUID:
        at = visit_in(request.scope).at
        await approve_draft(session, ApproveDraft(InvoiceId(invoice_id), actor_name(request), at, revision))
        return invoice_id

    return await acted(request, database, settings, act, status=200)


@post(ONE + "/return", guards=APPROVE, status_code=200, responses={200: INVOICE})
async def give_back(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """
    Return a draft that was submitted to whoever submitted it.

    The body may be left out, or be `{"note": "..."}`: what is to be changed. With `If-Match`, only as it was looked at.
    """
    body, revision = await read_optional(request, ReturnBody), answers.read_revision(request)

    async def act(session: Session) -> UUID:
        at, name = visit_in(request.scope).at, actor_name(request)
        note = body.note.strip()
        await return_draft(session, ReturnDraft(InvoiceId(invoice_id), note, name, at, revision))
        return invoice_id

    return await acted(request, database, settings, act, status=200)


handlers: list[Any] = [submit, withdraw, approve, give_back]
