"""The documents of several invoices in one ZIP file, written while it is read."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.response import Stream

from invoiceflow.invoicing.queries.state import one
from invoiceflow.kernel.errors import Expected
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.pdf.actions.store_document import Press, store_document
from invoiceflow.reporting.web.invoices.several import back_to, ids_in
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in


@post("/app/{tenant:str}/invoices/pdfs", guards=[permitted(Permission.READ)])
async def bundle(
    request: Request, database: TheDatabase, press: NamedDependency[Press]
) -> Response[str] | Stream:
    """Return the documents of the selected invoices; drafts have none."""
    actor, at, form = actor_of(request), visit_in(request.scope).at, await request.form()
    issued = []
    async with database.as_tenant(actor.tenant_id) as session:
        for invoice_id in ids_in(form):
            try:
                if (await one(session, invoice_id, at=at)).number is not None:
                    issued.append(invoice_id)
            except Expected:
                continue
    if not issued:
        return go(back_to(actor, form), Toast("No document", note="Drafts have none yet.", tone="danger"))
    name = f"invoices-{actor.tenant_slug}-{at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(_zipped(press, actor.tenant_id, issued, at), media_type="application/zip", headers=headers)


async def _zipped(
    press: Press, tenant_id: TenantId, ids: Sequence[InvoiceId], at: datetime
) -> AsyncIterator[bytes]:
    """Yield the file as it grows: one document is made at a time, and none is kept."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for invoice_id in ids:
            document = await store_document(press, tenant_id, invoice_id, at=at)
            archive.writestr(zipfile.ZipInfo(document.name, at.timetuple()[:6]), document.content)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Collects what is written until it is taken; it cannot seek, so the archive never looks back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Return that it takes bytes."""
        return True

    def write(self, data: Any) -> int:
        """Keep a part."""
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what came since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


handlers: list[Any] = [bundle]
