"""Tenants, members, invitations and API keys. Constraints and policies: migrations/versions/0002, 0012 and 0017."""

from sqlalchemy import Boolean, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from invoiceflow.runtime.schema import DAY, INSTANT, integers, optional, required, tenant_table, texts

tenants = tenant_table(
    "tenants",
    *texts("slug", "name", "legal_name", "country", "currency", "language", "time_zone"),
    *texts("street", "postal_code", "city", "region", "email", "phone", "vat_id", "tax_number"),
    *texts("iban", "bic", "bank_name", "logo", "accent", "template", "paper"),
    *texts("number_format", "footer", "notes", "terms"),
    *integers("payment_days", "settings_version"),
    required("approval", Boolean),
    required("created_at", INSTANT),
    required("updated_at", INSTANT),
    optional("closing_at", INSTANT),
    optional("purge_after", INSTANT),
    optional("closed_at", INSTANT),
    optional("keep_until", DAY),
    optional("emptied_at", INSTANT),
)

members = tenant_table(
    "members",
    required("id", Uuid),
    required("person_id", Uuid),
    *texts("name", "email", "role"),
    required("created_at", INSTANT),
)

invitations = tenant_table(
    "invitations",
    required("id", Uuid),
    *texts("email", "role", "invited_by_name", "mail_error"),
    required("invited_by", Uuid),
    *integers("version"),
    required("token_hash", LargeBinary),
    required("created_at", INSTANT),
    required("expires_at", INSTANT),
    optional("sent_at", INSTANT),
)

api_keys = tenant_table(
    "api_keys",
    required("id", Uuid),
    *texts("name", "prefix"),
    required("hash", LargeBinary),
    required("scopes", ARRAY(Text)),
    optional("expires_at", INSTANT),
    required("created_at", INSTANT),
    optional("created_by", Uuid),
    optional("last_used_at", INSTANT),
    optional("revoked_at", INSTANT),
)
