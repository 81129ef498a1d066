"""``/app/{tenant}/items``: the list, adding, editing, archiving."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.clients.actions.add_item import AddItem, add_item
from invoiceflow.clients.actions.archive_item import ArchiveItem, archive_item, restore_item
from invoiceflow.clients.actions.edit_item import EditItem, edit_item
from invoiceflow.clients.domain.item import Item
from invoiceflow.clients.queries import items as queries
from invoiceflow.clients.queries.tax_rates import tax_rates
from invoiceflow.clients.store import Stale
from invoiceflow.clients.web.forms.html import Filled, errors_by_field
from invoiceflow.clients.web.pages import item_pages, lists
from invoiceflow.clients.web.pages.requests import revision_in
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import ItemId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.reads import HotReads
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/items"
ONE = PATH + "/{item_id:uuid}"


@get(PATH, guards=[permitted(Permission.READ)])
async def list_items(
    request: Request,
    reads: TheReads,
    *,
    text: lists.Query = "",
    archived: lists.Archived = False,
    after: lists.Cursor = None,
    before: lists.Cursor = None,
) -> Response[str]:
    """Show items by name."""
    asked = lists.wanted(text, archived=archived, after=after, before=before)
    actor = actor_of(request)
    found = await queries.items_by_name(reads, actor.tenant_id, asked)
    rates = await tax_rates(reads, actor.tenant_id, archived=None)
    can_edit = actor.may(Permission.EDIT_CLIENTS)
    model = item_pages.items_page(home(request), asked, found, rates, actor.locale, can_edit=can_edit)
    return page(request, "clients/items.html", title="Items", current="Items", page=model)


@get(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def new_item(request: Request, database: TheDatabase, reads: TheReads) -> Response[str]:
    """Show an empty form."""
    async with transaction(request, database) as session:
        own = (await tenancy.own_tenant(session)).profile
    return await _form(request, reads, None, Filled(item_pages.blank(own.currency)))


@post(PATH + "/new", guards=[permitted(Permission.EDIT_CLIENTS)])
async def create_item(request: Request, data: Form, database: TheDatabase, reads: TheReads) -> Response[str]:
    """Add an item, or show the form with what is wrong."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), item_pages.typed(data)
    try:
        details = item_pages.read(sent, None, actor.notation)
        async with transaction(request, database) as session:
            await add_item(session, AddItem(details, actor.name, visit.at))
    except Invalid as error:
        return await _form(request, reads, None, Filled(sent, errors_by_field(error.errors)))
    return go(f"{home(request)}/items", Toast(f"{details.name} added"))


@get([ONE, ONE + "/edit"], guards=[permitted(Permission.READ)])
async def edit_form(
    request: Request, database: TheDatabase, reads: TheReads, item_id: FromPath[UUID]
) -> Response[str]:
    """Show the form of an item."""
    async with transaction(request, database) as session:
        item = await queries.item(session, ItemId(item_id))
    values = item_pages.stored(item.details, actor_of(request).notation)
    return await _form(request, reads, item, Filled(values))


@post(ONE + "/edit", guards=[permitted(Permission.EDIT_CLIENTS)])
async def save_item(
    request: Request, data: Form, database: TheDatabase, reads: TheReads, item_id: FromPath[UUID]
) -> Response[str]:
    """Save an item, or show the form with what is wrong or what somebody else changed meanwhile."""
    actor, visit, sent = actor_of(request), visit_in(request.scope), item_pages.typed(data)
    async with transaction(request, database) as session:
        before = await queries.item(session, ItemId(item_id))
    try:
        details = item_pages.read(sent, before, actor.notation)
        command = EditItem(before.id, details, revision_in(data), actor.name, visit.at)
        async with transaction(request, database) as session:
            await edit_item(session, command)
    except Invalid as error:
        return await _form(request, reads, before, Filled(sent, errors_by_field(error.errors)))
    except Stale:
        return await _form(request, reads, before, Filled(sent, conflict=True))
    return go(f"{home(request)}/items", Toast(f"{details.name} saved"))


@post(ONE + "/archive", guards=[permitted(Permission.EDIT_CLIENTS)])
async def archive(request: Request, database: TheDatabase, item_id: FromPath[UUID]) -> Response[str]:
    """Archive an item; the message offers to undo it."""
    async with transaction(request, database) as session:
        item = await archive_item(session, _archiving(request, item_id))
    undo_url = f"{home(request)}/items/{item_id}/restore"
    return go(f"{home(request)}/items", Toast(f"{item.details.name} archived", undo_url=undo_url))


@post(ONE + "/restore", guards=[permitted(Permission.EDIT_CLIENTS)])
async def restore(request: Request, database: TheDatabase, item_id: FromPath[UUID]) -> Response[str]:
    """Bring an archived item back."""
    async with transaction(request, database) as session:
        item = await restore_item(session, _archiving(request, item_id))
    return go(f"{home(request)}/items", Toast(f"{item.details.name} is back"))


def _archiving(request: Request, item_id: UUID) -> ArchiveItem:
    return ArchiveItem(ItemId(item_id), actor_of(request).name, visit_in(request.scope).at)


async def _form(
    request: Request, reads: HotReads, item: Item | None, filled: Filled[dict[str, str]]
) -> Response[str]:
    actor = actor_of(request)
    rates = await tax_rates(reads, actor.tenant_id, archived=None)
    model = item_pages.shown(home(request), item, filled, rates, actor)
    title = item.details.name if item else "New item"
    return page(
        request, "clients/item_form.html", title=title, current="Items", status=filled.status, page=model
    )


handlers = [list_items, new_item, create_item, edit_form, save_item, archive, restore]
