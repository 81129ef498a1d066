# ruff: noqa: S608 - questions to the catalog, put together from the literals in this file alone
"""
Questions to PostgreSQL's catalog that find holes in the walls between tenants. No rows mean no hole.

Each row begins with the thing that is wrong, as text. ``ALLOWED`` names what may be found all the same, and why.
"""

from psycopg import Connection, sql

APP_ROLES = ("if_app", "if_worker")

_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_TENANT_COLUMN = "t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped"
_OWN_ROWS = (
    r"'^\(tenant_id = \(NULLIF\(current_setting\(''app\.tenant_id''::text, true\), ''''::text\)\)::uuid\)$'"
)

AUDITS: dict[str, str] = {
    "A1 a login may go around every policy": """
        SELECT rolname::text FROM pg_roles
        WHERE rolname = ANY({roles}) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
    """,
    "A2 a login owns something, or may become a role that does or that bypasses policies": f"""
        SELECT a.rolname || ' as ' || r.rolname FROM pg_roles a
        JOIN pg_roles r ON pg_has_role(a.oid, r.oid, 'MEMBER')
        LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {_OURS}) ON c.relowner = r.oid
        WHERE a.rolname = ANY({{roles}}) GROUP BY a.rolname, r.rolname, r.rolsuper, r.rolbypassrls
        HAVING count(c.oid) > 0 OR r.rolsuper OR r.rolbypassrls
    """,
    "A3 a table of tenants without forced row level security": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute t ON {_TENANT_COLUMN}
        WHERE c.relkind IN ('r', 'p') AND {_OURS} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    """,
    "A4 a login reaches a table that belongs to no tenant": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND {_OURS}
          AND EXISTS (SELECT FROM unnest({{roles}}) r WHERE has_table_privilege(r, c.oid, 'DELETE')
                      OR has_any_column_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
          AND NOT EXISTS (SELECT FROM pg_attribute t WHERE {_TENANT_COLUMN})
    """,
    "A5 a row may belong to no tenant": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute t ON {_TENANT_COLUMN}
        WHERE c.relkind IN ('r', 'p') AND NOT t.attnotnull
    """,
    "A6 a policy says something else than its tenant's own rows, or is not alone, or is missing": f"""
        WITH logins AS (SELECT array_agg(oid) || 0::oid AS oids FROM pg_roles WHERE rolname = ANY({{roles}}))
        SELECT p.polrelid::regclass::text, p.polname::text FROM pg_policy p, logins
        WHERE p.polroles && logins.oids AND (p.polqual IS NULL OR p.polwithcheck IS NULL
          OR pg_get_expr(p.polqual, p.polrelid) !~ {_OWN_ROWS}
          OR pg_get_expr(p.polwithcheck, p.polrelid) !~ {_OWN_ROWS}
          OR p.polpermissive AND (SELECT count(*) FROM pg_policy q WHERE q.polrelid = p.polrelid
                                  AND q.polpermissive AND q.polroles && logins.oids) > 1)
        UNION ALL
        SELECT c.oid::regclass::text, kind.word FROM pg_class c, logins,
          (VALUES (true, 'no policy'), (false, 'no restrictive twin')) AS kind (permissive, word)
        WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT EXISTS (
          SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive = kind.permissive
            AND p.polcmd = '*' AND p.polroles && logins.oids)
          AND EXISTS (SELECT FROM unnest({{roles}}) r WHERE has_any_column_privilege(r, c.oid, 'SELECT'))
    """,
    "A7 a policy trusts a function that a cached plan evaluates for another tenant": """
        SELECT DISTINCT f.oid::regprocedure::text FROM pg_depend d
        JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = f.oid
        WHERE d.classid = 'pg_policy'::regclass AND (f.provolatile = 'i' OR f.proleakproof)
          AND f.pronamespace <> 'pg_catalog'::regnamespace
    """,
    "A8 a view reads with its owner's eyes": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'v' AND {_OURS}
          AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
          AND EXISTS (SELECT FROM unnest({{roles}}) r WHERE has_any_column_privilege(r, c.oid, 'SELECT'))
    """,
    "A9 a login reads a materialised view or a foreign table, which know no policy": """
        SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('m', 'f')
          AND EXISTS (SELECT FROM unnest({roles}) r WHERE has_any_column_privilege(r, c.oid, 'SELECT'))
    """,
    "A10 a login runs a function with its owner's rights": f"""
        SELECT f.oid::regprocedure::text || CASE WHEN coalesce(f.proconfig::text, '') !~ 'search_path='
            THEN ' with any search path' WHEN f.proowner <> 'if_owner'::regrole
            THEN ' owned by ' || f.proowner::regrole ELSE '' END
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE f.prosecdef AND {_OURS}
          AND EXISTS (SELECT FROM unnest({{roles}}) r WHERE has_function_privilege(r, f.oid, 'EXECUTE'))
    """,
    "A11 a unique key that tells one tenant what another has": """
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
        WHERE (i.indisunique OR i.indisexclusion) AND NOT (t.attnum = ANY (i.indkey::int2[]))
    """,
    "A12 a foreign key that reaches into another tenant": """
        SELECT k.conname || ' on ' || k.conrelid::regclass FROM pg_constraint k
        JOIN pg_attribute ct ON ct.attrelid = k.conrelid AND ct.attname = 'tenant_id' AND NOT ct.attisdropped
        JOIN pg_attribute pt ON pt.attrelid = k.confrelid AND pt.attname = 'tenant_id' AND NOT pt.attisdropped
        WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM generate_subscripts(k.conkey, 1) s
          WHERE k.conkey[s] = ct.attnum AND k.confkey[s] = pt.attnum)
    """,
    "A13 a login may empty a table, refer to it, or hang triggers on it": f"""
        SELECT c.oid::regclass || ' by ' || r FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
          unnest({{roles}}) r
        WHERE c.relkind IN ('r', 'p') AND {_OURS} AND has_table_privilege(r, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')
    """,
    "A14 a login may change what is append-only": """
        SELECT c.oid::regclass || ' by ' || r FROM pg_class c, unnest({roles}) r
        WHERE c.relname ~ '(ledger|journal|audit|payments|documents)' AND c.relkind IN ('r', 'p')
          AND (has_table_privilege(r, c.oid, 'DELETE, TRUNCATE') OR has_any_column_privilege(r, c.oid, 'UPDATE'))
    """,
    "A15 a login may create something": """
        SELECT r FROM unnest({roles}) r WHERE has_database_privilege(r, current_database(), 'CREATE, TEMP')
           OR EXISTS (SELECT FROM pg_namespace n WHERE has_schema_privilege(r, n.oid, 'CREATE'))
    """,
    "A16 money in floating point": """
        SELECT a.attrelid::regclass || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
          AND a.atttypid IN ('float4'::regtype, 'float8'::regtype, 'money'::regtype)
    """,
    "A17 an instant without its zone": f"""
        SELECT c.oid::regclass || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND {_OURS} AND a.attnum > 0 AND NOT a.attisdropped
          AND a.atttypid = 'timestamp'::regtype
    """,
}

