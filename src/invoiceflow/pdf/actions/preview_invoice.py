"""Show what a document will look like, or looks like: the very pages of the PDF."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.invoicing.domain.invoice import Content, IssuedInvoice, Party, Status
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.invoicing.queries.prospect import Prospect, advised, prospect
from invoiceflow.invoicing.queries.state import State
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.actions.store_document import Press, issued_paper
from invoiceflow.pdf.actions.write_figures import Figures, write_figures
from invoiceflow.pdf.domain.paper import Paper
from invoiceflow.pdf.domain.printed import DraftDocument
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.formats import locale_of
from invoiceflow.tenancy.domain.tenant import Tenant

MAX_PAGES = 10
"""How many pages are shown; a longer document is read as PDF."""

TYPING_PAGES = 3
"""How many of them come with every pause in typing."""


@dataclass(frozen=True, slots=True)
class Pages:
    """
    The first pages as SVG texts, how many there are, and the paper that they show, with all its figures.

    ``description`` says in the document's language what it is, for those who do not see it. ``unshown`` are the signs
    that are printed as boxes.
    """

    pages: tuple[str, ...]
    page_count: int
    description: str
    paper: Paper
    unshown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketched:
    """A content as it would be issued; ``advice`` is what an invoice usually says and this one would not."""

    pages: Pages
    figures: Figures
    advice: tuple[FieldError, ...]


async def preview_content(
    press: Press,
    tenant: Tenant,
    typed: Callable[[Session], Awaitable[Content]],
    *,
    language: str,
    at: datetime,
) -> Sketched:
    """
    Return the pages that a content, saved or not, would have if it were issued now, its figures, and advice.

    ``tenant`` is whose it would be, with its settings of this moment. ``typed`` returns the content, and may read what
    it follows where nothing was typed. ``language`` is the reader's, for the
    words beside the pages; the figures there are written as the tenant types them.

    Raises:
        UnknownClient: it names a client that this tenant does not have.
        Invalid: it cannot be added up.
        TypesettingFailed: the engine gave up; trying again may help.
    """
    async with press.database.as_tenant(tenant.id, known=tenant) as session:
        found = await prospect(session, await typed(session), at=at)
    pages = await _shown(press, await _draft_paper(press, tenant.id, found), max_pages=TYPING_PAGES)
    locale = locale_of(found.profile.language, found.profile.country)
    figures = write_figures(_printed(found), language, locale=locale)
    return Sketched(pages, figures, advised(found))


async def preview_invoice(press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime) -> Pages:
    """
    Return the pages of a draft as it would be today, or of an issued invoice as it is.

    Raises:
        NoSuchInvoice: this tenant has neither.
        TypesettingFailed: the engine gave up; trying again may help.
    """
    async with press.database.as_tenant(tenant_id) as session:
        standing = await state.one(session, invoice_id, at=at)
        found = await _saved(session, standing, at)
    if isinstance(found, Prospect):
        return await _shown(press, await _draft_paper(press, tenant_id, found))
    return await _shown(press, await issued_paper(press, tenant_id, found))


async def _saved(session: Session, standing: State, at: datetime) -> Prospect | IssuedInvoice:
    if standing.status is not Status.DRAFT:
        return await documents.issued_invoice(session, standing.id)
    draft = await documents.draft(session, standing.id)
    return await prospect(session, draft.content.written(), at=at)


async def _draft_paper(press: Press, tenant_id: TenantId, found: Prospect) -> Paper:
    profile = found.profile
    logo = await press.files.get(tenant_id, profile.logo) if profile.logo else b""
    return lay_out_invoice(_printed(found), logo=logo)


def _printed(found: Prospect) -> DraftDocument:
    profile = found.profile
    return DraftDocument(
        content=found.content,
        totals=found.totals,
        issued_on=found.issued_on,
        due_on=found.due_on,
        seller=found.seller,
        buyer=found.buyer or Party(name="", country=""),
        bank=found.bank,
        template=profile.template,
        accent=profile.accent,
        paper=profile.paper,
        footer=profile.footer,
    )


async def _shown(press: Press, paper: Paper, *, max_pages: int = MAX_PAGES) -> Pages:
    preview = await press.typesetter.preview(paper, max_pages=max_pages)
    description = f"{paper.title}. {paper.labels.total}: {paper.total}"
    return Pages(preview.pages, preview.page_count, description, paper, preview.unshown)
