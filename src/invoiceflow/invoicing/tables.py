"""Invoices, their lines and taxes, and the counters of numbers. Constraints: migrations/versions/0004_invoices.py."""

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Uuid

from invoiceflow.runtime.schema import (
    DAY,
    DECIMAL,
    INSTANT,
    JSON,
    integers,
    optional,
    required,
    tenant_table,
    texts,
)

number_series = tenant_table("number_series", *texts("series", "period"), *integers("last_seq"))

AMOUNTS = (
    "lines_minor",
    "total_discount_minor",
    "total_charge_minor",
    "net_minor",
    "tax_minor",
    "rounding_minor",
    "total_minor",
    "paid_minor",
)

DECIDING = ("submitted_at", "decided_at")

invoices = tenant_table(
    "invoices",
    required("id", Uuid),
    required("status"),
    optional("client_id", Uuid),
    *(optional(name, Uuid) for name in ("edited_by_id", "submitted_by_id", "decided_by_id")),
    *texts("client_name", "currency", "language", "reference", "intro", "notes", "terms", "edited_by"),
    *texts("approval", "approval_note", "submitted_by", "decided_by"),
    required("prices_include_tax", Boolean),
    required("discount_percent", DECIMAL),
    required("discount_minor", BigInteger),
    required("charge_minor", BigInteger),
    *integers("payment_days"),
    *(optional(name, DAY) for name in ("service_from", "service_to", "issued_on", "due_on")),
    required("metadata", JSON),
    *(optional(name) for name in ("series", "period", "number")),
    optional("seq", Integer),
    *(required(name, BigInteger) for name in AMOUNTS),
    *(optional(name, JSON) for name in ("seller", "buyer", "bank", "layout")),
    optional("content_hash", LargeBinary),
    optional("link_hash", LargeBinary),
    *integers("link_version", "revision"),
    required("created_at", INSTANT),
    required("updated_at", INSTANT),
    *(optional(name, INSTANT) for name in ("issued_at", "sent_at", "viewed_at", "voided_at", *DECIDING)),
)

invoice_lines = tenant_table(
    "invoice_lines",
    required("invoice_id", Uuid),
    required("id", Uuid),
    *integers("position"),
    optional("item_id", Uuid),
    *texts("description", "note", "unit", "tax_category"),
    *(required(name, DECIMAL) for name in ("quantity", "unit_price", "discount_percent", "tax_rate")),
    *(required(name, BigInteger) for name in ("discount_minor", "charge_minor", "net_minor")),
    required("metadata", JSON),
)

# Written by triggers alone (migrations/versions/0009_labels_and_orders.py).
invoice_labels = tenant_table(
    "invoice_labels", *texts("key", "value"), required("created_at", INSTANT), required("invoice_id", Uuid)
)

invoice_taxes = tenant_table(
    "invoice_taxes",
    required("invoice_id", Uuid),
    required("category"),
    required("rate", DECIMAL),
    required("base_minor", BigInteger),
    required("tax_minor", BigInteger),
)
