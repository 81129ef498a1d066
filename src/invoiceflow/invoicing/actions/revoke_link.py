"""Revoke the public link of an invoice."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.domain import pay_link
from invoiceflow.invoicing.store import issued
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class RevokeLink:
    """Make every link that was handed out for an invoice lead nowhere. ``link_key``: see IssueInvoice."""

    invoice_id: InvoiceId
    link_key: bytes
    actor: str
    at: datetime


async def revoke_link(session: Session, command: RevokeLink) -> str:
    """
    Replace the link of an invoice and return the new token.

    Raises:
        NoSuchInvoice, NotIssued: there is no such invoice.
    """
    standing = await issued.lock_standing(session, command.invoice_id)
    version = standing.link_version + 1
    token = pay_link.token_of(command.link_key, session.tenant_id, standing.id, version)
    link_hash = pay_link.hash_of(token)
    await issued.replace_link(session, standing, link_version=version, link_hash=link_hash, at=command.at)
    await announce(session, "invoice", standing.id)
    detail: dict[str, str | int | None] = {"number": standing.number, "link_version": version}
    fact = Fact(command.at, command.actor, "invoice.link_revoked", "invoice", standing.id, detail)
    await record(session, fact)
    return token
