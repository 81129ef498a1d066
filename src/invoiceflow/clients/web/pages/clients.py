"""``/app/{tenant}/clients``: the list, one client, adding, editing, archiving."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.actions.archive_client import ArchiveClient, archive_client, restore_client
from invoiceflow.clients.actions.edit_client import EditClient, edit_client
from invoiceflow.clients.domain.client import Client
from invoiceflow.clients.queries import clients as queries
from invoiceflow.clients.store import Stale
from invoiceflow.clients.web.forms.html import MAX_ROWS, Filled, errors_by_field
from invoiceflow.clients.web.pages import client_forms, client_pages, lists
from invoiceflow.clients.web.pages.client_forms import Typed
from invoiceflow.clients.web.pages.requests import can_edit, revision_in
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import ClientId
from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/clients"
ONE = PATH + "/{client_id:uuid}"


@get(PATH, guards=[permitted(Permission.READ)])
async def list_clients(
    request: Request,
    reads: TheReads,
    *,
    text: lists.Query = "",
    archived: lists.Archived = False,
    after: lists.Cursor = None,
    before: lists.Cursor = None,
) -> Response[str]:
    """Show clients by name."""
    asked = lists.wanted(text, archived=archived, after=after, before=before)
    found = await queries.clients_by_name(reads, actor_of(request).tenant_id, asked)
    model = client_pages.clients_page(home(request), asked, found, can_edit=can_edit(request))
    return page(request, "clients/list.html", title="Clients", current="Clients", page=model)


@get(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def new_client(request: Request, database: TheDatabase) -> Response[str]:
    """Show an empty form."""
    async with transaction(request, database) as session:
        own = (await tenancy.own_tenant(session)).profile
    return _form(request, None, Filled(client_forms.blank(own.country, own.currency)))


@post(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def create_client(request: Request, data: Form, database: TheDatabase) -> Response[str]:
    """Add a client, or show the form with what is wrong."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), client_forms.typed(data)
    try:
        details = client_forms.read(sent, None)
        async with transaction(request, database) as session:
            client = await add_client(session, AddClient(details, actor.name, visit.at))
    except Invalid as error:
        return _form(request, None, Filled(sent, errors_by_field(error.errors)))
    return go(f"{home(request)}/clients/{client.id}", Toast(f"{details.name} added"))


@get(PATH + "/contact-row", guards=[permitted(Permission.EDIT_CLIENTS)])
async def contact_row(request: Request, number: FromQuery[int] = 0) -> Response[str]:
    """Return one more row for a contact: a part of the form."""
    model = client_forms.contact_row(home(request), min(max(number, 0), MAX_ROWS))
    return html("clients/contact_row.html", page=model)


@get(ONE, guards=[permitted(Permission.READ)])
async def show_client(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[str]:
    """Show one client."""
    async with transaction(request, database) as session:
        client = await queries.client(session, ClientId(client_id))
    model = client_pages.client_page(home(request), client, can_edit=can_edit(request))
    return page(request, "clients/show.html", title=client.details.name, current="Clients", page=model)


@get(ONE + "/edit", guards=[permitted(Permission.EDIT_CLIENTS)])
async def edit_form(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a client."""
    async with transaction(request, database) as session:
        client = await queries.client(session, ClientId(client_id))
    return _form(request, client, Filled(client_forms.stored(client.details)))


@post(ONE + "/edit", guards=[permitted(Permission.EDIT_CLIENTS)])
async def save_client(
    request: Request, data: Form, database: TheDatabase, client_id: FromPath[UUID]
) -> Response[str]:
    """Save a client, or show the form with what is wrong or what somebody else changed meanwhile."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), client_forms.typed(data)
    async with transaction(request, database) as session:
        before = await queries.client(session, ClientId(client_id))
    try:
        details = client_forms.read(sent, before)
        command = EditClient(before.id, details, revision_in(data), actor.name, visit.at)
        async with transaction(request, database) as session:
            await edit_client(session, command)
    except Invalid as error:
        return _form(request, before, Filled(sent, errors_by_field(error.errors)))
    except Stale:
        return _form(request, before, Filled(sent, conflict=True))
    return go(f"{home(request)}/clients/{client_id}", Toast(f"{details.name} saved"))


@post(ONE + "/archive", guards=[permitted(Permission.EDIT_CLIENTS)])
async def archive(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[str]:
    """Archive a client; the message offers to undo it."""
    async with transaction(request, database) as session:
        client = await archive_client(session, _archiving(request, client_id))
    undo_url = f"{home(request)}/clients/{client_id}/restore"
    return go(f"{home(request)}/clients", Toast(f"{client.details.name} archived", undo_url=undo_url))


@post(ONE + "/restore", guards=[permitted(Permission.EDIT_CLIENTS)])
async def restore(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[str]:
    """Bring an archived client back."""
    async with transaction(request, database) as session:
        client = await restore_client(session, _archiving(request, client_id))
    return go(f"{home(request)}/clients/{client_id}", Toast(f"{client.details.name} is back"))


def _archiving(request: Request, client_id: UUID) -> ArchiveClient:
    return ArchiveClient(ClientId(client_id), actor_of(request).name, visit_in(request.scope).at)


def _form(request: Request, client: Client | None, filled: Filled[Typed]) -> Response[str]:
    model = client_forms.shown(home(request), client, filled)
    title = f"Edit {client.details.name}" if client else "New client"
    status = filled.status
    return page(request, "clients/form.html", title=title, current="Clients", status=status, page=model)


handlers = [
    list_clients,
    new_client,
    create_client,
    contact_row,
    show_client,
    edit_form,
    save_client,
    archive,
    restore,
]
