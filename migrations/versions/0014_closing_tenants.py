"""
Tenants that are being deleted: read-only for thirty days, then emptied of all that law does not demand to keep.

docs/rules/deletion.md
"""

from alembic import op
from rls import definer

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE tenants ADD closing_at timestamptz, ADD purge_after timestamptz, ADD closed_at timestamptz, "
        "ADD CHECK ((closing_at IS NULL) = (purge_after IS NULL)), ADD CHECK (closed_at IS NULL OR closing_at IS NOT NULL)"
    )
    definer("directory.purge_tenant()", "boolean", _PURGE, volatile=True, logins="if_worker")


# The only way to these deletions. It asks for itself, by the database's own clock, whether their time has come.
_PURGE = """DECLARE bound uuid := directory.bound_tenant();
BEGIN
  PERFORM FROM public.tenants t WHERE t.tenant_id = bound
    AND t.closed_at IS NULL AND t.closing_at IS NOT NULL AND t.purge_after <= now() FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.deliveries WHERE tenant_id = bound;
  DELETE FROM public.invoice_lines l USING public.invoices i
    WHERE l.tenant_id = bound AND i.tenant_id = bound AND i.id = l.invoice_id AND i.status = 'draft';
  DELETE FROM public.invoice_taxes x USING public.invoices i
    WHERE x.tenant_id = bound AND i.tenant_id = bound AND i.id = x.invoice_id AND i.status = 'draft';
  DELETE FROM public.invoices WHERE tenant_id = bound AND status = 'draft';
  DELETE FROM public.items WHERE tenant_id = bound;
  DELETE FROM public.tax_rates WHERE tenant_id = bound;
  DELETE FROM public.clients c WHERE c.tenant_id = bound
    AND NOT EXISTS (SELECT FROM public.invoices i WHERE i.tenant_id = bound AND i.client_id = c.id);
  UPDATE public.clients SET email = '', phone = '', notes = '', contacts = '[]', metadata = '{}' WHERE tenant_id = bound;
  DELETE FROM public.invitations WHERE tenant_id = bound;
  DELETE FROM public.members WHERE tenant_id = bound;
  DELETE FROM public.api_keys WHERE tenant_id = bound;
  DELETE FROM public.idempotency_keys WHERE tenant_id = bound;
  UPDATE public.tenants SET closed_at = now(), email = '', phone = '', iban = '', bic = '', bank_name = '', logo = '',
    notes = '', footer = '', terms = '' WHERE tenant_id = bound;
  DELETE FROM directory.memberships WHERE tenant_id = bound;
  DELETE FROM directory.api_keys WHERE tenant_id = bound;
  DELETE FROM directory.pay_links WHERE tenant_id = bound;
  DELETE FROM directory.invitations WHERE tenant_id = bound;
  RETURN true;
END"""
