"""Second factors: a person's TOTP secret, sealed, with its recovery codes as hashes; reached through functions alone."""

from alembic import op
from rls import definer

revision = "0013"
down_revision = "0012"

TABLE = """CREATE TABLE directory.second_factors (
  person_id uuid PRIMARY KEY REFERENCES directory.persons (id),
  sealed text NOT NULL,
  last_step bigint NOT NULL,
  salt bytea NOT NULL,
  recovery_codes bytea[] NOT NULL,
  enabled_at timestamptz NOT NULL
)"""


def upgrade() -> None:
    op.execute(TABLE)
    definer(
        "directory.second_factor(wanted uuid)",
        "TABLE (sealed text, salt bytea, codes_left int, enabled_at timestamptz)",
        """BEGIN RETURN QUERY SELECT f.sealed, f.salt, cardinality(f.recovery_codes), f.enabled_at
          FROM directory.second_factors f WHERE f.person_id = wanted; END""",
    )
    definer(
        "directory.enable_second_factor(wanted uuid, new_sealed text, step bigint, new_salt bytea, codes bytea[], now timestamptz)",
        "boolean",
        """BEGIN
          INSERT INTO directory.second_factors VALUES (wanted, new_sealed, step, new_salt, codes, now)
          ON CONFLICT DO NOTHING;
          RETURN FOUND;
        END""",
        volatile=True,
    )
    # A code counts once: whichever of two requests comes second finds its step taken.
    _change("take_code_step(wanted uuid, step bigint)", "last_step = step", "last_step < step")
    _change(
        "take_recovery_code(wanted uuid, code bytea)",
        "recovery_codes = array_remove(recovery_codes, code)",
        "code = ANY (recovery_codes)",
    )
    _change(
        "renew_recovery_codes(wanted uuid, new_salt bytea, codes bytea[])",
        "salt = new_salt, recovery_codes = codes",
    )
    _change("reseal_second_factor(wanted uuid, new_sealed text)", "sealed = new_sealed")
    definer(
        "directory.drop_second_factor(wanted uuid)",
        "boolean",
        "BEGIN DELETE FROM directory.second_factors WHERE person_id = wanted; RETURN FOUND; END",
        volatile=True,
    )


def _change(signature: str, changes: str, condition: str = "true") -> None:
    definer(
        f"directory.{signature}",
        "boolean",
        f"BEGIN UPDATE directory.second_factors SET {changes} WHERE person_id = wanted AND {condition}; RETURN FOUND; END",  # noqa: S608  # texts of this file
        volatile=True,
    )
