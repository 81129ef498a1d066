"""Walks over every draft, invoice and number of a tenant, a part at a time, and says what does not hold."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, select, text

from invoiceflow.invoicing.domain.frozen import content_hash
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.proof import Stored, differences
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.invoicing.store.rows import content_of, issued_of
from invoiceflow.invoicing.tables import AMOUNTS, invoice_lines, invoice_taxes, invoices
from invoiceflow.kernel.errors import Expected
from invoiceflow.runtime.database import Session

# An invoice may have 1,000 lines: this bounds what is held at a time.
_PART = 250

Rows = dict[UUID, list[Row[Any]]]

_SERIES = text(
    """
    WITH counted AS (
      SELECT series, period, count(*) AS numbers, count(DISTINCT seq) AS different,
             coalesce(max(seq), 0) AS highest
      FROM invoices WHERE tenant_id = :tenant AND status <> 'draft' GROUP BY series, period
    )
    SELECT coalesce(c.series, s.series) AS series, coalesce(c.period, s.period) AS period,
           coalesce(c.numbers, 0) AS numbers, coalesce(c.different, 0) AS different,
           coalesce(c.highest, 0) AS highest, coalesce(s.last_seq, 0) AS last_seq
    FROM counted c FULL JOIN (SELECT * FROM number_series WHERE tenant_id = :tenant) s
      ON s.series = c.series AND s.period = c.period
    ORDER BY 1, 2
    """
)
_GAPS = text(
    """
    SELECT before + 1 AS first, seq - 1 AS last FROM (
      SELECT seq, coalesce(lag(seq) OVER (ORDER BY seq), 0) AS before FROM invoices
      WHERE tenant_id = :tenant AND status <> 'draft' AND series = :series AND period = :period
    ) placed WHERE seq > before + 1 ORDER BY seq LIMIT 100
    """
)
_TWICE = text(
    """
    SELECT seq FROM invoices WHERE tenant_id = :tenant AND status <> 'draft' AND series = :series AND period = :period
    GROUP BY seq HAVING count(*) > 1 ORDER BY seq LIMIT 100
    """
)


async def invoices_in_parts(session: Session) -> AsyncIterator[tuple[int, list[str]]]:
    """Compute every draft and invoice anew, part by part: yield how many, and what is wrong with them."""
    after = UUID(int=0)
    while rows := await _invoices_after(session, after):
        ids = [row.id for row in rows]
        lines = await _parts(session, invoice_lines, ids)
        taxes = await _parts(session, invoice_taxes, ids)
        yield (
            len(rows),
            [
                f"{_name(row)}: {fault}"
                for row in rows
                for fault in _faults(row, lines.get(row.id, []), taxes.get(row.id, []))
            ],
        )
        after = ids[-1]


async def number_faults(session: Session) -> AsyncIterator[str]:
    """Yield where numbers of a series are missing, are taken twice, or are not what its counter says."""
    for row in await session.execute(_SERIES, {"tenant": session.tenant_id}):
        name = f"series {row.series} {row.period}".rstrip()
        wanted = {"tenant": session.tenant_id, "series": row.series, "period": row.period}
        if row.different != row.highest:
            for gap in await session.execute(_GAPS, wanted):
                yield f"{name}: {_missing(gap.first, gap.last)}"
        if row.numbers != row.different:
            for double in await session.execute(_TWICE, wanted):
                yield f"{name}: number {double.seq} is taken twice"
        if row.last_seq > row.highest:
            yield f"{name}: {_missing(row.highest + 1, row.last_seq)}"
        elif row.last_seq < row.highest:
            yield f"{name}: its counter is at {row.last_seq}, its highest number is {row.highest}"


def _missing(first: int, last: int) -> str:
    return f"number {first} is missing" if first == last else f"numbers {first} to {last} are missing"


async def _invoices_after(session: Session, after: UUID) -> Sequence[Row[Any]]:
    wanted = select(invoices).where(invoices.c.tenant_id == session.tenant_id, invoices.c.id > after)
    return (await session.execute(wanted.order_by(invoices.c.id).limit(_PART))).all()


async def _parts(session: Session, table: Table, ids: list[UUID]) -> Rows:
    found: Rows = defaultdict(list)
    wanted = select(table).where(table.c.tenant_id == session.tenant_id, table.c.invoice_id == func.any(ids))
    for row in await session.execute(wanted):
        found[row.invoice_id].append(row)
    return found


def _name(row: Row[Any]) -> str:
    return f"draft {row.id}" if row.number is None else f"invoice {row.number}"


def _faults(row: Row[Any], lines: list[Row[Any]], taxes: list[Row[Any]]) -> Iterator[str]:
    lines = sorted(lines, key=lambda line: int(line.position))
    stored = Stored(
        status=Status(row.status),
        is_voided=row.voided_at is not None,
        number=row.number,
        seq=row.seq,
        paid_minor=row.paid_minor,
        amounts={name: getattr(row, name) for name in AMOUNTS},
        line_nets_minor=tuple(line.net_minor for line in lines),
        taxes=frozenset((tax.category, tax.rate, tax.base_minor, tax.tax_minor) for tax in taxes),
        content_hash=row.content_hash,
    )
    try:
        if stored.number is None:
            yield from differences(stored, totals_of(content_of(row, lines)), None)
        else:
            issued = issued_of(row, lines)
            yield from differences(stored, issued.totals, content_hash(issued))
    except (Expected, TypeError, ValueError, KeyError) as error:
        # Whoever changed the row left something that is no invoice at all.
        yield f"it cannot be read any more ({error})"
