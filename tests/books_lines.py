"""All that the books say of an invoice, in lines that can be compared with another's."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from invoiceflow.runtime.database import Session

_LINES = text(
    """
    SELECT id AS invoice, concat_ws(' ', 'invoice', status, paid_minor) AS line
      FROM invoices WHERE tenant_id = :tenant AND id = ANY(:invoices)
    UNION ALL SELECT invoice_id, concat_ws(' ', kind, provider_id, amount_minor, currency, method, received_on)
      FROM payments WHERE tenant_id = :tenant AND invoice_id = ANY(:invoices)
    UNION ALL SELECT invoice_id, concat_ws(' ', 'moved', kind, provider_id, amount_minor)
      FROM clearing_movements WHERE tenant_id = :tenant AND invoice_id = ANY(:invoices)
    UNION ALL SELECT j.invoice_id, concat_ws(' ', 'journal', j.kind,
             string_agg(e.account || ' ' || e.amount_minor || ' ' || e.currency, ', ' ORDER BY e.account))
      FROM ledger_journals j JOIN ledger_entries e ON (e.tenant_id, e.journal_id) = (j.tenant_id, j.id)
      WHERE j.tenant_id = :tenant AND j.invoice_id = ANY(:invoices) GROUP BY j.tenant_id, j.id, j.invoice_id, j.kind
    UNION ALL SELECT invoice_id, concat_ws(' ', 'checkout', state, session_id, payment_intent)
      FROM checkouts WHERE tenant_id = :tenant AND invoice_id = ANY(:invoices)
    UNION ALL SELECT p.invoice_id, concat_ws(' ', 'refund', r.provider_id, r.state, r.amount_minor)
      FROM refunds r JOIN payments p ON (p.tenant_id, p.id) = (r.tenant_id, r.payment_id)
      WHERE r.tenant_id = :tenant AND p.invoice_id = ANY(:invoices)
    UNION ALL SELECT p.invoice_id, concat_ws(' ', 'charge', c.charge_id, c.payment_intent, c.dispute_status,
             c.evidence_due_at, c.risk_level)
      FROM charges c JOIN payments p ON (p.tenant_id, p.id) = (c.tenant_id, c.payment_id)
      WHERE c.tenant_id = :tenant AND p.invoice_id = ANY(:invoices)
    UNION ALL SELECT object_id, concat_ws(' ', 'audit', action, detail->>'amount_minor', detail->>'provider_id')
      FROM audit_entries WHERE tenant_id = :tenant AND object_id = ANY(:invoices) AND object_kind = 'invoice'
    """
)


async def books_of(session: Session, invoices: Sequence[UUID]) -> list[list[str]]:
    """Return what the books say of each invoice, a line for each row, sorted; our own ids are left out."""
    lines: dict[UUID, list[str]] = defaultdict(list)
    for row in await session.execute(_LINES, {"tenant": session.tenant_id, "invoices": list(invoices)}):
        lines[row.invoice].append(row.line)
    return [sorted(lines[each]) for each in invoices]
