"""Everything that a tenant has, as a ZIP file that is written while it is read."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from invoiceflow.audit.domain.exported import line_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.reporting.domain.csv import line
from invoiceflow.reporting.queries.audit_log import LogWanted, whole_log
from invoiceflow.reporting.queries.takeout import PARTS, Part, documents_of, rows_of
from invoiceflow.runtime.files import DamagedFile, Files, NoSuchFile
from invoiceflow.runtime.reads import Reading

ABOUT = """Everything that this tenant has in InvoiceFlow.

*.csv       one table each, for spreadsheets; a cell that begins like a formula has an apostrophe before it
*.json      the same rows, whole: invoices with their lines and taxes, the ledger with its entries
audit.jsonl who did what; "invoiceflow audit check audit.jsonl" verifies it without any server
documents/  the PDFs of issued invoices
missing.txt is there where a document could not be read, and names it

Amounts (_minor) are whole numbers of the currency's smallest unit. Instants are UTC.
"""


async def exported(reading: Reading, files: Files, tenant_id: TenantId, at: datetime) -> AsyncIterator[bytes]:
    """
    Yield the ZIP file as it grows.

    A part of a table and one document are held at a time, and neither a transaction nor a connection between them. So
    what is written meanwhile may be in one table and not yet in another.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_named("README.txt", at), ABOUT)
        for part in PARTS:
            for name, texts in ((f"{part.name}.csv", _table), (f"{part.name}.json", _objects)):
                with archive.open(_named(name, at), "w", force_zip64=True) as entry:
                    async for text in texts(reading, part):
                        entry.write(text.encode())
                        yield sink.taken()
        with archive.open(_named("audit.jsonl", at), "w", force_zip64=True) as entry:
            async for rows in whole_log(reading, LogWanted()):
                for row in rows:
                    hashes = bytes.fromhex(row.previous), bytes.fromhex(row.hash)
                    entry.write(line_of(row.entry(tenant_id), *hashes).encode())
                yield sink.taken()
        async for _ in _documents(archive, reading, files, tenant_id, at):
            yield sink.taken()
    yield sink.taken()


async def _documents(
    archive: zipfile.ZipFile, reading: Reading, files: Files, tenant_id: TenantId, at: datetime
) -> AsyncIterator[None]:
    missing = []
    async for document in documents_of(reading):
        safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in document.number)
        name = f"documents/{safe}-{str(document.invoice_id)[-12:]}.{document.kind}"
        try:
            archive.writestr(_named(name, at), await files.get(tenant_id, document.file))
        except (NoSuchFile, DamagedFile):
            missing.append(document.number)
        yield
    if missing:
        archive.writestr(_named("missing.txt", at), "\n".join([*missing, ""]))


async def _table(reading: Reading, part: Part) -> AsyncIterator[str]:
    yield "\ufeff" + line(*part.columns)
    async for rows in rows_of(reading, part):
        values = (json.loads(row, parse_float=Decimal) for row in rows)
        yield "".join(line(*(_cell(row[column]) for column in part.columns)) for row in values)


def _cell(value: Any) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | Decimal):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


async def _objects(reading: Reading, part: Part) -> AsyncIterator[str]:
    before = "[\n"
    async for rows in rows_of(reading, part):
        yield before + ",\n".join(rows)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _named(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


class _Sink(io.RawIOBase):
    """Collects what is written until it is taken; it cannot seek, so the archive never looks back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Return that it takes bytes."""
        return True

    def write(self, data: Any) -> int:
        """Keep a part."""
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what came since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
