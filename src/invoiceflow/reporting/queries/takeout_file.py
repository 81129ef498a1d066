"""Everything that a tenant has, as a ZIP file that is written while it is read."""

import json
import tempfile
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

import msgspec

from invoiceflow.audit.domain.exported import line_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.reporting.domain.csv import line
from invoiceflow.reporting.domain.export import Piece
from invoiceflow.reporting.queries.audit_log import LogWanted, whole_log
from invoiceflow.reporting.queries.takeout import PARTS, Part, StoredFile, files_of, rows_of, size_of
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.files import DamagedFile, Files, NoSuchFile
from invoiceflow.runtime.growing import Growing

ABOUT = """Everything that this tenant has in InvoiceFlow, as it was at one instant.

*.csv       one table each, for spreadsheets; a cell that begins like a formula has an apostrophe before it
*.json      the same rows, whole: invoices with their lines and taxes, the ledger with its entries
audit.jsonl who did what; "invoiceflow audit check audit.jsonl" verifies it without any server
documents/  the PDFs of issued invoices
logos/      the logo, and those that invoices were laid out with; each is named as a column "logo" begins
missing.txt is there where a file could not be read, and names it

Amounts (_minor) are whole numbers of the currency's smallest unit. Instants are UTC.
"""


async def exported(
    database: Database, files: Files, tenant_id: TenantId, at: datetime
) -> AsyncGenerator[Piece]:
    """
    Yield the ZIP file as it grows.

    All rows are of one instant. A part of a table or one stored file is held at a time; which files there are is noted
    aside, so that they are fetched when no transaction is open any more.
    """
    out = _Out(at)
    with tempfile.TemporaryFile() as noted:
        async with database.snapshot(tenant_id) as session:
            out.total = await size_of(session)
            out.archive.writestr(_named("README.txt", at), ABOUT)
            for part in PARTS:
                async for piece in _part(out, session, part):
                    yield piece
            async for piece in _log(out, session):
                yield piece
            async for file in files_of(session):
                noted.write(msgspec.json.encode(file) + b"\n")
        noted.seek(0)
        async for piece in _files(out, files, tenant_id, noted):
            yield piece
    out.archive.close()
    yield out.piece()


@dataclass(slots=True)
class _Out:
    """The archive while it grows, and how far it has come."""

    at: datetime
    sink: Growing = field(default_factory=Growing)
    done: int = 0
    total: int = 0
    archive: zipfile.ZipFile = field(init=False)

    def __post_init__(self) -> None:
        self.archive = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_DEFLATED)

    def begun(self, name: str) -> IO[bytes]:
        """Return where a file of the archive is written to."""
        return self.archive.open(_named(name, self.at), "w", force_zip64=True)

    def piece(self, done: int = 0) -> Piece:
        """Return what was written since the last time, with so many more rows or files in it."""
        self.done += done
        return Piece(self.sink.taken(), self.done, self.total)


async def _part(out: _Out, session: Session, part: Part) -> AsyncIterator[Piece]:
    head = "\ufeff" + line(*part.columns)
    for kind, text_of, before, between, after in (
        ("csv", _table, head, "", ""),
        ("json", _objects, "[\n", ",\n", "\n]\n"),
    ):
        with out.begun(f"{part.name}.{kind}") as entry:
            entry.write(before.encode())
            joint = ""
            async for rows in rows_of(session, part):
                entry.write((joint + text_of(part, rows)).encode())
                joint = between
                yield out.piece(len(rows))
            entry.write(after.encode())


def _table(part: Part, rows: list[str]) -> str:
    values = (json.loads(row, parse_float=Decimal) for row in rows)
    return "".join(line(*(_cell(row[column]) for column in part.columns)) for row in values)


def _objects(_: Part, rows: list[str]) -> str:
    return ",\n".join(rows)


def _cell(value: Any) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | Decimal):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


async def _log(out: _Out, session: Session) -> AsyncIterator[Piece]:
    with out.begun("audit.jsonl") as entry:
        async for rows in whole_log(session, LogWanted()):
            for row in rows:
                hashes = bytes.fromhex(row.previous), bytes.fromhex(row.hash)
                entry.write(line_of(row.entry(session.tenant_id), *hashes).encode())
            yield out.piece(len(rows))


async def _files(out: _Out, files: Files, tenant_id: TenantId, noted: IO[bytes]) -> AsyncIterator[Piece]:
    missing = []
    for text in noted:
        file = msgspec.json.decode(text, type=StoredFile)
        try:
            content = await files.get(tenant_id, file.file)
            # Pictures and PDFs are packed already.
            out.archive.writestr(_named(file.path, out.at, zipfile.ZIP_STORED), content)
        except (NoSuchFile, DamagedFile):
            missing.append(file.title)
        yield out.piece(1)
    if missing:
        out.archive.writestr(_named("missing.txt", out.at), "\n".join([*missing, ""]))


def _named(name: str, at: datetime, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = packing
    return info
