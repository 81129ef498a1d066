"""Deliveries: each email to a client, and its fate. Constraints: migrations/versions/0005, 0026 and 0033."""

from sqlalchemy import Boolean, Uuid

from invoiceflow.runtime.schema import INSTANT, integers, optional, required, tenant_table, texts

deliveries = tenant_table(
    "deliveries",
    required("id", Uuid),
    required("invoice_id", Uuid),
    *texts("recipient", "recipient_name", "message", "state", "message_id", "error", "requested_by"),
    *integers("attempts"),
    required("queued_at", INSTANT),
    optional("accepted_at", INSTANT),
    *texts("provider_id"),
    optional("requested_by_id", Uuid),
    optional("told_at", INSTANT),
    required("is_untold", Boolean),
)

delivery_notices = tenant_table(
    "delivery_notices",
    required("id", Uuid),
    required("delivery_id", Uuid),
    *texts("provider_id", "recipient", "kind", "detail"),
    required("at", INSTANT),
    required("received_at", INSTANT),
)

suppressed_addresses = tenant_table(
    "suppressed_addresses",
    required("id", Uuid),
    *texts("address", "reason", "detail"),
    required("invoice_id", Uuid),
    required("suppressed_at", INSTANT),
)
