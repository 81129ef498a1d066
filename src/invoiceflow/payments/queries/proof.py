"""Walks over the money of every invoice of a tenant, a part at a time, and says what does not hold."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select, text

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.tables import invoices
from invoiceflow.payments.domain.posting import Billed
from invoiceflow.payments.domain.proof import (
    Written,
    WrittenJournal,
    WrittenMovement,
    WrittenPayment,
    differences,
)
from invoiceflow.payments.tables import clearing_movements, ledger_entries, ledger_journals, payments
from invoiceflow.runtime.database import Session

_PART = 500

_STRAYS = text(
    """
    SELECT 'payment ' || p.id || ' belongs to no invoice' FROM payments p WHERE p.tenant_id = :tenant AND NOT EXISTS (
      SELECT FROM invoices i WHERE i.tenant_id = p.tenant_id AND i.id = p.invoice_id)
    UNION ALL
    SELECT 'journal ' || j.id || ' belongs to no invoice' FROM ledger_journals j WHERE j.tenant_id = :tenant
      AND NOT EXISTS (SELECT FROM invoices i WHERE i.tenant_id = j.tenant_id AND i.id = j.invoice_id)
    UNION ALL
    SELECT DISTINCT 'ledger entries belong to journal ' || e.journal_id || ', which does not exist'
    FROM ledger_entries e WHERE e.tenant_id = :tenant
      AND NOT EXISTS (SELECT FROM ledger_journals j WHERE j.tenant_id = e.tenant_id AND j.id = e.journal_id)
    UNION ALL
    SELECT m.kind || ' ' || m.id || ' belongs to no payment of its invoice' FROM clearing_movements m
    WHERE m.tenant_id = :tenant AND NOT EXISTS (SELECT FROM payments p WHERE p.tenant_id = m.tenant_id
      AND p.id = m.payment_id AND p.invoice_id = m.invoice_id AND p.provider_id <> '')
    LIMIT 1000
    """
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the walk looked at, and what is wrong with it."""

    payments: int
    journals: int
    faults: list[str]


async def money_in_parts(session: Session) -> AsyncIterator[Part]:
    """Compare invoices with their payments and journals, part by part."""
    after = UUID(int=0)
    while rows := await _invoices_after(session, after):
        ids = [row.id for row in rows]
        received, journals = await _payments_of(session, ids), await _journals_of(session, ids)
        movements = await _movements_of(session, ids)
        faults = [
            f"{f'invoice {row.number}' if row.number else f'draft {row.id}'}: {fault}"
            for row in rows
            for fault in differences(_written(row, received[row.id], journals[row.id], movements[row.id]))
        ]
        yield Part(_count(received), _count(journals), faults)
        after = ids[-1]


async def stray_faults(session: Session) -> AsyncIterator[str]:
    """Yield payments, journals and entries that hang on nothing."""
    for row in await session.execute(_STRAYS, {"tenant": session.tenant_id}):
        yield row[0]


async def _invoices_after(session: Session, after: UUID) -> Sequence[Row[Any]]:
    columns = invoices.c
    wanted = select(
        *(columns[name] for name in ("id", "number", "status", "currency", "net_minor", "tax_minor")),
        *(columns[name] for name in ("rounding_minor", "total_minor", "paid_minor")),
    ).where(columns.tenant_id == session.tenant_id, columns.id > after)
    return (await session.execute(wanted.order_by(columns.id).limit(_PART))).all()


async def _payments_of(session: Session, ids: list[UUID]) -> dict[UUID, list[WrittenPayment]]:
    columns = payments.c
    wanted = select(
        *(columns[name] for name in ("invoice_id", "id", "amount_minor", "currency", "reverses_id", "kind")),
        columns.of_id,
        columns.provider_id != "",
    ).where(columns.tenant_id == session.tenant_id, columns.invoice_id == func.any(ids))
    found: dict[UUID, list[WrittenPayment]] = defaultdict(list)
    for row in await session.execute(wanted):
        found[row.invoice_id].append(WrittenPayment(*tuple(row)[1:]))
    return found


async def _movements_of(session: Session, ids: list[UUID]) -> dict[UUID, list[WrittenMovement]]:
    columns = clearing_movements.c
    wanted = select(
        *(columns[name] for name in ("invoice_id", "id", "kind", "amount_minor", "currency"))
    ).where(columns.tenant_id == session.tenant_id, columns.invoice_id == func.any(ids))
    found: dict[UUID, list[WrittenMovement]] = defaultdict(list)
    for row in await session.execute(wanted):
        found[row.invoice_id].append(WrittenMovement(*tuple(row)[1:]))
    return found


async def _journals_of(session: Session, ids: list[UUID]) -> dict[UUID, list[WrittenJournal]]:
    heads, entries = ledger_journals.c, ledger_entries.c
    wanted = (
        select(
            heads.invoice_id,
            heads.id,
            heads.kind,
            heads.source_id,
            *(entries.account, entries.currency, entries.amount_minor),
        )
        .outerjoin_from(
            ledger_journals,
            ledger_entries,
            and_(entries.tenant_id == heads.tenant_id, entries.journal_id == heads.id),
        )
        .where(heads.tenant_id == session.tenant_id, heads.invoice_id == func.any(ids))
    )
    together: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await session.execute(wanted):
        together[row.id].append(row)
    found: dict[UUID, list[WrittenJournal]] = defaultdict(list)
    for rows in together.values():
        found[rows[0].invoice_id].append(_journal(rows))
    return found


def _journal(rows: list[Row[Any]]) -> WrittenJournal:
    head = rows[0]
    entries = tuple((row.account, row.currency, row.amount_minor) for row in rows if row.account)
    return WrittenJournal(head.id, head.kind, head.source_id, entries)


def _written(
    row: Row[Any],
    received: Iterable[WrittenPayment],
    journals: Iterable[WrittenJournal],
    movements: Iterable[WrittenMovement],
) -> Written:
    return Written(
        invoice_id=row.id,
        is_issued=row.status != Status.DRAFT,
        is_void=row.status == Status.VOID,
        billed=Billed(row.currency, row.net_minor, row.tax_minor, row.rounding_minor, row.total_minor),
        paid_minor=row.paid_minor,
        payments=tuple(received),
        journals=tuple(journals),
        movements=tuple(movements),
    )


def _count(found: dict[UUID, list[Any]]) -> int:
    return sum(map(len, found.values()))
