"""``/api/v1/clients``."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.actions.archive_client import ArchiveClient, archive_client, restore_client
from invoiceflow.clients.actions.edit_client import EditClient, edit_client
from invoiceflow.clients.domain.client import Client
from invoiceflow.clients.queries import clients as queries
from invoiceflow.clients.web.api import answers
from invoiceflow.clients.web.forms.clients import ClientChanges, NewClient
from invoiceflow.kernel.errors import FieldError, Missing
from invoiceflow.kernel.ids import ClientId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.vat_ids import vat_id_problems
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.answers import require_known_parameters
from invoiceflow.web.body import ALSO, Sent
from invoiceflow.web.given import Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import once
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/clients"
ONE = PATH + "/{client_id:uuid}"


class ContactJson(msgspec.Struct):
    """A person at a client."""

    name: str
    email: str
    phone: str
    role: str


class ClientJson(msgspec.Struct):
    """A client. `payment_days` is null where the tenant's settings decide; `revision` is its ETag."""

    id: UUID
    name: str
    email: str
    phone: str
    country: str
    street: str
    postal_code: str
    city: str
    region: str
    vat_id: str
    tax_number: str
    currency: str
    language: str
    payment_days: int | None
    notes: str
    contacts: list[ContactJson]
    metadata: dict[str, str | int | bool | None]
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ClientList(msgspec.Struct):
    """One page of clients, the newest first; `next` is the `after` of the next page, null on the last."""

    items: list[ClientJson]
    next: UUID | None


@get(PATH, guards=[keyed(Permission.READ_CLIENTS)])
async def list_clients(
    request: Request,
    reads: TheReads,
    *,
    limit: answers.Limit = 50,
    after: answers.After = None,
    text: answers.Query = "",
    archived: answers.Archived = False,
) -> ClientList:
    """List clients. `?metadata.KEY=VALUE` finds those whose metadata holds the pair."""
    require_known_parameters(request, "limit", "after", "q", "archived")
    wanted = answers.wanted(request, limit=limit, after=after, text=text, archived=archived)
    page = await queries.newest_clients(reads, actor_of(request).tenant_id, wanted)
    return ClientList([client_json(client) for client in page.rows], page.next)


async def vat_id_too(request: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return what is wrong with the VAT id of a client whose other fields are broken."""
    vat_id = sent.fits.get("vat_id", "")
    if not vat_id or sent.broken("country"):
        return ()
    async with transaction(request, request.app.state.database) as session:
        country = sent.fits.get("country") or (await tenancy.own_tenant(session)).profile.country
    return vat_id_problems(vat_id, country)


async def changed_vat_id_too(request: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return the same of a client that is being changed; one that stays was accepted once."""
    if sent.broken("country", "vat_id"):
        return ()
    async with transaction(request, request.app.state.database) as session:
        try:
            before = (await queries.client(session, ClientId(request.path_params["client_id"]))).details
        except Missing:
            return ()
    vat_id, country = sent.fits.get("vat_id", before.vat_id), sent.fits.get("country", before.country)
    same = (vat_id, country) == (before.vat_id, before.country)
    return () if same else vat_id_problems(vat_id, country)


@post(
    PATH,
    guards=[keyed(Permission.EDIT_CLIENTS)],
    opt={ALSO: vat_id_too},
    responses={201: ResponseSpec(ClientJson, description="The new client.")},
)
async def create_client(
    request: Request, data: JSONBody[NewClient], database: TheDatabase
) -> Response[bytes]:
    """Add a client."""

    async def run(session: Session) -> tuple[int, bytes]:
        command = AddClient(data.details(), actor_of(request).name, visit_in(request.scope).at)
        return 201, msgspec.json.encode(client_json(await add_client(session, command)))

    return await once(request, database, run)


@get(ONE, guards=[keyed(Permission.READ_CLIENTS)], responses={200: ResponseSpec(ClientJson)})
async def show_client(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[bytes]:
    """Return one client."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return _answer(await queries.client(session, ClientId(client_id)))


@patch(
    ONE,
    guards=[keyed(Permission.EDIT_CLIENTS)],
    opt={ALSO: changed_vat_id_too},
    responses={200: ResponseSpec(ClientJson)},
)
async def change_client(
    request: Request, database: TheDatabase, client_id: FromPath[UUID], data: JSONBody[ClientChanges]
) -> Response[bytes]:
    """Change some of a client's fields. With `If-Match`, only if nobody else did meanwhile."""
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        before = await queries.client(session, ClientId(client_id), to_edit=True)
        details = data.applied_to(before.details)
        return _answer(
            await edit_client(session, EditClient(before.id, details, revision, actor.name, visit.at))
        )


@post(
    ONE + "/archive",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(ClientJson)},
)
async def archive(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[bytes]:
    """Hide a client from lists and selectors."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        command = ArchiveClient(ClientId(client_id), actor.name, visit.at)
        return _answer(await archive_client(session, command))


@post(
    ONE + "/restore",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(ClientJson)},
)
async def restore(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[bytes]:
    """Bring an archived client back."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        command = ArchiveClient(ClientId(client_id), actor.name, visit.at)
        return _answer(await restore_client(session, command))


def client_json(client: Client) -> ClientJson:
    """Return a client as the API shows it."""
    return msgspec.convert({**msgspec.to_builtins(client.details), **msgspec.to_builtins(client)}, ClientJson)


def _answer(client: Client) -> Response[bytes]:
    return answers.one(client_json(client), client.revision)


handlers = [list_clients, create_client, show_client, change_client, archive, restore]
