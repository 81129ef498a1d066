"""Loads and saves clients, items and tax rates; the only module that writes their rows."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, insert, select, text, update

from invoiceflow.clients.domain.client import Client, ClientDetails, Contact
from invoiceflow.clients.domain.item import Item, ItemDetails
from invoiceflow.clients.domain.tax_rate import TaxRate, TaxRateDetails
from invoiceflow.clients.tables import clients, items, tax_rates
from invoiceflow.kernel.errors import Missing, Refused
from invoiceflow.kernel.ids import ClientId, ItemId, TaxRateId
from invoiceflow.runtime.database import Session
from invoiceflow.tax.domain.category import TaxCategory, TaxKey

_LOCK_RATES = text("SELECT pg_advisory_xact_lock(hashtextextended('tax_rates ' || :tenant, 0))")


class NoSuchClient(Missing):
    """This tenant has no client of that id."""

    code = "client.not_found"


class NoSuchItem(Missing):
    """This tenant has no item of that id."""

    code = "item.not_found"


class NoSuchTaxRate(Missing):
    """This tenant has no tax rate of that id."""

    code = "tax_rate.not_found"


class Stale(Refused):
    """Somebody else changed the object after the sender had read it."""

    code = "stale"


async def add_client(session: Session, client: Client) -> None:
    """Write a new client."""
    await _add(session, clients, client.id, _client_columns(client.details), client.created_at)


async def load_client(session: Session, client_id: ClientId, *, lock: bool = False) -> Client:
    """
    Return a client; with ``lock`` nobody else changes it until this transaction ends.

    Raises:
        NoSuchClient: this tenant has none of that id.
    """
    missing = NoSuchClient("There is no such client.")
    return client_of(await _load(session, clients, client_id, missing, lock=lock))


async def save_client(session: Session, client: Client, at: datetime) -> None:
    """Replace a client's details and whether it is archived; raise its revision."""
    values = _client_columns(client.details) | {"archived_at": client.archived_at}
    await _save(session, clients, client.id, values, at)


async def add_item(session: Session, item: Item) -> None:
    """Write a new item."""
    await _add(session, items, item.id, asdict(item.details), item.created_at)


async def load_item(session: Session, item_id: ItemId, *, lock: bool = False) -> Item:
    """
    Return an item; with ``lock`` nobody else changes it until this transaction ends.

    Raises:
        NoSuchItem: this tenant has none of that id.
    """
    missing = NoSuchItem("There is no such item.")
    return item_of(await _load(session, items, item_id, missing, lock=lock))


async def save_item(session: Session, item: Item, at: datetime) -> None:
    """Replace an item's details and whether it is archived; raise its revision."""
    await _save(session, items, item.id, asdict(item.details) | {"archived_at": item.archived_at}, at)


async def lock_tax_rates(session: Session) -> None:
    """Let nobody else change which rate is the default until this transaction ends."""
    await session.execute(_LOCK_RATES, {"tenant": str(session.tenant_id)})


async def add_tax_rate(session: Session, rate: TaxRate) -> None:
    """Write a new tax rate."""
    await _add(session, tax_rates, rate.id, _rate_columns(rate.details), rate.created_at)


async def load_tax_rate(session: Session, rate_id: TaxRateId, *, lock: bool = False) -> TaxRate:
    """
    Return a tax rate; with ``lock`` nobody else changes it until this transaction ends.

    Raises:
        NoSuchTaxRate: this tenant has none of that id.
    """
    missing = NoSuchTaxRate("There is no such tax rate.")
    return tax_rate_of(await _load(session, tax_rates, rate_id, missing, lock=lock))


async def save_tax_rate(session: Session, rate: TaxRate, at: datetime) -> None:
    """Replace a tax rate's details and whether it is archived; raise its revision."""
    await _save(
        session, tax_rates, rate.id, _rate_columns(rate.details) | {"archived_at": rate.archived_at}, at
    )


async def has_default_tax_rate(session: Session) -> bool:
    """Return whether the tenant has a default rate."""
    columns = tax_rates.c
    found = select(columns.id).where(columns.tenant_id == session.tenant_id, columns.is_default)
    return (await session.execute(found)).first() is not None


async def clear_default_tax_rate(session: Session, at: datetime) -> None:
    """Leave the tenant without a default rate, so that another can become it."""
    columns = tax_rates.c
    await session.execute(
        update(tax_rates)
        .where(columns.tenant_id == session.tenant_id, columns.is_default)
        .values(is_default=False, revision=columns.revision + 1, updated_at=at)
    )


def client_of(row: Mapping[str, Any] | RowMapping) -> Client:
    """Return the client that a row holds."""
    names = [field.name for field in fields(ClientDetails) if field.name != "contacts"]
    contacts = tuple(Contact(**contact) for contact in row["contacts"])
    details = ClientDetails(contacts=contacts, **{name: row[name] for name in names})
    return Client(ClientId(row["id"]), details, *_stamps(row))


def item_of(row: Mapping[str, Any] | RowMapping) -> Item:
    """Return the item that a row holds."""
    details = ItemDetails(**{field.name: row[field.name] for field in fields(ItemDetails)})
    return Item(ItemId(row["id"]), details, *_stamps(row))


def tax_rate_of(row: Mapping[str, Any] | RowMapping) -> TaxRate:
    """Return the tax rate that a row holds."""
    tax = TaxKey(TaxCategory(row["category"]), row["rate"])
    details = TaxRateDetails(row["name"], tax, row["is_default"])
    return TaxRate(TaxRateId(row["id"]), details, *_stamps(row))


def _stamps(row: Mapping[str, Any] | RowMapping) -> tuple[int, datetime | None, datetime, datetime]:
    return row["revision"], row["archived_at"], row["created_at"], row["updated_at"]


def _client_columns(details: ClientDetails) -> dict[str, object]:
    return asdict(details) | {"contacts": [asdict(contact) for contact in details.contacts]}


def _rate_columns(details: TaxRateDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "category": details.tax.category.value,
        "rate": details.tax.rate_percent,
        "is_default": details.is_default,
    }


async def _add(
    session: Session, table: Table, row_id: UUID, values: Mapping[str, object], at: datetime
) -> None:
    stamps = {"id": row_id, "tenant_id": session.tenant_id, "revision": 1, "created_at": at, "updated_at": at}
    await session.execute(insert(table).values(**values, **stamps))


async def _load(session: Session, table: Table, row_id: UUID, missing: Missing, *, lock: bool) -> RowMapping:
    """Return the row of an id; raise what is ``missing`` where there is none."""
    wanted = select(table).where(table.c.tenant_id == session.tenant_id, table.c.id == row_id)
    found = await session.execute(wanted.with_for_update() if lock else wanted)
    row = found.mappings().one_or_none()
    if row is None:
        raise missing
    return row


async def _save(
    session: Session, table: Table, row_id: UUID, values: Mapping[str, object], at: datetime
) -> None:
    await session.execute(
        update(table)
        .where(table.c.tenant_id == session.tenant_id, table.c.id == row_id)
        .values(revision=table.c.revision + 1, updated_at=at, **values)
    )
