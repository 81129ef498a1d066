"""Exports of everything that a tenant has. Constraints: migrations/versions/0019, 0025."""

from sqlalchemy import BigInteger, Integer, Uuid

from invoiceflow.runtime.schema import INSTANT, integers, optional, required, tenant_table, texts

exports = tenant_table(
    "exports",
    required("id", Uuid),
    *texts("state", "requested_by", "file", "error"),
    required("requested_at", INSTANT),
    *integers("done", "total"),
    required("size_bytes", BigInteger),
    optional("expires_at", INSTANT),
    optional("requester_id", Uuid),
    optional("told_at", INSTANT),
    optional("seconds_left", Integer),
)
