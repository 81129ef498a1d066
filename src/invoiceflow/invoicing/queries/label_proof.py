"""Compares the labels that lists are found by with the metadata that they are made of."""

from collections.abc import AsyncIterator

from sqlalchemy import text

from invoiceflow.runtime.database import Session

_MOST = 100
_DIFFERENT = text(
    """
    WITH said AS (
      SELECT i.created_at, i.id, pair.key, label_value(pair.value) AS value
      FROM invoices i, jsonb_each(i.metadata) pair WHERE i.tenant_id = :tenant
      UNION
      SELECT i.created_at, i.id, pair.key, label_value(pair.value)
      FROM invoice_lines l JOIN invoices i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id,
        jsonb_each(l.metadata) pair WHERE l.tenant_id = :tenant
    ), labels AS (
      SELECT key, value, created_at, invoice_id AS id FROM invoice_labels WHERE tenant_id = :tenant
    )
    SELECT coalesce('invoice ' || i.number, 'draft ' || d.id) AS name, d.key, d.value, d.missing
    FROM (
      SELECT id, key, value, labels.found IS NULL AS missing
      FROM (SELECT *, true AS meant FROM said) said
      FULL JOIN (SELECT *, true AS found FROM labels) labels USING (key, value, created_at, id)
      WHERE meant IS NULL OR found IS NULL
    ) d
    LEFT JOIN invoices i ON i.tenant_id = :tenant AND i.id = d.id
    ORDER BY 1, 2, 3 LIMIT :most
    """
)


async def label_faults(session: Session) -> AsyncIterator[str]:
    """Yield where an invoice would not be found by its metadata, or would be by what it does not say; 100 at most."""
    for row in await session.execute(_DIFFERENT, {"tenant": session.tenant_id, "most": _MOST}):
        fault = "it is not found by" if row.missing else "it is found by what it does not say,"
        yield f"{row.name}: {fault} {row.key} = {row.value}"
