"""Make or change the logins of the database, and the database itself, on a server that somebody else runs."""

import os
from argparse import ArgumentParser, Namespace

import psycopg

from invoiceflow.entrypoints import logins
from invoiceflow.entrypoints.development.postgres import ROLES_SQL
from invoiceflow.entrypoints.development.problem import Problem


def configure(parser: ArgumentParser) -> None:
    """Take no arguments: passwords do not belong there."""
    parser.description = (
        "Make the logins and the database, or give the logins the passwords of the environment."
    )


def run(_arguments: Namespace) -> int:
    """Run roles.sql as the administrator, any number of times; sessions that are open go on."""
    try:
        logins.make(ROLES_SQL.read_text(), os.environ["ADMIN_DATABASE_URL"], os.environ)
    except KeyError as error:
        raise Problem(f"{error.args[0]} is not set. README.md lists every setting.") from None
    except psycopg.Error as error:
        said = str(error).partition("\n")[0]
        raise Problem(f"The logins could not be made: {said}.") from None
    print("The database and its logins are as they should be.")
    return 0
