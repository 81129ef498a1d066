"""Appends payments and journals: the only writer of these tables, and there is no way to change a row of them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, exists, insert, select

from invoiceflow.invoicing.tables import invoices
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.payments.domain.journal import Journal
from invoiceflow.payments.domain.movement import MovementKind
from invoiceflow.payments.domain.payment import Kind, Method, Payment
from invoiceflow.payments.domain.posting import Billed
from invoiceflow.payments.tables import ledger_entries, ledger_journals, payments
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id

JournalKind = Literal["issue", "void"] | Kind | MovementKind


class NoSuchPayment(Missing):
    """This tenant has no payment of that id."""

    code = "payment.not_found"


async def add_payment(session: Session, payment: Payment, *, recorded_by: str, at: datetime) -> None:
    """Append a payment or a reversal. The invoice must be locked by this transaction."""
    values = {name: getattr(payment, name) for name in Payment.__dataclass_fields__}
    values |= {"tenant_id": session.tenant_id, "recorded_by": recorded_by, "created_at": at}
    values |= {"method": payment.method.value, "kind": payment.kind.value}
    await session.execute(insert(payments).values(values))


async def load_payment(session: Session, payment_id: UUID) -> Payment:
    """
    Return a payment or a reversal.

    Raises:
        NoSuchPayment: there is none.
    """
    found = await find_payment(session, payment_id)
    if found is None:
        raise NoSuchPayment("There is no such payment.")
    return found


async def find_payment(session: Session, payment_id: UUID) -> Payment | None:
    """Return a payment or a reversal, None where there is none."""
    columns = [payments.c[name] for name in Payment.__dataclass_fields__]
    wanted = select(*columns).where(payments.c.tenant_id == session.tenant_id, payments.c.id == payment_id)
    row = (await session.execute(wanted)).one_or_none()
    return _payment(row) if row else None


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=PaymentId(row.id),
        invoice_id=InvoiceId(row.invoice_id),
        amount_minor=row.amount_minor,
        currency=row.currency,
        method=Method(row.method),
        received_on=row.received_on,
        reference=row.reference,
        note=row.note,
        reverses_id=PaymentId(row.reverses_id) if row.reverses_id else None,
        kind=Kind(row.kind),
        of_id=PaymentId(row.of_id) if row.of_id else None,
        provider_id=row.provider_id,
    )


async def is_reversed(session: Session, payment_id: PaymentId) -> bool:
    """Return whether a payment was taken back. Reliable once its invoice is locked."""
    taken_back = exists().where(
        payments.c.tenant_id == session.tenant_id, payments.c.reverses_id == payment_id
    )
    return bool((await session.execute(select(taken_back))).scalar_one())


async def write_journal(
    session: Session, kind: JournalKind, journal: Journal, *, invoice_id: UUID, source_id: UUID, at: datetime
) -> None:
    """
    Write a journal and its entries, once for each kind and source; one without entries is not written.

    ``source_id`` is the payment or reversal, or the invoice itself. The database refuses a second one.
    """
    if not journal.entries:
        return
    journal_id = new_id(at)
    await session.execute(
        insert(ledger_journals).values(
            tenant_id=session.tenant_id,
            id=journal_id,
            kind=str(kind),
            invoice_id=invoice_id,
            source_id=source_id,
            at=at,
        )
    )
    rows = [
        {
            "tenant_id": session.tenant_id,
            "journal_id": journal_id,
            "position": position,
            "account": entry.account.value,
            "currency": journal.currency,
            "amount_minor": entry.amount_minor,
        }
        for position, entry in enumerate(journal.entries, start=1)
    ]
    await session.execute(insert(ledger_entries), rows)


async def load_billed(session: Session, invoice_id: UUID) -> Billed:
    """Return what an invoice of this transaction's own doing comes to. It exists: its event says so."""
    columns = [invoices.c[field] for field in Billed.__dataclass_fields__]
    wanted = select(*columns).where(invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id)
    return Billed(*(await session.execute(wanted)).one())


async def currency_of_invoice(session: Session, invoice_id: UUID) -> str:
    """Return an invoice's currency, empty where there is no such invoice."""
    wanted = select(invoices.c.currency).where(
        invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id
    )
    return str((await session.execute(wanted)).scalar_one_or_none() or "")
