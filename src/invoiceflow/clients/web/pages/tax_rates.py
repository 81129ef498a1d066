"""``/app/{tenant}/tax-rates``: the list, adding, editing, the default, archiving."""

from dataclasses import replace
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.clients.actions.add_tax_rate import AddTaxRate, add_tax_rate
from invoiceflow.clients.actions.archive_tax_rate import ArchiveTaxRate, archive_tax_rate, restore_tax_rate
from invoiceflow.clients.actions.edit_tax_rate import EditTaxRate, IsDefault, edit_tax_rate
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries import tax_rates as queries
from invoiceflow.clients.store import Stale
from invoiceflow.clients.web.forms.html import Filled, errors_by_field
from invoiceflow.clients.web.pages import lists, tax_rate_pages
from invoiceflow.clients.web.pages.requests import revision_in
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.kernel.permission import Permission
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/tax-rates"
ONE = PATH + "/{tax_rate_id:uuid}"


@get(PATH, guards=[permitted(Permission.READ)])
async def list_tax_rates(
    request: Request, reads: TheReads, *, text: lists.Query = "", archived: lists.Archived = False
) -> Response[str]:
    """Show all tax rates, the default first, or those whose name holds every word that was typed."""
    asked = lists.wanted(text, archived=archived, after=None, before=None)
    rates = await queries.tax_rates(reads, actor_of(request).tenant_id, archived=archived, text=asked.text)
    model = tax_rate_pages.tax_rates_page(home(request), asked, rates, actor_of(request))
    return page(request, "clients/tax_rates.html", title="Tax rates", current="Tax rates", page=model)


@get(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def new_tax_rate(request: Request) -> Response[str]:
    """Show an empty form."""
    return _form(request, None, Filled(tax_rate_pages.blank()))


@post(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def create_tax_rate(request: Request, data: Form, database: TheDatabase) -> Response[str]:
    """Add a tax rate, or show the form with what is wrong."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), tax_rate_pages.typed(data)
    try:
        details = tax_rate_pages.read(sent, None, actor.notation)
    except Invalid as error:
        return _form(request, None, Filled(sent, errors_by_field(error.errors)))
    async with transaction(request, database) as session:
        await add_tax_rate(session, AddTaxRate(details, actor.name, visit.at))
    return go(f"{home(request)}/tax-rates", Toast(f"{details.name} added"))


@get(ONE + "/edit", guards=[permitted(Permission.EDIT_CLIENTS)])
async def edit_form(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a tax rate."""
    async with transaction(request, database) as session:
        rate = await queries.tax_rate(session, TaxRateId(tax_rate_id))
    values = tax_rate_pages.stored(rate.details, actor_of(request).notation)
    return _form(request, rate, Filled(values))


@post(ONE + "/edit", guards=[permitted(Permission.EDIT_CLIENTS)])
async def save_tax_rate(
    request: Request, data: Form, database: TheDatabase, tax_rate_id: FromPath[UUID]
) -> Response[str]:
    """Save a tax rate, or show the form with what is wrong or what somebody else changed meanwhile."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), tax_rate_pages.typed(data)
    async with transaction(request, database) as session:
        before = await queries.tax_rate(session, TaxRateId(tax_rate_id))
    try:
        details = tax_rate_pages.read(sent, before, actor.notation)
        command = EditTaxRate(before.id, details, revision_in(data), actor.name, visit.at)
        async with transaction(request, database) as session:
            await edit_tax_rate(session, command)
    except Invalid as error:
        return _form(request, before, Filled(sent, errors_by_field(error.errors)))
    except Stale:
        return _form(request, before, Filled(sent, conflict=True))
    return go(f"{home(request)}/tax-rates", Toast(f"{details.name} saved"))


@post(ONE + "/default", guards=[permitted(Permission.EDIT_CLIENTS)])
async def make_default(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[str]:
    """Let new lines get this rate."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        rate = await queries.tax_rate(session, TaxRateId(tax_rate_id), to_edit=True)
        details = replace(rate.details, is_default=True)
        await edit_tax_rate(session, EditTaxRate(rate.id, details, None, actor.name, visit.at))
    return go(f"{home(request)}/tax-rates", Toast(f"New lines get {details.name}"))


@post(ONE + "/archive", guards=[permitted(Permission.EDIT_CLIENTS)])
async def archive(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[str]:
    """Archive a tax rate; the message offers to undo it, or says why it was not done."""
    try:
        async with transaction(request, database) as session:
            rate = await archive_tax_rate(session, _archiving(request, tax_rate_id))
    except IsDefault as refusal:
        return go(f"{home(request)}/tax-rates", Toast("Nothing was archived", refusal.message, "danger"))
    undo_url = f"{home(request)}/tax-rates/{tax_rate_id}/restore"
    return go(f"{home(request)}/tax-rates", Toast(f"{rate.details.name} archived", undo_url=undo_url))


@post(ONE + "/restore", guards=[permitted(Permission.EDIT_CLIENTS)])
async def restore(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[str]:
    """Bring an archived tax rate back."""
    async with transaction(request, database) as session:
        rate = await restore_tax_rate(session, _archiving(request, tax_rate_id))
    return go(f"{home(request)}/tax-rates", Toast(f"{rate.details.name} is back"))


def _archiving(request: Request, tax_rate_id: UUID) -> ArchiveTaxRate:
    return ArchiveTaxRate(TaxRateId(tax_rate_id), actor_of(request).name, visit_in(request.scope).at)


def _form(request: Request, rate: TaxRate | None, filled: Filled[dict[str, str]]) -> Response[str]:
    model = tax_rate_pages.shown(home(request), rate, filled, actor_of(request).notation)
    title = f"Edit {rate.details.name}" if rate else "New tax rate"
    template, status = "clients/tax_rate_form.html", filled.status
    return page(request, template, title=title, current="Tax rates", status=status, page=model)


handlers = [
    list_tax_rates,
    new_tax_rate,
    create_tax_rate,
    edit_form,
    save_tax_rate,
    make_default,
    archive,
    restore,
]
