"""
Run the migrations as the owner of the tables.

The login is ``if_migrator``, which may become ``if_owner`` and nothing else. A migration that cannot get its lock
within a second gives up instead of queueing the whole product behind it. A server with known holes gets no tables.
"""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.schema import metadata
from invoiceflow.runtime.server_version import why_unsafe


def migrate() -> None:
    """Apply what is missing, in one transaction."""
    url = os.environ["MIGRATION_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        unsafe = why_unsafe(int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()))
        if unsafe:
            raise Problem(unsafe)
        connection.exec_driver_sql("SET ROLE if_owner")
        connection.exec_driver_sql("SET lock_timeout = '1s'")
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            # Of two that run at once, one does all the work.
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtextextended('invoiceflow.migrate', 0))"
            )
            context.run_migrations()
            # Processes ask whether the schema is as new as they are.
            connection.exec_driver_sql("GRANT SELECT ON public.alembic_version TO if_app, if_worker")


migrate()
