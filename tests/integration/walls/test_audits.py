"""The walls between tenants, as the catalog of the migrated database describes them; and each audit, proven to bite."""

from collections.abc import Iterator

import psycopg
import pytest

from audits import ALLOWED, AUDITS, allowed, findings
from planted import HOLES_IN_THE_CATALOG
from services import DatabaseUrls


@pytest.fixture
def superuser(database: DatabaseUrls) -> Iterator[psycopg.Connection[tuple[str, ...]]]:
    """Yield a superuser's transaction that is never committed: defects planted in it leave no trace."""
    connection: psycopg.Connection[tuple[str, ...]] = psycopg.connect(database.superuser)
    with connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("audit", AUDITS)
def test_the_walls_stand(superuser: psycopg.Connection[tuple[str, ...]], audit: str) -> None:
    """The catalog shows no hole but what the allow-list gives a reason for, and all of the allow-list is needed."""
    assert findings(superuser, audit) == allowed(audit)


@pytest.mark.parametrize(("audit", "named", "defect"), HOLES_IN_THE_CATALOG)
def test_an_audit_sees_a_planted_hole(
    superuser: psycopg.Connection[tuple[str, ...]], audit: str, named: str, defect: str
) -> None:
    """A hole that someone makes is found, by the audit that is there for it, and named."""
    question = next(name for name in AUDITS if name.startswith(f"{audit} "))
    superuser.execute(defect)
    assert named in set(findings(superuser, question)) - set(allowed(question))


def test_every_audit_was_proven_to_bite() -> None:
    """No audit is trusted before it has seen a hole, and no exception stands without a reason."""
    assert {audit.split()[0] for audit in AUDITS} == {audit for audit, _, _ in HOLES_IN_THE_CATALOG}
    assert all(reason for exceptions in ALLOWED.values() for reason in exceptions.values())


def test_the_allow_list_stays_short() -> None:
    """Besides the functions of the directory, at most twelve things stand outside the walls."""
    outside = {thing for audit, things in ALLOWED.items() if audit != "A10" for thing in things}
    assert len({thing.removesuffix("_pkey") for thing in outside}) <= 12
