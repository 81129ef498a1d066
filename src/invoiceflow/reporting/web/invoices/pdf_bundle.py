"""The documents of several invoices in one ZIP file, written while it is read."""

import zipfile
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import structlog
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.response import Stream

from invoiceflow.invoicing.queries.state import one
from invoiceflow.kernel.errors import Expected
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.pdf.actions.store_document import Press, store_document
from invoiceflow.reporting.web.invoices.several import back_to, ids_in
from invoiceflow.runtime.growing import Growing
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, long_file, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

MISSING = "missing.txt"

log = structlog.get_logger()


@post("/app/{tenant:str}/invoices/pdfs", guards=[permitted(Permission.READ), long_file])
async def bundle(
    request: Request, database: TheDatabase, press: NamedDependency[Press]
) -> Response[str] | Stream:
    """Return the documents of the selected invoices; drafts have none."""
    actor, at, form = actor_of(request), visit_in(request.scope).at, await request.form()
    issued: dict[InvoiceId, str] = {}
    async with database.as_tenant(actor.tenant_id) as session:
        for invoice_id in ids_in(form):
            try:
                number = (await one(session, invoice_id, at=at)).number
            except Expected:
                continue
            if number is not None:
                issued[invoice_id] = number
    if not issued:
        return go(back_to(actor, form), Toast("No document", note="Drafts have none yet.", tone="danger"))
    name = f"invoices-{actor.tenant_slug}-{at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(_zipped(press, actor.tenant_id, issued, at), media_type="application/zip", headers=headers)


async def _zipped(
    press: Press, tenant_id: TenantId, numbers: Mapping[InvoiceId, str], at: datetime
) -> AsyncIterator[bytes]:
    """
    Yield the file as it grows: one document is made at a time, and none is kept.

    The answer has begun when a document fails, so that what is missing can only be said within the file.
    """
    sink, made_at, missing = Growing(), at.timetuple()[:6], list[str]()
    with zipfile.ZipFile(sink, "w") as archive:
        for invoice_id, number in numbers.items():
            try:
                document = await store_document(press, tenant_id, invoice_id, at=at)
            except Exception:
                log.exception("bundle.document_missing", invoice=str(invoice_id))
                missing.append(number)
                continue
            name = _unused(document.name, archive.namelist())
            archive.writestr(zipfile.ZipInfo(name, made_at), document.content)
            yield sink.taken()
        if missing:
            archive.writestr(zipfile.ZipInfo(MISSING, made_at), _told(missing))
    yield sink.taken()


def _unused(name: str, taken: list[str]) -> str:
    """Return a name that no other differs from by case alone: numbers lose in a file name what systems mind."""
    stem, _, suffix = name.rpartition(".")
    others = {other.lower() for other in taken}
    names = (f"{stem}-{count}.{suffix}" if count > 1 else name for count in range(1, len(taken) + 2))
    return next(each for each in names if each.lower() not in others)


def _told(missing: list[str]) -> str:
    return "\n".join(["These documents could not be made. Download them again later:", *missing, ""])


handlers: list[Any] = [bundle]
