"""The nightly copy of the production compose file, read back."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from invoiceflow.entrypoints.development.postgres import binary
from payments_house import an_invoice, pay
from product import Product
from services import ROOT, DatabaseUrls, Services
from web_process import environment_of

SCRIPT = ROOT / "deploy" / "postgres" / "backup.sh"


def server(database: DatabaseUrls, password: Path) -> dict[str, str]:
    """Return how PostgreSQL's own programs reach a database as its administrator."""
    there = urlsplit(database.superuser)
    password.write_text(there.password or "")
    return {
        "PATH": f"{binary('pg_dump').parent}:{os.environ['PATH']}",
        "PGHOST": str(there.hostname),
        "PGPORT": str(there.port),
        "PGDATABASE": database.name,
        "PGPASSWORD": there.password or "",
        "PASSWORD_FILE": str(password),
    }


def ran(*command: str | Path, environment: dict[str, str]) -> str:
    """Run a program to its end, and return what it said; it must not fail."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_what_was_backed_up_can_be_read_back(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Database and files come back into an empty system, whose books then hold."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await pay(product, house, invoice.id, 1000)
    await product.work()
    backups, files, here = tmp_path / "backups", tmp_path / "files", server(database, tmp_path / "password")
    backups.mkdir()
    files.mkdir()
    folders = {"BACKUPS_DIR": str(backups), "FILES_DIR": str(product.world.settings.files_dir), "ONCE": "1"}
    await asyncio.to_thread(ran, "sh", SCRIPT, environment=here | folders)
    (dump,), (packed,) = backups.glob("invoiceflow-*.dump"), backups.glob("invoiceflow-*-files.tar.gz")
    empty = services.create_database(f"restored_{token_hex(6)}", template="template0")
    restoring = (binary("pg_restore"), "--username", "postgres", "--dbname", empty.name, dump)
    told = environment_of(product.world.settings) | {"FILES_DIR": str(files)}
    restored = {name: value.replace(database.name, empty.name) for name, value in told.items()}
    verifying = (sys.executable, "-m", "invoiceflow.entrypoints.cli", "verify", "--offline")
    try:
        await asyncio.to_thread(ran, *restoring, environment=here)
        await asyncio.to_thread(ran, "tar", "-C", files, "-xzf", packed, environment=here)
        said = await asyncio.to_thread(ran, *verifying, environment=restored)
    finally:
        services.drop_database(empty.name)
    assert "1 invoices, 1 payments, 2 journals, 1 documents" in said
