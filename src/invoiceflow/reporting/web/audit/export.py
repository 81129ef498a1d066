"""The audit log as files: as a table for people, and whole with its hashes for whoever wants to verify it."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import get
from litestar.response import Stream

from invoiceflow.audit.domain.exported import line_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.domain.csv import line
from invoiceflow.reporting.queries.audit_log import LogWanted, whole_log
from invoiceflow.reporting.web.audit.asked import asked, unread_in
from invoiceflow.reporting.web.audit.details import told
from invoiceflow.reporting.web.audit.page import PATH
from invoiceflow.reporting.web.invoices.export import BYTE_ORDER_MARK
from invoiceflow.reporting.web.unread import require_read
from invoiceflow.runtime.number_shapes import DEFAULT_LOCALE
from invoiceflow.runtime.reads import Reading
from invoiceflow.web.given import Request, TheReads
from invoiceflow.web.guards import actor_of, long_file, permitted
from invoiceflow.web.visit import visit_in

HEAD = line(
    "Entry", "At (UTC)", "Who", "Who's id", "Action", "Object", "Object's id", "Detail", "Request", "Hash"
)
VIEW = [permitted(Permission.VIEW_AUDIT), long_file]


@get(f"{PATH}.csv", guards=VIEW)
async def audit_csv(request: Request, reads: TheReads) -> Stream:
    """Return what the page's filters find, oldest first; refused where one of them cannot be read."""
    actor = actor_of(request)
    said = asked(request.query_params)
    require_read(unread_in(request.query_params, said))
    lines = _table(reads.inside(actor.tenant_id), said.wanted())
    return Stream(lines, media_type="text/csv", headers=_named(request, "csv"))


@get(f"{PATH}.jsonl", guards=VIEW)
async def audit_jsonl(request: Request, reads: TheReads) -> Stream:
    """Return the whole log with its hashes: ``invoiceflow audit check`` verifies it without any server."""
    actor = actor_of(request)
    lines = chain_lines(reads.inside(actor.tenant_id), actor.tenant_id)
    return Stream(lines, media_type="application/jsonl", headers=_named(request, "jsonl"))


async def chain_lines(reading: Reading, tenant_id: TenantId) -> AsyncIterator[str]:
    """Yield the chain from its first entry on, a part at a time."""
    async for rows in whole_log(reading, LogWanted()):
        yield "".join(
            line_of(row.entry(tenant_id), bytes.fromhex(row.previous), bytes.fromhex(row.hash))
            for row in rows
        )


async def _table(reading: Reading, wanted: LogWanted) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + HEAD
    async for rows in whole_log(reading, wanted):
        yield "".join(
            line(
                str(row.seq),
                row.at.isoformat(timespec="seconds"),
                row.actor,
                str(row.actor_id or ""),
                row.action,
                row.object_kind,
                str(row.object_id),
                "; ".join(
                    f"{each.label}: {each.before} → {each.after}"
                    if each.is_change
                    else f"{each.label}: {each.after}"
                    for each in told(row.detail, DEFAULT_LOCALE)
                ),
                row.request_id,
                row.hash,
            )
            for row in rows
        )


def _named(request: Request, suffix: str) -> dict[str, str]:
    name = f"audit-{actor_of(request).tenant_slug}-{visit_in(request.scope).at:%Y-%m-%d}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


handlers: list[Any] = [audit_csv, audit_jsonl]
