"""What the invoice builder chooses from: clients, items and tax rates as JSON, under the session."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.domain.client import Client
from invoiceflow.clients.domain.item import Item
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries import clients, items, tax_rates
from invoiceflow.clients.queries.listing import Wanted
from invoiceflow.clients.web.forms.clients import NewClient
from invoiceflow.clients.web.pages import lists
from invoiceflow.clients.web.pages.client_pages import place
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.formats import format_percent, format_price
from invoiceflow.web.acting import transaction
from invoiceflow.web.given import Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.visit import visit_in

TENANT = "/app/{tenant:str}"
MOST = 20


class ClientOption(msgspec.Struct):
    """A client to choose. `hint` tells namesakes apart; `payment_days` is null where the tenant's settings decide."""

    id: UUID
    name: str
    hint: str
    email: str
    country: str
    currency: str
    language: str
    payment_days: int | None


class ItemOption(msgspec.Struct):
    """An item to make a line of. Without a tax rate of its own the line gets the default one."""

    id: UUID
    name: str
    hint: str
    note: str
    unit: str
    unit_price: str
    currency: str
    tax_rate: str | None
    tax_category: str | None


class TaxRateOption(msgspec.Struct):
    """A tax rate to choose; `is_default` is true for the one that new lines get."""

    id: UUID
    name: str
    hint: str
    rate: str
    category: str
    is_default: bool


@get(TENANT + "/clients/search.json", guards=[permitted(Permission.READ)])
async def search_clients(request: Request, reads: TheReads, text: lists.Query = "") -> list[ClientOption]:
    """Return clients that match, by name, at most twenty."""
    page = await clients.clients_by_name(reads, actor_of(request).tenant_id, Wanted(MOST, text=text[:200]))
    return [client_option(client) for client in page.rows]


@post(TENANT + "/clients.json", guards=[permitted(Permission.EDIT_CLIENTS)])
async def create_client(request: Request, data: JSONBody[NewClient], database: TheDatabase) -> ClientOption:
    """Add a client from within the builder."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        return client_option(await add_client(session, AddClient(data.details(), actor.name, visit.at)))


@get(TENANT + "/items/search.json", guards=[permitted(Permission.READ)])
async def search_items(request: Request, reads: TheReads, text: lists.Query = "") -> list[ItemOption]:
    """Return items that match, by name, at most twenty."""
    actor = actor_of(request)
    page = await items.items_by_name(reads, actor.tenant_id, Wanted(MOST, text=text[:200]))
    rates = {rate.id: rate for rate in await tax_rates.tax_rates(reads, actor.tenant_id, archived=None)}
    return [_item_option(item, rates, actor.locale) for item in page.rows]


@get(TENANT + "/tax-rates.json", guards=[permitted(Permission.READ)])
async def list_tax_rates(request: Request, reads: TheReads) -> list[TaxRateOption]:
    """Return the rates that lines can have, the default first."""
    actor = actor_of(request)
    rates = await tax_rates.tax_rates(reads, actor.tenant_id)
    return [_rate_option(rate, actor.locale) for rate in rates]


def client_option(client: Client) -> ClientOption:
    """Return a client as the selector shows it."""
    details = client.details
    return ClientOption(
        id=client.id,
        name=details.name,
        hint=place(details),
        email=details.email,
        country=details.country,
        currency=details.currency,
        language=details.language,
        payment_days=details.payment_days,
    )


def _item_option(item: Item, rates: dict[TaxRateId, TaxRate], locale: str) -> ItemOption:
    details = item.details
    tax = rates[details.tax_rate_id].details.tax if details.tax_rate_id in rates else None
    price = f"{format_price(details.unit_price, details.currency, locale)} {details.currency}"
    return ItemOption(
        id=item.id,
        name=details.name,
        hint=f"{price} per {details.unit}" if details.unit else price,
        note=details.note,
        unit=details.unit,
        unit_price=plain(details.unit_price),
        currency=details.currency,
        tax_rate=plain(tax.rate_percent) if tax else None,
        tax_category=tax.category.value if tax else None,
    )


def _rate_option(rate: TaxRate, locale: str) -> TaxRateOption:
    tax = rate.details.tax
    return TaxRateOption(
        id=rate.id,
        name=rate.details.name,
        hint=f"{format_percent(tax.rate_percent, locale)}, {tax.category.label.lower()}",
        rate=plain(tax.rate_percent),
        category=tax.category.value,
        is_default=rate.details.is_default,
    )


handlers = [search_clients, create_client, search_items, list_tax_rates]
