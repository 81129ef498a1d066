"""
Labels: the metadata of invoices and their lines once more, as rows that an index under row-level security can find.

Triggers write them in the statement that changes the metadata, and no login may: they cannot drift. And an index for
each order of the list. docs/decisions/0013-labels-and-an-index-for-each-order.md
"""

from alembic import op
from rls import tenant_table

revision = "0009"
down_revision = "0008"

# Expressions are those of the list (invoicing/queries/selection.py), to the letter.
ORDERS = {
    "number": "coalesce(period, ''), coalesce(seq, 0), id",
    "issue": "coalesce(issued_on, DATE '9000-01-01'), id",
    "due": "coalesce(due_on, DATE '9000-01-01'), id",
    "total": "total_minor, id",
}


def upgrade() -> None:
    tenant_table(
        "invoice_labels",
        """
  key text NOT NULL,
  value text NOT NULL,
  created_at timestamptz NOT NULL,
  invoice_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, key, value, created_at, invoice_id)""",
        grant="SELECT",
    )
    for function in (_VALUE, _ADD, _DROP, _OF_INVOICE, _OF_LINE, _OF_GONE_LINES):
        op.execute(function)
    for trigger, function in _TRIGGERS.items():
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"CREATE TRIGGER {trigger} EXECUTE FUNCTION {function}()")
    op.execute(_FILL)
    for name, columns in ORDERS.items():
        op.execute(f"CREATE INDEX ix_invoices_order_{name} ON invoices (tenant_id, {columns})")


# A number or true, false and null are found by their text, as ?metadata.KEY=VALUE writes them.
_VALUE = """CREATE FUNCTION label_value(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ SELECT coalesce(value #>> '{}', 'null') $$"""

_ADD = """CREATE FUNCTION add_labels(tenant uuid, invoice uuid, made timestamptz, metadata jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.invoice_labels (tenant_id, key, value, created_at, invoice_id)
  SELECT tenant, said.key, public.label_value(said.value), made, invoice FROM jsonb_each(metadata) said
  ON CONFLICT DO NOTHING
$$"""

_DROP = """CREATE FUNCTION drop_labels(tenant uuid, invoice uuid, made timestamptz, metadata jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.invoice_labels l
  USING (SELECT said.key, public.label_value(said.value) AS value FROM jsonb_each(metadata) said) gone
  WHERE l.tenant_id = tenant AND l.key = gone.key AND l.value = gone.value
    AND l.created_at = made AND l.invoice_id = invoice
    -- The invoice itself or another of its lines may say the same.
    AND NOT EXISTS (SELECT FROM public.invoices i WHERE i.tenant_id = tenant AND i.id = invoice
      AND public.label_value(i.metadata -> gone.key) = gone.value)
    AND NOT EXISTS (SELECT FROM public.invoice_lines n WHERE n.tenant_id = tenant AND n.invoice_id = invoice
      AND public.label_value(n.metadata -> gone.key) = gone.value)
$$"""

_OF_INVOICE = """CREATE FUNCTION label_invoice() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM public.drop_labels(OLD.tenant_id, OLD.id, OLD.created_at, OLD.metadata);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM public.add_labels(NEW.tenant_id, NEW.id, NEW.created_at, NEW.metadata);
  END IF;
  RETURN NULL;
END $$"""

_CREATED = (
    "SELECT i.created_at FROM public.invoices i WHERE i.tenant_id = {0}.tenant_id AND i.id = {0}.invoice_id"
)

# A line moves to no other invoice, and an invoice never changes its instant: `verify` would say so.
_OF_LINE = """CREATE FUNCTION label_line() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE made timestamptz := (
  SELECT i.created_at FROM public.invoices i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.invoice_id);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM public.drop_labels(NEW.tenant_id, NEW.invoice_id, made, OLD.metadata);
  END IF;
  PERFORM public.add_labels(NEW.tenant_id, NEW.invoice_id, made, NEW.metadata);
  RETURN NULL;
END $$"""

# Once for all lines of a statement: a draft's lines go together, and mostly say the same.
_OF_GONE_LINES = """CREATE FUNCTION unlabel_lines() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.drop_labels(said.tenant_id, said.invoice_id, i.created_at, jsonb_build_object(said.key, said.value))
  FROM (SELECT DISTINCT g.tenant_id, g.invoice_id, pair.key, pair.value FROM gone g, jsonb_each(g.metadata) pair) said
  JOIN public.invoices i ON i.tenant_id = said.tenant_id AND i.id = said.invoice_id;
  RETURN NULL;
END $$"""

# What most invoices cost for it is the comparison.
_TRIGGERS = {
    "labels_of_new AFTER INSERT ON invoices FOR EACH ROW WHEN (NEW.metadata <> '{}')": "label_invoice",
    "labels_of_changed AFTER UPDATE ON invoices FOR EACH ROW WHEN (OLD.metadata <> NEW.metadata)": "label_invoice",
    "labels_of_gone AFTER DELETE ON invoices FOR EACH ROW WHEN (OLD.metadata <> '{}')": "label_invoice",
    "labels_of_new AFTER INSERT ON invoice_lines FOR EACH ROW WHEN (NEW.metadata <> '{}')": "label_line",
    "labels_of_changed AFTER UPDATE ON invoice_lines FOR EACH ROW WHEN (OLD.metadata <> NEW.metadata)": "label_line",
    "labels_of_gone AFTER DELETE ON invoice_lines REFERENCING OLD TABLE AS gone FOR EACH STATEMENT": "unlabel_lines",
}

# The owner, too, sees a tenant's rows only while that tenant is bound.
_FILL = """DO $$
DECLARE tenant uuid;
BEGIN
  FOR tenant IN SELECT s.tenant_id FROM directory.slugs s LOOP
    PERFORM set_config('app.tenant_id', tenant::text, true);
    INSERT INTO invoice_labels (tenant_id, key, value, created_at, invoice_id)
    SELECT i.tenant_id, said.key, label_value(said.value), i.created_at, i.id
    FROM invoices i, jsonb_each(i.metadata) said WHERE i.tenant_id = tenant
    UNION
    SELECT i.tenant_id, said.key, label_value(said.value), i.created_at, i.id
    FROM invoice_lines n JOIN invoices i ON i.tenant_id = n.tenant_id AND i.id = n.invoice_id,
      jsonb_each(n.metadata) said WHERE n.tenant_id = tenant;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $$"""
