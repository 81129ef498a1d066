"""
Deleted tenants: closed to all at once, then emptied in pieces, and erased whole when law no longer demands to keep them.

docs/rules/deletion.md
"""

from alembic import op
from rls import definer

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE tenants ADD keep_until date, ADD emptied_at timestamptz, "
        "ADD CHECK ((closed_at IS NULL) = (keep_until IS NULL)), ADD CHECK (emptied_at IS NULL OR closed_at IS NOT NULL)"
    )
    op.execute("DROP FUNCTION directory.purge_tenant()")
    # A slug outlives its tenant; one that is kept until some day is closed, and found by nobody any more.
    op.execute(
        "ALTER TABLE directory.slugs ADD keep_until date, ADD emptied_at timestamptz, ADD erased_at timestamptz"
    )
    for signature, body in _STEPS.items():
        returns = "integer" if "piece" in signature else "boolean"
        definer(signature, returns, body, volatile=True, logins="if_worker")
    _walks()
    _let_go()


def _walks() -> None:
    op.execute("DROP FUNCTION directory.tenants()")
    op.execute("DROP FUNCTION directory.invoice_of_pay_link(bytea)")
    walk = "BEGIN RETURN QUERY SELECT s.tenant_id FROM directory.slugs s WHERE {} ORDER BY s.slug; END"
    definer("directory.tenants()", "SETOF uuid", walk.format("s.erased_at IS NULL"), logins="if_worker")
    # A sealed one is looked after for two more days, in which its last words are anchored and its files removed.
    definer(
        "directory.stirring_tenants(at timestamptz)",
        "SETOF uuid",
        walk.format(
            "s.erased_at IS NULL AND (s.emptied_at IS NULL OR s.emptied_at > at - interval '2 days' "
            "OR s.keep_until < at::date)"
        ),
        logins="if_worker",
    )
    definer(
        "directory.invoice_of_pay_link(wanted bytea)",
        "TABLE (tenant_id uuid, invoice_id uuid)",
        """BEGIN RETURN QUERY SELECT l.tenant_id, l.invoice_id FROM directory.pay_links l WHERE l.hash = wanted
        AND NOT EXISTS (SELECT FROM directory.slugs s WHERE s.tenant_id = l.tenant_id AND s.keep_until IS NOT NULL);
        END""",
    )


def _let_go() -> None:
    """Let issued invoices go when their tenant is erased, by the owner's function alone."""
    op.execute(
        """CREATE FUNCTION is_being_erased(tenant uuid) RETURNS boolean LANGUAGE plpgsql STABLE
        SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          RETURN current_user = 'if_owner' AND EXISTS (SELECT FROM public.tenants t WHERE t.tenant_id = tenant
            AND t.emptied_at IS NOT NULL AND t.keep_until < now()::date);
        END $$"""
    )
    for table, function in (
        ("invoices", "keep_issued_invoice"),
        ("invoice_lines", "keep_issued_parts"),
        ("invoice_taxes", "keep_issued_parts"),
    ):
        events = "UPDATE" if table == "invoices" else "INSERT OR UPDATE"
        op.execute(f"DROP TRIGGER issued_is_final ON {table}")
        op.execute(
            f"CREATE TRIGGER issued_is_final BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER issued_stays BEFORE DELETE ON {table} FOR EACH ROW "
            f"WHEN (NOT is_being_erased(OLD.tenant_id)) EXECUTE FUNCTION {function}()"
        )


# Each step asks for itself, by the database's own clock as well, whether its time has come: there is no other way.
_CLOSE = """DECLARE bound uuid := directory.bound_tenant();
BEGIN
  PERFORM FROM public.tenants t WHERE t.tenant_id = bound
    AND t.closed_at IS NULL AND t.closing_at IS NOT NULL AND t.purge_after <= least(at, now()) FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE directory.slugs SET keep_until = kept_until WHERE tenant_id = bound;
  DELETE FROM directory.memberships WHERE tenant_id = bound;
  DELETE FROM directory.api_keys WHERE tenant_id = bound;
  DELETE FROM directory.invitations WHERE tenant_id = bound;
  DELETE FROM public.invitations WHERE tenant_id = bound;
  DELETE FROM public.members WHERE tenant_id = bound;
  DELETE FROM public.api_keys WHERE tenant_id = bound;
  UPDATE public.tenants SET closed_at = at, keep_until = kept_until, settings_version = settings_version + 1,
    email = '', phone = '', iban = '', bic = '', bank_name = '', logo = '', notes = '', footer = '', terms = ''
    WHERE tenant_id = bound;
  RETURN true;
END"""

