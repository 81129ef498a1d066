"""Issued invoices: written once; afterwards only how they are paid, and where they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, text, update
from sqlalchemy.exc import IntegrityError

from invoiceflow.invoicing.domain.approval import Review
from invoiceflow.invoicing.domain.frozen import content_hash
from invoiceflow.invoicing.domain.invoice import IssuedInvoice, Status
from invoiceflow.invoicing.domain.settlement import Settlement, status_by_payment
from invoiceflow.invoicing.store.invoices import change, lines_of, require_issued, row_of
from invoiceflow.invoicing.store.numbers import SERIES
from invoiceflow.invoicing.store.rows import Values, issued_of, issued_values, review_values
from invoiceflow.invoicing.tables import invoices
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session

_ENTER_LINK = text("SELECT directory.enter_pay_link(:hash, :invoice)")
_DROP_LINK = text("SELECT directory.drop_pay_link(:hash)")


class NumberTaken(Refused):
    """Another invoice has this number already: a former number format gave it."""

    code = "invoice.number_taken"


@dataclass(frozen=True, slots=True)
class Standing:
    """The part of an issued invoice that goes on living, locked by this transaction."""

    id: InvoiceId
    number: str
    currency: str
    settlement: Settlement
    link_version: int
    link_hash: bytes | None
    revision: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invoice stands in its series, and which link leads to it."""

    period: str
    seq: int
    link_hash: bytes


async def save_issued(
    session: Session, issued: IssuedInvoice, place: Place, review: Review, at: datetime
) -> None:
    """
    Turn a locked draft into an invoice, for good. ``review`` is kept beside it: who approved it.

    Raises:
        NumberTaken: the number exists; the transaction can only be given up.
    """
    values = issued_values(issued) | review_values(review)
    values |= {
        "status": status_by_payment(issued.totals.total_minor, 0).value,
        "series": SERIES,
        "period": place.period,
        "seq": place.seq,
        "content_hash": content_hash(issued),
        "link_hash": place.link_hash,
        "issued_at": at,
    }
    try:
        await _touch(session, issued.id, values, at)
    except IntegrityError as error:
        if "ux_invoices_number" not in str(error.orig):
            raise
        hint = "Change the number format in the settings, then issue again."
        raise NumberTaken(f"Number {issued.number} is taken by another invoice. {hint}") from error


async def load_issued(session: Session, invoice_id: UUID) -> IssuedInvoice:
    """Return an invoice as it was issued. Raises NoSuchInvoice, NotIssued."""
    row = await row_of(session, invoice_id)
    require_issued(row)
    return issued_of(row, await lines_of(session, row.id))


async def lock_standing(session: Session, invoice_id: UUID) -> Standing:
    """Return how an issued invoice stands, and keep it so for others. Raises NoSuchInvoice, NotIssued."""
    row = await row_of(session, invoice_id, lock=True)
    require_issued(row)
    return _standing_of(row)


async def save_settlement(session: Session, standing: Standing, after: Settlement, at: datetime) -> None:
    """Write what was paid, and the status that follows."""
    await _touch(session, standing.id, {"paid_minor": after.paid_minor, "status": after.status.value}, at)


async def save_void(session: Session, standing: Standing, at: datetime) -> None:
    """Mark an invoice as void."""
    await _touch(session, standing.id, {"status": Status.VOID.value, "voided_at": at}, at)


async def enter_link(session: Session, invoice_id: InvoiceId, link_hash: bytes) -> None:
    """Make a link lead to an invoice; its hash is written with the invoice itself."""
    await session.execute(_ENTER_LINK, {"hash": link_hash, "invoice": invoice_id})


async def replace_link(
    session: Session, standing: Standing, *, link_version: int, link_hash: bytes, at: datetime
) -> None:
    """Revoke the link of an invoice and enter another."""
    if standing.link_hash is not None:
        await session.execute(_DROP_LINK, {"hash": standing.link_hash})
    await enter_link(session, standing.id, link_hash)
    await _touch(session, standing.id, {"link_version": link_version, "link_hash": link_hash}, at)


async def mark_first(session: Session, invoice_id: UUID, column: str, at: datetime) -> bool:
    """Write the instant of something that counts once (``sent_at``, ``viewed_at``); return whether it was the first."""
    found = await session.execute(
        update(invoices)
        .where(
            invoices.c.tenant_id == session.tenant_id,
            invoices.c.id == invoice_id,
            invoices.c.status != Status.DRAFT.value,
            invoices.c[column].is_(None),
        )
        .values({column: at, "updated_at": func.greatest(invoices.c.updated_at, at)})
        .returning(invoices.c.id)
    )
    return found.one_or_none() is not None


async def _touch(session: Session, invoice_id: InvoiceId, values: Values, at: datetime) -> None:
    await change(session, invoice_id, values | {"revision": invoices.c.revision + 1, "updated_at": at})


def _standing_of(row: Row[Any]) -> Standing:
    settlement = Settlement(Status(row.status), row.total_minor, row.paid_minor)
    return Standing(
        InvoiceId(row.id), row.number, row.currency, settlement, row.link_version, row.link_hash, row.revision
    )
