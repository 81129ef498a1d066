"""Deliveries: each email to a client, and its fate. Constraints: migrations/versions/0005."""

from sqlalchemy import Uuid

from invoiceflow.runtime.schema import INSTANT, integers, optional, required, tenant_table, texts

deliveries = tenant_table(
    "deliveries",
    required("id", Uuid),
    required("invoice_id", Uuid),
    *texts("recipient", "recipient_name", "message", "state", "message_id", "error", "requested_by"),
    *integers("attempts"),
    required("queued_at", INSTANT),
    optional("accepted_at", INSTANT),
)
