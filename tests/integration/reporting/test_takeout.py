"""Everything that a tenant has, in one file, for those who may take it."""

import csv
import io
import json
import os
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import httpx
import psycopg
import pytest

from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.entrypoints.commands import tenant_export
from invoiceflow.pdf.store import keep_file
from invoiceflow.reporting.queries.takeout import LEFT_OUT, PARTS
from invoiceflow.runtime.files import named
from invoiceflow.runtime.secrets import derived
from invoiceflow.tenancy.actions.invite_member import InviteMember, invite_member
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE
from invoiceflow.tenancy.domain.role import Role
from payments_house import an_invoice, pay
from product import SECRET_KEY, House, Product, a_profile
from services import DatabaseUrls

INVITING = derived(SECRET_KEY, KEY_PURPOSE)
LOGO = b"a logo"
LISTED = {"audit.jsonl", "README.txt", *(f"{part.name}.{kind}" for part in PARTS for kind in ("csv", "json"))}


async def lived_in(product: Product, canary: str) -> House:
    """Open a tenant with a client, a paid invoice with its document, and the canary in all that can be typed."""
    house = await product.house(a_profile(logo=named(LOGO)))
    await product.world.files.put(house.tenant_id, LOGO)
    command = InviteMember(f"{canary}@example.com", Role.VIEWER, house.owner, INVITING, product.clock.now())
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await invite_member(session, command)
    await house.api.post("/api/v1/clients", json={"name": f"=cmd {canary}", "country": "DE", "notes": canary})
    invoice = await an_invoice(product, house)
    await pay(product, house, invoice.id, 5000)
    file = await product.world.files.put(house.tenant_id, f"document {canary}".encode())
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await keep_file(session, invoice.id, file, size_bytes=17, at=product.clock.now())
    return house


async def taken(product: Product, house: House, browser: httpx.AsyncClient | None = None) -> zipfile.ZipFile:
    """Return the file: what the button starts, the worker writes, and the other button gives."""
    own, path = browser or house.browser, f"/app/{house.slug}/settings/data/export"
    assert (await own.post(path)).status_code == 303
    await product.work()
    answer = await own.post(f"{path}/file")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-length"] == str(len(answer.content))
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_all_of_it_is_there_and_nothing_of_others(product: Product) -> None:
    """Rows, ledger, log and documents of the own tenant are in the file; the neighbour's canary is not."""
    house, other = await lived_in(product, "canary-of-mine"), await lived_in(product, "canary-of-theirs")
    archive = await taken(product, house)
    assert archive.testzip() is None
    documents = {name for name in archive.namelist() if name.startswith("documents/")}
    assert set(archive.namelist()) - documents == LISTED | {f"logos/{named(LOGO)[:12]}.png"}
    contents = {name: archive.read(name) for name in archive.namelist()}
    assert [contents[name] for name in documents] == [b"document canary-of-mine"]
    assert not any(b"canary-of-theirs" in content for content in contents.values())
    assert not any(str(other.tenant_id).encode() in content for content in contents.values())
    assert contents[f"logos/{named(LOGO)[:12]}.png"] == LOGO
    (tenant,), (invitation,) = (json.loads(contents[f"{name}.json"]) for name in ("tenant", "invitations"))
    assert (tenant["logo"], invitation["email"]) == (named(LOGO), "canary-of-mine@example.com")
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
    archive = await taken(product, house)
    assert "hash" not in json.loads(archive.read("api_keys.json"))[0]
    assert "token_hash" not in json.loads(archive.read("invitations.json"))[0]
    assert not {"link_hash", "content_hash"} & set(json.loads(archive.read("invoices.json"))[0])


async def test_its_tables_are_safe_to_open(product: Product) -> None:
    """Formulas stay texts, negative amounts stay numbers, and the columns are those that are promised."""
    house = await lived_in(product, "canary")
    archive = await taken(product, house)
    for part in PARTS:
        rows = list(csv.reader(io.StringIO(archive.read(f"{part.name}.csv").decode("utf-8-sig"))))
        assert rows[0] == list(part.columns)
        assert all(len(row) == len(part.columns) for row in rows)
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    clients = archive.read("clients.csv").decode()
    assert "'=cmd canary" in clients


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 303), (Role.ACCOUNTANT, 303), (Role.MEMBER, 403)])
async def test_who_may_take_it(product: Product, role: Role, status: int) -> None:
    """A member without the permission gets neither page nor file; a stranger finds nothing there."""
    house, other = await product.house(), await product.house()
    _, browser = await product.member_of(house, role)
    path, may = f"/app/{house.slug}/settings/data", status == 303
    assert (await browser.get(path)).status_code == (200 if may else 403)
    assert (await browser.post(f"{path}/export")).status_code == status
    assert (await other.browser.post(f"{path}/export")).status_code == 404
    await taken(product, house)
    assert (await browser.post(f"{path}/export/file")).status_code == (200 if may else 403)
    assert (await other.browser.post(f"{path}/export/file")).status_code == 404


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


async def test_every_column_is_exported_or_left_out_by_name(product: Product, database: DatabaseUrls) -> None:
    """No column of a tenant's table, as the database knows them, is forgotten; no reason is given for nothing."""
    assert product.app is not None
    with psycopg.connect(database.superuser) as power:
        known = power.execute(
            "SELECT c.relname::text, a.attname::text FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND EXISTS ("
            "SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')"
        ).fetchall()
    columns = {f"{table}.{column}" for table, column in known}
    exported = {f"{part.table}.{column}" for part in PARTS for column in part.columns}
    whole = {table for part in PARTS for table in part.nested}
    reasons = {name: {c for c in columns if fnmatch(c, name)} for name in LEFT_OUT}
    named_out = set().union(*reasons.values())
    nested = {column for column in columns if column.partition(".")[0] in whole}
    assert columns - exported - nested - named_out == set()
    assert {name for name, found in reasons.items() if not found} == set()
    assert (exported & named_out, all(LEFT_OUT.values())) == ({"tenants.tenant_id"}, True)
