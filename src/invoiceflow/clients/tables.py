"""Clients, items and the tenant's tax rates. Constraints and policies: migrations/versions/0003_clients.py."""

from sqlalchemy import Boolean, Integer, Uuid

from invoiceflow.runtime.schema import (
    DECIMAL,
    INSTANT,
    JSON,
    integers,
    optional,
    required,
    tenant_table,
    texts,
)

clients = tenant_table(
    "clients",
    required("id", Uuid),
    *texts("name", "email", "phone", "country", "street", "postal_code", "city", "region"),
    *texts("vat_id", "tax_number", "currency", "language", "notes"),
    optional("payment_days", Integer),
    required("contacts", JSON),
    required("metadata", JSON),
    *integers("revision"),
    optional("archived_at", INSTANT),
    required("created_at", INSTANT),
    required("updated_at", INSTANT),
)

tax_rates = tenant_table(
    "tax_rates",
    required("id", Uuid),
    *texts("name", "category"),
    required("rate", DECIMAL),
    required("is_default", Boolean),
    *integers("revision"),
    optional("archived_at", INSTANT),
    required("created_at", INSTANT),
    required("updated_at", INSTANT),
)

items = tenant_table(
    "items",
    required("id", Uuid),
    *texts("name", "note", "unit", "currency"),
    required("unit_price", DECIMAL),
    optional("tax_rate_id", Uuid),
    required("metadata", JSON),
    *integers("revision"),
    optional("archived_at", INSTANT),
    required("created_at", INSTANT),
    required("updated_at", INSTANT),
)
