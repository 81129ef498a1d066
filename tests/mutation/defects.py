"""
Holes in the walls as somebody might make them, and the tests that must see each.

A defect is SQL that a further migration runs, or passages of one file that are replaced by others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planted import HOLES_IN_THE_CATALOG

AUDITS = "tests/integration/walls/test_audits.py"
SESSIONS = "tests/integration/walls/test_sessions.py"
TRESPASSING = "tests/integration/walls/test_trespassing.py"
SECRETS = "tests/integration/walls/test_secrets.py"
FILE_LINKS = "tests/integration/runtime/test_file_links.py"
LIVE = "tests/integration/reporting/test_live.py"


@dataclass(frozen=True, slots=True)
class Defect:
    """``killer`` are tests that must fail; ``edits`` replaces each passage of ``file``, which must be there once."""

    name: str
    killer: str
    sql: str = ""
    file: str = ""
    edits: Mapping[str, str] = field(default_factory=dict)


def _planted(name: str, audit: str, named: str) -> Defect:
    """Return a defect of the catalog, from among those that the audits are proven with."""
    (sql,) = {sql for code, what, sql in HOLES_IN_THE_CATALOG if (code, what) == (audit, named)}
    return Defect(name, AUDITS, sql=sql)


RUNTIME, WEB = "src/invoiceflow/runtime", "src/invoiceflow/web"
DEFECTS = (
    _planted("a table without FORCE", "A3", "clients"),
    _planted("a policy without WITH CHECK", "A6", "items tenant"),
    _planted("a permissive policy that is true", "A6", "clients shared"),
    _planted("an IMMUTABLE wrapper in a policy", "A7", "bound()"),
    _planted("a partition without a policy", "A6", "half no policy"),
    _planted("a view without security_invoker", "A8", "names"),
    _planted("a foreign key of one column", "A12", "loose on items"),
    _planted("a unique key without the tenant", "A11", "one_email"),
    Defect(
        "policies that let everything pass",
        f"{TRESPASSING}::test_nobody_trespasses[policies alone]",
        sql=(
            "ALTER POLICY tenant ON clients USING (true) WITH CHECK (true); "
            "ALTER POLICY guard ON clients USING (true) WITH CHECK (true)"
        ),
    ),
    Defect(
        "a tenant that stays on its connection",
        SESSIONS,
        file=f"{RUNTIME}/database.py",
        edits={"$1::uuid::text, true)": "$1::uuid::text, false)"},
    ),
    Defect(
        "a tenant that stays on a connection of hot reads",
        SESSIONS,
        file=f"{RUNTIME}/reads.py",
        edits={
            "named.id::text, true)": "named.id::text, false)",
            "$1::uuid::text, true)": "$1::uuid::text, false)",
        },
    ),
    Defect(
        "a cache key without the tenant",
        SECRETS,
        file=f"{RUNTIME}/redis.py",
        edits={'return ":".join(("t", str(tenant_id), *parts))': 'return ":".join(("t", *parts))'},
    ),
    Defect(
        "a tenant taken from a header",
        TRESPASSING,
        file=f"{WEB}/guards.py",
        edits={
            "        await _count(connection, actor)\n": (
                "        await _count(connection, actor)\n"
                "        from dataclasses import replace\n"
                "        from uuid import UUID\n"
                "        claimed = connection.headers.get('x-tenant-id', str(actor.tenant_id))\n"
                "        actor = replace(actor, tenant_id=UUID(claimed))\n"
            )
        },
    ),
    Defect(
        "a job bound to no tenant",
        "tests/integration/test_queue.py",
        sql=(
            "CREATE OR REPLACE FUNCTION directory.bound_tenant() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp AS "
            "$$SELECT nullif(current_setting('app.tenant_id', true), '')::uuid$$"
        ),
    ),
    Defect(
        "a file's address without the tenant",
        TRESPASSING,
        file=f"{RUNTIME}/local_files.py",
        edits={"self._folder / str(tenant_id) / name[:2] / name": "self._folder / name[:2] / name"},
    ),
    Defect(
        "a link to a file that is never over",
        f"{FILE_LINKS}::test_the_link_is_over_after_a_minute",
        file=f"{RUNTIME}/file_links.py",
        edits={"claims_of(token, self._keys, self._clock.now())": "claims_of(token, self._keys, _ONCE)"},
    ),
    Defect(
        "a link to a file whose signature nobody looks at",
        f"{FILE_LINKS}::test_a_changed_link_is_none",
        file=f"{RUNTIME}/file_links.py",
        edits={
            "claims = claims_of(token, self._keys, self._clock.now())": (
                "claims = jwt.extract_compact(token.encode()) and "
                "__import__('json').loads(jwt.extract_compact(token.encode()).payload)"
            ),
            "from dataclasses import dataclass": "from dataclasses import dataclass\n\nfrom joserfc import jws as jwt",
        },
    ),
    Defect(
        "a cursor that says whose list it is",
        TRESPASSING,
        file="src/invoiceflow/invoicing/web/api/invoices.py",
        edits={
            "    page = await feeds.inside(actor_of(request).tenant_id).page(wanted)\n": (
                "    page = await feeds.inside(UUID(whose) if whose else actor_of(request).tenant_id).page(wanted)\n"
            ),
            "keyset.place_of(page.after) if page.after else None)": (
                "f'{actor_of(request).tenant_id}~{keyset.place_of(page.after)}' if page.after else None)"
            ),
            "    wanted = Wanted(visit_in(request.scope).at, limit, filters": (
                "    whose, _, after = after.rpartition('~')\n"
                "    wanted = Wanted(visit_in(request.scope).at, limit, filters"
            ),
        },
    ),
    Defect(
        "a holder of a key that is remembered by the key alone",
        TRESPASSING,
        file="src/invoiceflow/tenancy/queries.py",
        edits={
            '    return KeyHolder(actor, found["last_used_at"])\n': (
                '    _HOLDERS[secret] = KeyHolder(actor, found["last_used_at"])\n    return _HOLDERS[secret]\n'
            ),
            "    if not looks_like_key(secret):\n        return None\n    key_hash": (
                "    if not looks_like_key(secret):\n        return None\n"
                "    if secret in _HOLDERS:\n        return _HOLDERS[secret]\n    key_hash"
            ),
            "async def actor_of_member(": "_HOLDERS: dict[str, KeyHolder] = {}\n\n\nasync def actor_of_member(",
        },
    ),
    Defect(
        "news that every tenant hears",
        LIVE,
        file=f"{RUNTIME}/live.py",
        edits={
            "        for mailbox in self._streams.get(channel, ()):\n": (
                "        for mailbox in [each for found in self._streams.values() for each in found]:\n"
            )
        },
    ),
    Defect(
        "a query that leaves the tenant to the policy",
        TRESPASSING,
        file="src/invoiceflow/clients/store.py",
        edits={
            "wanted = select(table).where(table.c.tenant_id == session.tenant_id, table.c.id == row_id)": (
                "wanted = select(table).where(table.c.id == row_id)"
            )
        },
    ),
    Defect(
        "a page for everybody who knows its tenant's name",
        TRESPASSING,
        file="src/invoiceflow/tenancy/queries.py",
        edits={
            '"directory.tenant_of_member($1, $2)"': '"coalesce(directory.tenant_of_slug($1), $2::uuid)"',
            "WHERE m.tenant_id = tenant.id AND m.person_id = $2": (
                "WHERE m.tenant_id = tenant.id AND ($2::uuid IS NOT NULL)"
            ),
        },
    ),
)
