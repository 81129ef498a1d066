"""The invoices of a list as CSV: all that its filters find, in its order, streamed a thousand rows at a time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import get
from litestar.response import Stream

from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.invoicing.queries.listing import Listed, invoice_list
from invoiceflow.invoicing.queries.selection import Wanted
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.domain.csv import Figure, line
from invoiceflow.reporting.web.invoices.asked import asked, unread_in
from invoiceflow.reporting.web.unread import require_read
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.reads import Reading
from invoiceflow.tenancy.queries import tenant_as_of
from invoiceflow.web.given import Request, TheCache, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, long_file, permitted
from invoiceflow.web.visit import visit_in

BATCH_ROWS = 1000
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets take a file without it for another encoding than UTF-8
HEAD = line(
    "Number", "Status", "Client", "Issued on", "Due on", "Currency", "Total", "Paid", "Open", "Overdue", "Id"
)


@get("/app/{tenant:str}/invoices.csv", guards=[permitted(Permission.READ), long_file])
async def export(request: Request, reads: TheReads, database: TheDatabase, cache: TheCache) -> Stream:
    """Return what the list's filters find, as a file; refused where one of them cannot be read."""
    actor, visit = actor_of(request), visit_in(request.scope)
    reading, said = reads.inside(actor.tenant_id), asked(request.query_params)
    tenant = (await tenant_as_of(actor, cache, database)).profile
    _, amounts = said.understood(said.currency or tenant.currency, actor.notation)
    require_read((*unread_in(request.query_params, said), *amounts))
    wanted = replace(
        said.wanted(visit.at, {}, currency=tenant.currency, notation=actor.notation), limit=BATCH_ROWS
    )
    name = f"invoices-{actor.tenant_slug}-{day_in(tenant.time_zone, visit.at).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(lines(reading, wanted), media_type="text/csv", headers=headers)


async def lines(reading: Reading, wanted: Wanted) -> AsyncIterator[str]:
    """Yield the file. Each batch is a statement of its own: nothing is held while a slow reader takes its time."""
    yield BYTE_ORDER_MARK + HEAD
    while True:
        batch = await invoice_list(reading, wanted)
        yield "".join(_line(row) for row in batch.rows)
        if batch.after is None:
            return
        wanted = replace(wanted, after=batch.after)


def _line(row: Listed) -> str:
    open_minor = row.due_minor if row.status in OPEN else 0
    return line(
        row.number or "",
        row.status,
        row.client_name,
        _day(row.issued_on),
        _day(row.due_on),
        row.currency,
        Figure(row.total_minor, row.currency),
        Figure(row.paid_minor, row.currency),
        Figure(open_minor, row.currency),
        "yes" if row.overdue else "no",
        str(row.id),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


handlers: list[Any] = [export]
