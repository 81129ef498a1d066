"""Everything that a tenant has, in one file, for those who may take it."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import httpx
import pytest

from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.entrypoints.commands import tenant_export
from invoiceflow.pdf.store import keep_file
from invoiceflow.reporting.queries.takeout import PARTS
from invoiceflow.tenancy.domain.role import Role
from payments_house import an_invoice, pay
from product import House, Product

LISTED = {"audit.jsonl", "README.txt", *(f"{part.name}.{kind}" for part in PARTS for kind in ("csv", "json"))}


async def lived_in(product: Product, canary: str) -> House:
    """Open a tenant with a client, a paid invoice with its document, and the canary in all that can be typed."""
    house = await product.house()
    await house.api.post("/api/v1/clients", json={"name": f"=cmd {canary}", "country": "DE", "notes": canary})
    invoice = await an_invoice(product, house)
    await pay(product, house, invoice.id, 5000)
    file = await product.world.files.put(house.tenant_id, f"document {canary}".encode())
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await keep_file(session, invoice.id, file, size_bytes=17, at=product.clock.now())
    return house


async def taken(browser: httpx.AsyncClient, house: House) -> zipfile.ZipFile:
    """Return the file that the page's button gives."""
    answer = await browser.post(f"/app/{house.slug}/settings/data/export")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_all_of_it_is_there_and_nothing_of_others(product: Product) -> None:
    """Rows, ledger, log and documents of the own tenant are in the file; the neighbour's canary is not."""
    house, other = await lived_in(product, "canary-of-mine"), await lived_in(product, "canary-of-theirs")
    archive = await taken(house.browser, house)
    assert archive.testzip() is None
    documents = {name for name in archive.namelist() if name.startswith("documents/")}
    assert set(archive.namelist()) - documents == LISTED
    contents = {name: archive.read(name) for name in archive.namelist()}
    assert [contents[name] for name in documents] == [b"document canary-of-mine"]
    assert not any(b"canary-of-theirs" in content for content in contents.values())
    assert not any(str(other.tenant_id).encode() in content for content in contents.values())
    (invoice,) = json.loads(contents["invoices.json"])
    assert (invoice["number"], len(invoice["lines"]), invoice["paid_minor"]) == ("2026-0001", 1, 5000)
    journals = json.loads(contents["ledger.json"])
    assert all(sum(entry["amount_minor"] for entry in journal["entries"]) == 0 for journal in journals)
    log = check_lines(contents["audit.jsonl"].decode().splitlines())
    assert (log.faults, log.count > 4) == ([], True)
    assert b"tenant.exported" in contents["audit.jsonl"]


async def test_nothing_secret_leaves(product: Product) -> None:
    """Neither a hash of a key nor of a public link is in the file."""
    house = await lived_in(product, "canary")
    archive = await taken(house.browser, house)
    assert "hash" not in json.loads(archive.read("api_keys.json"))[0]
    assert not {"link_hash", "content_hash"} & set(json.loads(archive.read("invoices.json"))[0])


async def test_its_tables_are_safe_to_open(product: Product) -> None:
    """Formulas stay texts, negative amounts stay numbers, and the columns are those that are promised."""
    house = await lived_in(product, "canary")
    archive = await taken(house.browser, house)
    for part in PARTS:
        rows = list(csv.reader(io.StringIO(archive.read(f"{part.name}.csv").decode("utf-8-sig"))))
        assert rows[0] == list(part.columns)
        assert all(len(row) == len(part.columns) for row in rows)
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    clients = archive.read("clients.csv").decode()
    assert "'=cmd canary" in clients


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.ACCOUNTANT, 200), (Role.MEMBER, 403)])
async def test_who_may_take_it(product: Product, role: Role, status: int) -> None:
    """A member without the permission gets neither page nor file; a stranger finds nothing there."""
    house, other = await product.house(), await product.house()
    _, browser = await product.member_of(house, role)
    path = f"/app/{house.slug}/settings/data"
    assert (await browser.get(path)).status_code == status
    assert (await browser.post(f"{path}/export")).status_code == status
    assert (await other.browser.post(f"{path}/export")).status_code == 404


async def test_the_command_writes_the_same(
    product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes one file, and never over another."""
    house = await lived_in(product, "canary")
    given = product.world.settings
    for name in given.__dataclass_fields__:
        value = getattr(given, name)
        if value and name.upper() not in os.environ:
            monkeypatch.setenv(name.upper(), str(value))
    file = tmp_path / "all.zip"
    await tenant_export.export(house.slug, file)
    assert set(zipfile.ZipFile(file).namelist()) > LISTED
    with pytest.raises(Exception, match="cannot be written"):
        await tenant_export.export(house.slug, file)
