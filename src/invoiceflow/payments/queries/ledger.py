"""What is written in the ledger about one invoice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from invoiceflow.payments.tables import ledger_entries, ledger_journals
from invoiceflow.runtime.database import Session

_MOST = 400


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry beside its journal. Debit is positive."""

    journal_id: UUID
    kind: str
    at: datetime
    account: str
    currency: str
    amount_minor: int


async def ledger_of_invoice(session: Session, invoice_id: UUID) -> tuple[LedgerEntry, ...]:
    """Return an invoice's entries by journal, debits first. Uses ix_ledger_journals_invoice."""
    heads, entries = ledger_journals.c, ledger_entries.c
    rows = await session.execute(
        select(heads.id, heads.kind, heads.at, entries.account, entries.currency, entries.amount_minor)
        .join_from(
            ledger_journals,
            ledger_entries,
            and_(entries.tenant_id == heads.tenant_id, entries.journal_id == heads.id),
        )
        .where(heads.tenant_id == session.tenant_id, heads.invoice_id == invoice_id)
        .order_by(heads.at, heads.id, entries.amount_minor.desc())
        .limit(_MOST)
    )
    return tuple(LedgerEntry(*row) for row in rows)
