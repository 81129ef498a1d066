"""
The wall that every tenant table stands behind.

A table is created together with its policy. Two policies say the same: one admits the tenant's own rows, and its
restrictive twin keeps a later, careless policy from widening that.
"""

from alembic import op

OWN_ROWS = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
LOGINS = "if_app, if_worker"


def tenant_table(name: str, columns: str, *, grant: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """
    Create a table behind the wall, and grant the logins what they may do with it.

    ``columns`` is the SQL between the parentheses, without ``tenant_id``, which comes first.
    """
    op.execute(f"CREATE TABLE {name} (\n  tenant_id uuid NOT NULL,\n{columns}\n)")
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {name} USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})")
    op.execute(f"CREATE POLICY guard ON {name} AS RESTRICTIVE USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})")
    op.execute(f"GRANT {grant} ON {name} TO {LOGINS}")


def definer(signature: str, returns: str, body: str, *, volatile: bool = False, logins: str = LOGINS) -> None:
    """Create a look-up that runs as the owner, with a pinned search path, callable by ``logins`` alone."""
    kind = "VOLATILE" if volatile else "STABLE"
    op.execute(
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {kind} SECURITY DEFINER\n"
        f"SET search_path = pg_catalog, pg_temp AS $$\n{body}\n$$"
    )
    name = signature.split("(", maxsplit=1)[0]
    op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {logins}")
