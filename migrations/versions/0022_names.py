"""A person's name is theirs to change."""

from rls import definer

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    definer(
        "directory.rename_person(wanted uuid, new_name text)",
        "void",
        "BEGIN UPDATE directory.persons SET name = new_name WHERE id = wanted; END",
        volatile=True,
    )