_ONE_ANSWER = "answers one question, by a secret or an id that the asker must already hold"
_BOUND = "writes into the directory for the bound tenant alone"
_QUEUE = "Procrastinate's own; a job names its tenant or its person, and only the worker's login reads jobs"
_DIRECTORY = "maps globally unique things to tenants; no login has any right on it (A4 would say so)"

ALLOWED: dict[str, dict[str, str]] = {
    "A3": dict.fromkeys(
        (
            "directory.slugs",
            "directory.memberships",
            "directory.invitations",
            "directory.api_keys",
            "directory.pay_links",
            "directory.payment_accounts",
            "directory.sent_mails",
        ),
        _DIRECTORY,
    ),
    "A4": {
        "alembic_version": "says how new the schema is, which readiness asks; written by the owner alone",
        **dict.fromkeys(
            (
                "queue.procrastinate_jobs",
                "queue.procrastinate_events",
                "queue.procrastinate_periodic_defers",
                "queue.procrastinate_workers",
            ),
            _QUEUE,
        ),
    },
    "A10": {
        "directory.bound_tenant()": "says which tenant the asker itself has bound",
        **dict.fromkeys(
            (
                "directory.tenant_of_slug(text)",
                "directory.tenant_of_member(text,uuid)",
                "directory.tenant_of_api_key(bytea)",
                "directory.person_of_identity(text,text)",
                "directory.invoice_of_pay_link(bytea)",
                "directory.tenant_of_invitation(bytea)",
                "directory.tenants_of_person(uuid)",
                "directory.tenant_of_payment_account(text)",
            ),
            _ONE_ANSWER,
        ),
        **dict.fromkeys(
            (
                "directory.close_tenant(timestamp with time zone,date)",
                "directory.empty_piece(integer,timestamp with time zone)",
                "directory.erase_piece(integer,timestamp with time zone)",
                "directory.forget_tenant(timestamp with time zone)",
            ),
            "takes the bound tenant apart once its time has come; the worker's login alone",
        ),
        **dict.fromkeys(
            ("directory.tenants()", "directory.stirring_tenants(timestamp with time zone)"),
            "verification and housekeeping walk over tenants; executable by the worker's login alone",
        ),
        "directory.enter_person(uuid,text,text,text,text,boolean,timestamp with time zone)": (
            "persons belong to no tenant; one is found by its issuer and subject alone"
        ),
        **dict.fromkeys(
            (
                "directory.person(uuid)",
                "directory.identities_of(uuid)",
                "directory.change_email(uuid,text)",
                "directory.rename_person(uuid,text)",
                "directory.link_identity(uuid,text,text,text,text,timestamp with time zone)",
                "directory.unlink_identity(uuid,text,text,text[])",
            ),
            "a person's own: the asker must hold their id, which only their session tells",
        ),
        **dict.fromkeys(
            (
                "directory.second_factor(uuid)",
                "directory.enable_second_factor(uuid,text,bigint,bytea,bytea[],timestamp with time zone)",
                "directory.take_code_step(uuid,bigint)",
                "directory.take_recovery_code(uuid,bytea)",
                "directory.renew_recovery_codes(uuid,bytea,bytea[])",
                "directory.reseal_second_factor(uuid,text)",
                "directory.drop_second_factor(uuid)",
            ),
            "persons belong to no tenant; one person's second factor, by the person's id",
        ),
        **dict.fromkeys(
            (
                "directory.claim_slug(text)",
                "directory.join_tenant(uuid)",
                "directory.enter_api_key(bytea)",
                "directory.drop_api_key(bytea)",
                "directory.enter_pay_link(bytea,uuid)",
                "directory.drop_pay_link(bytea)",
                "directory.enter_invitation(bytea)",
                "directory.drop_invitation(bytea)",
                "directory.leave_tenant(uuid)",
                "directory.enter_payment_account(text)",
            ),
            _BOUND,
        ),
        "directory.keep_stray_event(text,text,text,text,timestamp with time zone)": (
            "messages about an account that is no tenant's; nobody but the operator reads them"
        ),
        "directory.forget_stray_events(timestamp with time zone)": "the same; the worker's login alone",
        "directory.list_stray_events(integer)": "the same, for whoever runs the installation; the worker's login alone",
        "directory.tenant_of_mail(text,text,text,text,timestamp with time zone,timestamp with time zone)": (
            f"{_ONE_ANSWER}; what is about nobody's email is kept, and nobody but the operator reads it"
        ),
        "directory.enter_sent_mail(text)": (
            f"{_BOUND}; hands over what was kept of an id that only who sent the email knows; the worker's login alone"
        ),
        "directory.forget_stray_notices(timestamp with time zone)": "the same; the worker's login alone",
        "queue.defer(text,jsonb,text,timestamp with time zone)": "queues a job for the bound tenant alone",
        "queue.defer_for_person(text,uuid,jsonb,text)": "queues a job about a person's own, which can name no tenant",
        **dict.fromkeys(
            (
                "directory.enter_letter(uuid,uuid,text,text,timestamp with time zone)",
                "directory.letter(uuid)",
                "directory.drop_letter(uuid)",
                "directory.forget_letters(timestamp with time zone)",
            ),
            "letters to persons, who belong to no tenant: the web's login writes them, the worker's posts them",
        ),
    },
    "A11": dict.fromkeys(
        (
            "directory.slugs_pkey",
            "directory.invitations_pkey",
            "directory.api_keys_pkey",
            "directory.pay_links_pkey",
            "directory.payment_accounts_pkey",
            "directory.sent_mails_pkey",
        ),
        _DIRECTORY,
    ),
}


def findings(connection: Connection[tuple[str, ...]], audit: str) -> list[str]:
    """Return everything that an audit finds, allowed or not; "thing detail" where it says more than a thing."""
    roles = sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(map(sql.Literal, APP_ROLES)))
    question = sql.SQL(AUDITS[audit]).format(roles=roles)
    return sorted(" ".join(row) for row in connection.execute(question))


def allowed(audit: str) -> list[str]:
    """Return what an audit may find."""
    return sorted(ALLOWED.get(audit.split(maxsplit=1)[0], {}))
