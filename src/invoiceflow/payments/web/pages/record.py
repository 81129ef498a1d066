"""Recording a payment: choose an invoice, then the form, as a page or in a dialog."""

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.kernel.errors import Invalid, Missing
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.record_payment import AlreadyRecorded, LeavesCredit, record_payment
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries.payments import OpenInvoice
from invoiceflow.payments.web.pages import record_form, words
from invoiceflow.payments.web.pages.choose import Text, choice
from invoiceflow.payments.web.pages.record_form import Sent
from invoiceflow.payments.web.pages.requests import DIALOG, As, went
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

FORM = "/app/{tenant:str}/invoices/{invoice_id:uuid}/payments/new"


class NoSuchInvoice(Missing):
    """The tenant has no issued invoice of that id: drafts take no money."""

    code = "invoice.not_found"


@get("/app/{tenant:str}/payments/new", guards=[permitted(Permission.RECORD_PAYMENTS)])
async def choose_invoice(request: Request, database: TheDatabase, *, text: Text = "") -> Response[str]:
    """Show the invoices that wait for money, found as one types."""
    text = text.strip()[:200].replace("\0", "")
    async with transaction(request, database) as session:
        found = await queries.open_invoices(session, text)
        today = await _today(request, session)
    model = choice(home(request), text, found, today=today, locale=actor_of(request).locale)
    return page(request, "payments/choose.html", title="Record payment", current="Payments", page=model)


@get(FORM, guards=[permitted(Permission.RECORD_PAYMENTS)])
async def show_form(
    request: Request, database: TheDatabase, invoice_id: FromPath[UUID], *, shown_as: As = ""
) -> Response[str]:
    """Show the form, prefilled with what is open."""
    async with transaction(request, database) as session:
        invoice = await _payable(session, invoice_id)
        values = record_form.blank(invoice, actor_of(request).notation, await _today(request, session))
        return await _form(request, session, invoice, Sent(values, {}, shown_as == DIALOG))


@post(FORM, guards=[permitted(Permission.RECORD_PAYMENTS)])
async def record(
    request: Request, data: Form, database: TheDatabase, invoice_id: FromPath[UUID]
) -> Response[str]:
    """Record the payment, or show the form with what is wrong."""
    actor, at = actor_of(request), visit_in(request.scope).at
    async with transaction(request, database) as session:
        invoice, today = await _payable(session, invoice_id), await _today(request, session)
    try:
        command = record_form.command(data, invoice, actor.notation, actor=actor.name, at=at, today=today)
        async with transaction(request, database) as session:
            _, settlement = await record_payment(session, command)
    except AlreadyRecorded:
        return went(
            request, f"{home(request)}/invoices/{invoice_id}", Toast("This payment is recorded already")
        )
    except (Invalid, LeavesCredit) as error:
        async with transaction(request, database) as session:
            invoice = await _payable(session, invoice_id)
            return await _form(request, session, invoice, _sent_back(data, error))
    toast = _recorded(invoice, command.amount_minor, settlement, actor.locale)
    return went(request, f"{home(request)}/invoices/{invoice_id}", toast)


def _sent_back(data: dict[str, str], error: Invalid | LeavesCredit) -> Sent:
    """Return the form as it was typed, with what is wrong or the question that is open."""
    values = record_form.typed(data) | {"payment_id": data.get("payment_id", "")}
    is_dialog = data.get("as") == DIALOG
    if isinstance(error, LeavesCredit):
        return Sent(
            values, {}, is_dialog, error.credit_minor, record_form.minor_in(data.get("due_minor", ""))
        )
    return Sent(values, record_form.errors_by_field(error.errors), is_dialog)


def _recorded(invoice: OpenInvoice, amount_minor: int, settlement: Settlement, locale: str) -> Toast:
    paid = words.money(amount_minor, invoice.currency, locale)
    note = f"{invoice.number} is {words.STATUSES[settlement.status]}."
    if settlement.credit_minor:
        credit = words.money(settlement.credit_minor, invoice.currency, locale)
        note = f"{note} {isolated(invoice.client_name)} has a credit of {credit}."
    return Toast(f"{paid} from {isolated(invoice.client_name)} recorded", note=note, tone="success")


async def _payable(session: Session, invoice_id: UUID) -> OpenInvoice:
    invoice = await queries.open_invoice(session, invoice_id)
    if invoice is None:
        raise NoSuchInvoice("There is no such invoice.")
    if invoice.settlement.status is Status.VOID:
        raise NotPayable(f"Invoice {invoice.number} is void and takes no payment.")
    return invoice


async def _form(request: Request, session: Session, invoice: OpenInvoice, sent: Sent) -> Response[str]:
    visit, locale = visit_in(request.scope), actor_of(request).locale
    today = await _today(request, session)
    model = record_form.shown(invoice, sent, home=home(request), visit=visit, today=today, locale=locale)
    status = 422 if sent.errors or sent.credit_minor else 200
    if sent.is_dialog:
        return html("payments/record_dialog.html", status=status, page=model)
    return page(
        request, "payments/record.html", title=model.title, current="Payments", status=status, page=model
    )


async def _today(request: Request, session: Session) -> date:
    return day_in((await tenancy.own_tenant(session)).profile.time_zone, visit_in(request.scope).at)


handlers = [choose_invoice, show_form, record]
