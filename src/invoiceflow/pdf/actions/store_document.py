"""Make the document of an issued invoice, once and for all."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf import store
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.domain.paper import Paper
from invoiceflow.pdf.ports import Typesetter
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import DamagedFile, Files, NoSuchFile, named


class DocumentLost(Missing):
    """The file of a stored document is gone or was changed, and what is made today differs from it."""

    code = "document.lost"


@dataclass(frozen=True, slots=True)
class Press:
    """What making documents needs."""

    database: Database
    files: Files
    typesetter: Typesetter


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF. ``name`` is what a browser saves it as, ``file`` what it is called in the file store."""

    name: str
    content: bytes
    file: str


@dataclass(frozen=True, slots=True)
class _Found:
    issued: IssuedInvoice
    file: str | None


async def store_document(
    press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime
) -> Document:
    """
    Return the document of an issued invoice; make and store it first when nobody has yet.

    Whoever comes first, job or reader, makes the same bytes, and what was stored stays. Where its file is lost, they
    can be made again only as long as layout, fonts and engine are those of then; others are no substitute for what
    the client has.

    Raises:
        NoSuchInvoice: this tenant has none of that id.
        NotIssued: it is still a draft, which has a preview only.
        DocumentLost: its file is not what was stored, and that cannot be made again. `verify` names it.
        TypesettingFailed: the engine gave up; trying again may help.
    """
    found = await _find(press, tenant_id, invoice_id)
    name = file_name(found.issued.number)
    if found.file is not None:
        return Document(name, await _stored(press, tenant_id, found.issued, found.file), found.file)
    content = await _made(press, tenant_id, found.issued)
    file = await press.files.put(tenant_id, content)
    async with press.database.as_tenant(tenant_id) as session:
        kept = await store.keep_file(session, invoice_id, file, size_bytes=len(content), at=at)
    return Document(name, content if kept == file else await press.files.get(tenant_id, kept), kept)


async def _stored(press: Press, tenant_id: TenantId, issued: IssuedInvoice, file: str) -> bytes:
    with suppress(NoSuchFile, DamagedFile):
        return await press.files.get(tenant_id, file)
    with suppress(NoSuchFile, DamagedFile):  # its logo may be lost, too
        content = await _made(press, tenant_id, issued)
        if named(content) == file:
            await press.files.put(tenant_id, content)
            return content
    raise DocumentLost(
        f"The stored document of invoice {issued.number} is lost, and cannot be made again as it was."
    )


async def _made(press: Press, tenant_id: TenantId, issued: IssuedInvoice) -> bytes:
    return await press.typesetter.pdf(await issued_paper(press, tenant_id, issued))


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
