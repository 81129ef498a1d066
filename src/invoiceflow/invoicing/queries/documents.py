"""Whole drafts and invoices, as documents, previews and editors need them."""

from dataclasses import replace
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice, IssuedInvoice
from invoiceflow.invoicing.store import drafts, issued
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.kernel.ids import ClientId
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy


async def draft(session: Session, invoice_id: UUID, *, to_edit: bool = False) -> DraftInvoice:
    """
    Return a draft; ``to_edit`` keeps others from changing it until this transaction ends.

    Raises:
        NoSuchInvoice: there is none of that id.
        NotADraft: it was issued.
    """
    return await (drafts.lock_draft if to_edit else drafts.load_draft)(session, invoice_id)


async def issued_invoice(session: Session, invoice_id: UUID) -> IssuedInvoice:
    """Return an invoice as it was issued, whatever became of it. Raises NoSuchInvoice, NotIssued."""
    return await issued.load_issued(session, invoice_id)


async def blank_draft(session: Session, client_id: UUID | None) -> Content:
    """
    Return what a new draft says before anyone typed: the client's currency, language and terms, else the tenant's.

    Raises:
        UnknownClient: there is no such client.
    """
    profile = (await tenancy.own_tenant(session)).profile
    blank = Content(
        client_id=None,
        currency=profile.currency,
        language=profile.language,
        lines=(),
        payment_days=profile.payment_days,
        notes=profile.notes,
        terms=profile.terms,
    )
    return blank if client_id is None else await for_client(session, blank, client_id)


async def for_client(session: Session, content: Content, client_id: UUID) -> Content:
    """
    Return a content with a client, its currency, its language and, if it has them, its payment days.

    Raises:
        UnknownClient: there is no such client.
    """
    buyer = await load_buyer(session, client_id)
    return replace(
        content,
        client_id=ClientId(client_id),
        currency=buyer.currency,
        language=buyer.language,
        payment_days=content.payment_days if buyer.payment_days is None else buyer.payment_days,
    )