# ruff: noqa: S608  # all of what follows is ours
_BEGIN = """DECLARE bound uuid := directory.bound_tenant(); gone integer := 0;
BEGIN
  PERFORM FROM public.tenants t WHERE t.tenant_id = bound AND {due} FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
"""
_PIECE = """  {change} WHERE ctid = ANY (ARRAY(SELECT r.ctid FROM {table} r WHERE r.tenant_id = bound{of} LIMIT most));
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF gone > 0 THEN RETURN gone; END IF;
"""
_SCRUBBED = "email = '', phone = '', notes = '', contacts = '[]', metadata = '{}'"


def _removed(table: str, of: str = "") -> str:
    return _PIECE.format(change=f"DELETE FROM {table}", table=table, of=of)


_OF_DRAFTS = " AND r.invoice_id IN (SELECT i.id FROM public.invoices i WHERE i.tenant_id = bound AND i.status = 'draft')"
_WITHOUT_INVOICE = (
    " AND NOT EXISTS (SELECT FROM public.invoices i WHERE i.tenant_id = bound AND i.client_id = r.id)"
)
_NOT_SCRUBBED = (
    " AND (r.email, r.phone, r.notes, r.contacts, r.metadata) <> ('', '', '', '[]'::jsonb, '{}'::jsonb)"
)
_LAST_OF_ITS_KIND = " AND NOT EXISTS (SELECT FROM public.payments p WHERE p.tenant_id = bound AND r.id IN (p.of_id, p.reverses_id))"
_EMPTY = (
    _BEGIN.format(due="t.closed_at IS NOT NULL AND t.emptied_at IS NULL")
    + "".join(
        (
            _removed("directory.pay_links"),
            _removed("public.exports"),
            _removed("public.idempotency_keys"),
            _removed("public.deliveries"),
            _removed("public.invoice_lines", _OF_DRAFTS),
            _removed("public.invoice_taxes", _OF_DRAFTS),
            _removed("public.invoices", " AND r.status = 'draft'"),
            _removed("public.items"),
            _removed("public.tax_rates"),
            _removed("public.clients", _WITHOUT_INVOICE),
            _PIECE.format(
                change=f"UPDATE public.clients SET {_SCRUBBED}", table="public.clients", of=_NOT_SCRUBBED
            ),
        )
    )
    + """  UPDATE public.tenants SET emptied_at = at WHERE tenant_id = bound;
  UPDATE directory.slugs SET emptied_at = at WHERE tenant_id = bound;
  RETURN 0;
END"""
)
_DUE = "t.emptied_at IS NOT NULL AND t.keep_until < least(at, now())::date"
_ERASE = (
    _BEGIN.format(due=_DUE)
    + "".join(
        (
            _removed("public.clearing_movements"),
            _removed("public.ledger_entries"),
            _removed("public.ledger_journals"),
            _removed("public.payments", _LAST_OF_ITS_KIND),
            _removed("public.documents"),
            _removed("public.invoice_taxes"),
            _removed("public.invoice_lines"),
            _removed("public.invoices"),
            _removed("public.invoice_labels"),
            _removed("public.number_series"),
            _removed("public.clients"),
            _removed("public.audit_entries"),
            _removed("public.chain_heads"),
        )
    )
    + "  RETURN 0;\nEND"
)
_FORGET = f"""DECLARE bound uuid := directory.bound_tenant();
BEGIN
  DELETE FROM public.tenants t WHERE t.tenant_id = bound AND {_DUE};
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE directory.slugs SET erased_at = at WHERE tenant_id = bound;
  RETURN true;
END"""
_STEPS = {
    "directory.close_tenant(at timestamptz, kept_until date)": _CLOSE,
    "directory.empty_piece(most integer, at timestamptz)": _EMPTY,
    "directory.erase_piece(most integer, at timestamptz)": _ERASE,
    "directory.forget_tenant(at timestamptz)": _FORGET,
}
