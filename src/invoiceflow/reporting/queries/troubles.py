"""Payments that their banks ask back or call fraud, as long as somebody may have to do something about them."""

from datetime import datetime
from uuid import UUID

import msgspec


class Trouble(msgspec.Struct, frozen=True):
    """
    An early fraud warning that waits for an answer, or a dispute that is not over.

    ``says`` is Stripe's word for the kind of fraud, or for the dispute's reason; ``status`` is empty for a warning.
    """

    id: UUID
    is_warning: bool
    status: str
    says: str
    invoice_id: UUID
    number: str
    client_name: str
    amount_minor: int
    currency: str
    due_at: datetime | None


_OVER = "'won', 'lost', 'prevented', 'warning_closed'"

TROUBLES = f"""
SELECT d.id, false AS is_warning, d.status, d.reason AS says, p.invoice_id, j.number, j.client_name, d.amount_minor,
  d.currency, d.evidence_due_at AS due_at, d.opened_at AS at
FROM disputes d JOIN payments p ON p.tenant_id = d.tenant_id AND p.id = d.payment_id
JOIN invoices j ON j.tenant_id = p.tenant_id AND j.id = p.invoice_id
WHERE d.tenant_id = $1 AND d.status NOT IN ({_OVER})
UNION ALL
SELECT w.id, true, '', w.fraud_type, p.invoice_id, j.number, j.client_name, p.amount_minor + coalesce((
  SELECT sum(g.amount_minor)::bigint FROM payments g WHERE g.tenant_id = w.tenant_id AND g.of_id = p.id), 0),
  p.currency, NULL, w.warned_at
FROM fraud_warnings w JOIN payments p ON p.tenant_id = w.tenant_id AND p.id = w.payment_id
JOIN invoices j ON j.tenant_id = p.tenant_id AND j.id = p.invoice_id
WHERE w.tenant_id = $1 AND w.is_actionable AND w.left_at IS NULL"""  # noqa: S608  # words of ours
