"""Make the document of an issued invoice, once and for all."""

import re
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf import store
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.domain.paper import Paper
from invoiceflow.pdf.ports import Typesetter
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files, NoSuchFile


@dataclass(frozen=True, slots=True)
class Press:
    """What making documents needs."""

    database: Database
    files: Files
    typesetter: Typesetter


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF. ``name`` is what a browser saves it as."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Found:
    issued: IssuedInvoice
    file: str | None


async def store_document(
    press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime
) -> Document:
    """
    Return the document of an issued invoice; make and store it first when nobody has yet.

    Whoever comes first, job or reader, makes the same bytes, and what was stored stays. A stored file that was lost
    is made again.

    Raises:
        NoSuchInvoice: this tenant has none of that id.
        NotIssued: it is still a draft, which has a preview only.
        TypesettingFailed: the engine gave up; trying again may help.
    """
    found = await _find(press, tenant_id, invoice_id)
    name = file_name(found.issued.number)
    if found.file is not None:
        try:
            return Document(name, await press.files.get(tenant_id, found.file))
        except NoSuchFile:
            pass  # Lost, with its folder perhaps; the bytes can be made again.
    paper = await issued_paper(press, tenant_id, found.issued)
    content = await press.typesetter.pdf(paper)
    file = await press.files.put(tenant_id, content)
    async with press.database.as_tenant(tenant_id) as session:
        kept = await store.keep_file(session, invoice_id, file, size_bytes=len(content), at=at)
    return Document(name, content if kept == file else await press.files.get(tenant_id, kept))


def file_name(number: str) -> str:
    """Return what a document is saved as: its number, with anything that file systems mind as a hyphen."""
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', number).strip('-.') or 'invoice'}.pdf"


async def _find(press: Press, tenant_id: TenantId, invoice_id: InvoiceId) -> _Found:
    async with press.database.as_tenant(tenant_id) as session:
        return _Found(
            await documents.issued_invoice(session, invoice_id),
            await store.file_of(session, invoice_id),
        )


async def issued_paper(press: Press, tenant_id: TenantId, issued: IssuedInvoice) -> Paper:
    """
    Return the paper of an issued invoice, with its logo.

    Its public address is not printed: the document outlives it, and must be the same whichever link holds.
    """
    logo = await press.files.get(tenant_id, issued.logo) if issued.logo else b""
    return lay_out_invoice(issued, logo=logo)
