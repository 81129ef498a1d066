"""What is looked at before a process of the product starts: better one clear sentence than a start that fails later."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import psycopg

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.outside import distribution_of, files_of
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.object_store import ObjectStore
from invoiceflow.runtime.patience import WAIT_SECONDS
from invoiceflow.runtime.s3 import StoreRefused
from invoiceflow.runtime.server_version import why_unsafe
from invoiceflow.runtime.settings import Settings, read


def check(environ: Mapping[str, str], *, database: str) -> None:
    """
    Look at the settings, the database that the setting ``database`` names, and the folder and bucket of files.

    Not at Redis, the mail server, the newest schema or a bucket that is away, which may come later: `/readyz` tells.

    Raises:
        BadSettings: a setting is missing or cannot be right.
        Problem: the database cannot be reached or is none to be trusted, or files are refused or cannot be written.
    """
    settings = read(environ)
    if not settings.redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise Problem("REDIS_URL is no address of Redis: it starts with redis:// or rediss://.")
    urls = {"DATABASE_URL": settings.database_url, "WORKER_DATABASE_URL": settings.worker_database_url}
    distribution_of(settings)  # reads its key
    _check_database(database, urls[database])
    _check_folder(settings.files_dir)
    asyncio.run(_check_bucket(settings))


def _check_database(name: str, url: str) -> None:
    if not url.startswith("postgresql://"):
        raise Problem(f"{name} is no address of PostgreSQL: it starts with postgresql://.")
    try:
        with psycopg.connect(url, connect_timeout=WAIT_SECONDS) as connection:
            unsafe = why_unsafe(connection.info.server_version)
    except psycopg.OperationalError as error:
        said = str(error).partition("\n")[0]
        raise Problem(f"The database of {name} cannot be reached: {said}.") from None
    except psycopg.Error:
        # What psycopg says of it repeats the address, password included.
        raise Problem(f"{name} is no address that PostgreSQL's own programs understand.") from None
    if unsafe:
        raise Problem(unsafe)


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"FILES_DIR is {folder}, which cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"FILES_DIR is {folder}, in which this user cannot write.")


async def _check_bucket(settings: Settings) -> None:
    files = files_of(settings, SystemClock())
    try:
        if isinstance(files, ObjectStore):
            await files.check()
    except StoreRefused as error:
        raise Problem(f"The bucket of FILES_BUCKET cannot be used: {error}.") from None
    except ConnectionError:
        return
    finally:
        await files.close()
