"""
The wall that every tenant table stands behind.

A table is created together with its policy. Two policies say the same: one admits the tenant's own rows, and its
restrictive twin keeps a later, careless policy from widening that.
"""

from collections.abc import Iterable

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


def pieces(tables: Iterable[str]) -> str:
    """Return the part of a function that removes at most ``most`` rows of the first table that holds any of ``bound``."""
    return "".join(
        f"""
          DELETE FROM {table} WHERE ctid = ANY (ARRAY(
            SELECT r.ctid FROM {table} r WHERE r.tenant_id = bound LIMIT most));
          GET DIAGNOSTICS gone = ROW_COUNT;
          IF gone > 0 THEN RETURN gone; END IF;"""  # noqa: S608  # names of ours
        for table in tables
    )


def erased_with_books(tables: Iterable[str], *, before: str, also: str = "") -> None:
    """
    Let rows go when the time is over for which a closed tenant's books are kept, before what went until now.

    ``tables`` stand in the order in which they lean on each other. ``before`` is what the function that removes all the
    rest is called from now on; ``also`` is a statement that stands between the two.
    """
    op.execute(f"ALTER FUNCTION directory.erase_piece(integer, timestamptz) RENAME TO {before}")
    op.execute(f"REVOKE EXECUTE ON FUNCTION directory.{before} FROM if_worker")
    definer(
        "directory.erase_piece(most integer, at timestamptz)",
        "integer",
        f"""DECLARE bound uuid := directory.bound_tenant(); gone integer := 0;
        BEGIN
          PERFORM FROM public.tenants t WHERE t.tenant_id = bound AND t.emptied_at IS NOT NULL
            AND t.keep_until < least(at, now())::date FOR UPDATE;
          IF NOT FOUND THEN RETURN 0; END IF;{pieces(f"public.{table}" for table in tables)}{also}
          RETURN directory.{before}(most, at);
        END""",  # names of ours
        volatile=True,
        logins="if_worker",
    )
