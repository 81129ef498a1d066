"""PostgreSQL that refuses everybody."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from services import DatabaseUrls

END = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND usename LIKE 'if_%%'"


@contextmanager
def away(database: DatabaseUrls) -> Iterator[None]:
    """End every connection of the product, and let it make no other, for as long as this lasts."""
    limited = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")
    with psycopg.connect(database.superuser, autocommit=True) as admin:
        admin.execute(limited.format(sql.Identifier(database.name), sql.Literal(0)))
        admin.execute(END, (database.name,))
        yield
        admin.execute(limited.format(sql.Identifier(database.name), sql.Literal(-1)))
