"""``/api/v1/items``."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.clients.actions.add_item import AddItem, add_item
from invoiceflow.clients.actions.archive_item import ArchiveItem, archive_item, restore_item
from invoiceflow.clients.actions.edit_item import EditItem, edit_item
from invoiceflow.clients.domain.item import Item
from invoiceflow.clients.queries import items as queries
from invoiceflow.clients.web.api import answers
from invoiceflow.clients.web.forms.items import ItemChanges, NewItem
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.ids import ItemId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web.acting import transaction
from invoiceflow.web.answers import require_known_parameters
from invoiceflow.web.given import Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import once
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/items"
ONE = PATH + "/{item_id:uuid}"


class ItemJson(msgspec.Struct):
    """Something that the tenant sells. `unit_price` is a decimal in whole units; `revision` is the ETag."""

    id: UUID
    name: str
    unit_price: str
    currency: str
    unit: str
    note: str
    tax_rate_id: UUID | None
    metadata: dict[str, str | int | bool | None]
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ItemList(msgspec.Struct):
    """One page of items, the newest first; `next` is the `after` of the next page, null on the last."""

    items: list[ItemJson]
    next: UUID | None


@get(PATH, guards=[keyed(Permission.READ_CLIENTS)])
async def list_items(
    request: Request,
    reads: TheReads,
    *,
    limit: answers.Limit = 50,
    after: answers.After = None,
    text: answers.Query = "",
    archived: answers.Archived = False,
) -> ItemList:
    """List items. `?metadata.KEY=VALUE` finds those whose metadata holds the pair."""
    require_known_parameters(request, "limit", "after", "q", "archived")
    wanted = answers.wanted(request, limit=limit, after=after, text=text, archived=archived)
    page = await queries.newest_items(reads, actor_of(request).tenant_id, wanted)
    return ItemList([item_json(item) for item in page.rows], page.next)


@post(
    PATH,
    guards=[keyed(Permission.EDIT_CLIENTS)],
    responses={201: ResponseSpec(ItemJson, description="The new item.")},
)
async def create_item(request: Request, data: JSONBody[NewItem], database: TheDatabase) -> Response[bytes]:
    """Add an item."""

    async def run(session: Session) -> tuple[int, bytes]:
        command = AddItem(data.details(), actor_of(request).name, visit_in(request.scope).at)
        return 201, msgspec.json.encode(item_json(await add_item(session, command)))

    return await once(request, database, run)


@get(ONE, guards=[keyed(Permission.READ_CLIENTS)], responses={200: ResponseSpec(ItemJson)})
async def show_item(request: Request, database: TheDatabase, item_id: FromPath[UUID]) -> Response[bytes]:
    """Return one item."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return _answer(await queries.item(session, ItemId(item_id)))


@patch(ONE, guards=[keyed(Permission.EDIT_CLIENTS)], responses={200: ResponseSpec(ItemJson)})
async def change_item(
    request: Request, database: TheDatabase, item_id: FromPath[UUID], data: JSONBody[ItemChanges]
) -> Response[bytes]:
    """Change some of an item's fields. With `If-Match`, only if nobody else did meanwhile."""
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        before = await queries.item(session, ItemId(item_id), to_edit=True)
        details = data.applied_to(before.details)
        return _answer(await edit_item(session, EditItem(before.id, details, revision, actor.name, visit.at)))


@post(
    ONE + "/archive",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(ItemJson)},
)
async def archive(request: Request, database: TheDatabase, item_id: FromPath[UUID]) -> Response[bytes]:
    """Hide an item from lists and selectors."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        return _answer(await archive_item(session, ArchiveItem(ItemId(item_id), actor.name, visit.at)))


@post(
    ONE + "/restore",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(ItemJson)},
)
async def restore(request: Request, database: TheDatabase, item_id: FromPath[UUID]) -> Response[bytes]:
    """Bring an archived item back."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        return _answer(await restore_item(session, ArchiveItem(ItemId(item_id), actor.name, visit.at)))


def item_json(item: Item) -> ItemJson:
    """Return an item as the API shows it."""
    sent = {**msgspec.to_builtins(item.details), **msgspec.to_builtins(item)}
    return msgspec.convert(sent | {"unit_price": plain(item.details.unit_price)}, ItemJson)


def _answer(item: Item) -> Response[bytes]:
    return answers.one(item_json(item), item.revision)


handlers = [list_items, create_item, show_item, change_item, archive, restore]
