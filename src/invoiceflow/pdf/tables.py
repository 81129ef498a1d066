"""Documents: which file is the one true rendering of an invoice. Append-only for the logins."""

from sqlalchemy import Uuid

from invoiceflow.runtime.schema import INSTANT, integers, required, tenant_table, texts

documents = tenant_table(
    "documents",
    required("invoice_id", Uuid),
    *texts("kind", "file"),
    *integers("size_bytes"),
    required("created_at", INSTANT),
)
