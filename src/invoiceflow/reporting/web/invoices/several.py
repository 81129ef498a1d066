"""Several invoices of the list at once. Each is a transaction of its own: one that fails holds up no other."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, post
from litestar.datastructures import FormMultiDict

from invoiceflow.delivery.actions.send_invoice import SendInvoice, send_invoice
from invoiceflow.invoicing.actions.discard_draft import DiscardDraft, discard_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.mark_uncollectible import MarkUncollectible, mark_uncollectible
from invoiceflow.invoicing.domain.pay_link import KEY_PURPOSE
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.errors import Expected, Invalid
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.limit import INVOICE_MAILS, Limit
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.settings import Settings
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import NotAllowed, actor_of, permitted
from invoiceflow.web.limits import counted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

MOST = 100
WORDS = {
    "issue": ("issued", "issued", Permission.ISSUE_INVOICES),
    "uncollectible": ("marked as uncollectible", "marked as uncollectible", Permission.ISSUE_INVOICES),
    "discard": ("discarded", "discarded", Permission.EDIT_DRAFTS),
    "send": ("on its way", "on their way", Permission.SEND_INVOICES),
}
"""What is said of one and of several when it is done, and who may do it."""
LIMITED = {"send": INVOICE_MAILS}
"""What counts against a limit of the tenant, one by one."""

Do = Callable[[Session, InvoiceId], Awaitable[object]]


@post("/app/{tenant:str}/invoices/several", guards=[permitted(Permission.EDIT_DRAFTS)])
async def several(request: Request, database: TheDatabase, settings: TheSettings) -> Response[str]:
    """Do one thing with every selected row, from the last to the first, and say with how many it was done."""
    actor, form = actor_of(request), await request.form()
    action = str(form.get("action", ""))
    back = back_to(actor, form)
    if action not in WORDS:
        return go(back)
    of_one, of_several, permission = WORDS[action]
    if not actor.may(permission):
        raise NotAllowed("Your role does not allow this. Ask an owner of the tenant.")
    ids = ids_in(form)
    refusals = await _each(request, database, ids, _do(action, request, settings), LIMITED.get(action))
    done = len(ids) - len(refusals)
    return go(back, _told(done, of_one if done == 1 else of_several, refusals))


def _do(action: str, request: Request, settings: Settings) -> Do:
    actor, visit = actor_of(request), visit_in(request.scope)
    key = derived(settings.secret_key, KEY_PURPOSE)
    may_approve = actor.may(Permission.APPROVE_INVOICES)
    domain = urlsplit(settings.base_url).hostname or "localhost"

    steps: dict[str, Do] = {
        "issue": lambda session, id_: issue_invoice(
            session, IssueInvoice(id_, key, actor.name, visit.at, may_approve=may_approve)
        ),
        "uncollectible": lambda session, id_: mark_uncollectible(
            session, MarkUncollectible(id_, actor.name, visit.at)
        ),
        "send": lambda session, id_: send_invoice(
            session, SendInvoice(id_, actor.name, visit.at, domain, actor_id=actor.person_id)
        ),
        "discard": lambda session, id_: discard_draft(session, DiscardDraft(id_, actor.name, visit.at)),
    }
    return steps[action]


async def _each(
    request: Request, database: Database, ids: Sequence[InvoiceId], do: Do, limit: Limit | None
) -> list[str]:
    """Return why it could not be done, one reason for each that it could not be done with."""
    refusals = []
    for invoice_id in ids:
        try:
            # Before the transaction: nothing over the network is waited for inside one, Redis neither.
            async with _limited(request, limit), transaction(request, database) as session:
                await do(session, invoice_id)
        except Expected as refused:
            refusals.append(_why(refused))
    return refusals


def _why(refused: Expected) -> str:
    """Return what is said of it; a field's own words, since the list shows no fields."""
    return refused.errors[0].message if isinstance(refused, Invalid) and refused.errors else refused.message


def _limited(request: Request, limit: Limit | None) -> AbstractAsyncContextManager[object]:
    return counted(request, limit, actor_of(request).tenant_id) if limit else nullcontext()


def _told(done: int, word: str, refusals: list[str]) -> Toast:
    note = ""
    if refusals:
        others = "" if len(refusals) == 1 else f" And {len(refusals) - 1} more."
        note = f"{len(refusals)} left as it was: {refusals[0]}{others}" if done else f"{refusals[0]}{others}"
    if not done:
        return Toast("Nothing was changed", note=note or "Select rows first.", tone="danger")
    return Toast(f"{done} {'invoice' if done == 1 else 'invoices'} {word}", note=note, tone="success")


def ids_in(form: FormMultiDict) -> list[InvoiceId]:
    """Return the ids, each once, from the list's foot to its head: the oldest draft takes the first number."""
    found = []
    for text in form.getall("ids", [])[:MOST]:
        try:
            found.append(InvoiceId(UUID(str(text))))
        except ValueError:
            continue
    return list(dict.fromkeys(found))[::-1]


def back_to(actor: Actor, form: FormMultiDict) -> str:
    """Return where the form came from, as far as it is a list of this tenant."""
    asked, here = str(form.get("back", "")), f"/app/{actor.tenant_slug}/invoices"
    is_ours = asked == here or asked.startswith(f"{here}?")
    return asked if is_ours and asked.isprintable() and "\\" not in asked else here


handlers: list[Any] = [several]
