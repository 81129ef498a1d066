"""The chain of entries, and its head. The logins may add entries, never change them."""

from sqlalchemy import BigInteger, LargeBinary, Uuid

from invoiceflow.runtime.schema import INSTANT, JSON, optional, required, tenant_table, texts

heads = tenant_table("chain_heads", required("seq", BigInteger), required("hash", LargeBinary))

entries = tenant_table(
    "audit_entries",
    required("seq", BigInteger),
    required("at", INSTANT),
    *texts("actor", "actor_kind", "action", "object_kind", "request_id"),
    optional("actor_id", Uuid),
    required("object_id", Uuid),
    required("detail", JSON),
    required("previous", LargeBinary),
    required("hash", LargeBinary),
)
