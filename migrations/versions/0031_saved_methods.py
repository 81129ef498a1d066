"""Saved methods: what clients let a tenant charge later invoices to, with the words of their consent."""

from alembic import op
from rls import erased_with_books, tenant_table

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    tenant_table(
        "saved_methods",
        """
  id uuid NOT NULL,
  client_id uuid NOT NULL,
  checkout_id uuid NOT NULL,
  account text NOT NULL CHECK (account <> ''),
  payer text NOT NULL DEFAULT '',
  payment_method text NOT NULL DEFAULT '',
  instrument text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('agreed', 'kept', 'ended')),
  consent_version text NOT NULL CHECK (consent_version <> ''),
  consent_language text NOT NULL,
  consent_words text NOT NULL CHECK (consent_words <> ''),
  agreed_at timestamptz NOT NULL,
  ended_by text NOT NULL DEFAULT '',
  ended_at timestamptz,
  detached_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, checkout_id),
  CHECK (state <> 'kept' OR (payer <> '' AND payment_method <> '')),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (tenant_id, checkout_id) REFERENCES checkouts (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_saved_methods_client ON saved_methods (tenant_id, client_id)")
    # A charge is a checkout, too.
    op.execute(
        """ALTER TABLE checkouts
          ADD saves boolean NOT NULL DEFAULT false,
          ADD method_id uuid,
          ADD fault_code text NOT NULL DEFAULT '',
          ADD CHECK (NOT saves OR method_id IS NULL),
          ADD FOREIGN KEY (tenant_id, method_id) REFERENCES saved_methods (tenant_id, id)
            ON DELETE RESTRICT"""
    )
    op.execute(
        "CREATE INDEX ix_checkouts_method ON checkouts (tenant_id, method_id) WHERE method_id IS NOT NULL"
    )
    # Two presses at once are one charge, also where nobody looked before.
    op.execute(
        """CREATE UNIQUE INDEX ux_checkouts_charging ON checkouts (tenant_id, invoice_id)
          WHERE method_id IS NOT NULL AND state IN ('created', 'pending')"""
    )
    erased_with_books(("saved_methods",), before="erase_troubled_piece")
    erased_with_books((), before="erase_saved_piece", also=LET_GO)


# A method leans on the checkout at which it was saved, and a charge's checkout on the method.
LET_GO = """
          UPDATE public.checkouts SET method_id = NULL WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM public.checkouts c WHERE c.tenant_id = bound AND c.method_id IS NOT NULL LIMIT most));
          GET DIAGNOSTICS gone = ROW_COUNT;
          IF gone > 0 THEN RETURN gone; END IF;"""
