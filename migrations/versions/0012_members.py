"""Invitations to a tenant, and the way out of one."""

from alembic import op
from rls import definer, tenant_table

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    tenant_table(
        "invitations",
        """
  id uuid NOT NULL,
  email text NOT NULL CHECK (email = lower(email COLLATE "C")),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'accountant', 'member', 'viewer')),
  invited_by uuid NOT NULL,
  invited_by_name text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sent_at timestamptz,
  mail_error text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email),
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE RESTRICT""",
    )
    op.execute("CREATE TABLE directory.invitations (hash bytea PRIMARY KEY, tenant_id uuid NOT NULL)")
    definer(
        "directory.tenant_of_invitation(wanted bytea)",
        "uuid",
        "BEGIN RETURN (SELECT tenant_id FROM directory.invitations WHERE hash = wanted); END",
    )
    for signature, statement in {
        "directory.enter_invitation(new_hash bytea)": (
            "INSERT INTO directory.invitations VALUES (new_hash, directory.bound_tenant())"
        ),
        "directory.drop_invitation(old_hash bytea)": (
            "DELETE FROM directory.invitations WHERE hash = old_hash AND tenant_id = directory.bound_tenant()"
        ),
        "directory.leave_tenant(old_person uuid)": (
            "DELETE FROM directory.memberships "
            "WHERE person_id = old_person AND tenant_id = directory.bound_tenant()"
        ),
    }.items():
        definer(signature, "void", f"BEGIN {statement}; END", volatile=True)
