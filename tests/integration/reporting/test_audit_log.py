"""The audit log: who did what, for those who may see it; as files that others can verify."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from audit_reading import add_client, entries, member, path
from invoiceflow.audit.adapters.anchor_file import append_anchor, take_turn
from invoiceflow.audit.domain.anchor import Head
from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.entrypoints.cli import main
from invoiceflow.tenancy.domain.role import Role
from product import House, Product


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.ACCOUNTANT, 200), (Role.MEMBER, 403), (Role.VIEWER, 403)]
)
async def test_who_may_see_it(product: Product, role: Role, status: int) -> None:
    """Owner, admin and accountant see the log and its files; to others both are refused, in the same words."""
    house = await product.house()
    browser = await member(product, house, role)
    for suffix in ("", ".csv", ".jsonl"):
        assert (await browser.get(path(house, suffix))).status_code == status
        assert (await house.browser.get(path(house, suffix))).status_code == 200


async def test_pages_follow_each_other_without_gap_or_repetition(product: Product) -> None:
    """All entries are reached by the links to older ones, each once; the way back leads to the first page."""
    house = await product.house()
    for number in range(60):
        await add_client(house, f"Client {number:02}")
    first = await house.browser.get(path(house))
    older = re.findall(r'href="([^"]+)" rel="next"', first.text)[0].replace("&amp;", "&")
    second = await house.browser.get(older)
    assert len(entries(first)) == 50
    names = re.findall(r"added (Client \d\d) ", " ".join(entries(first) + entries(second)))
    assert names == [f"Client {number:02}" for number in range(59, -1, -1)]
    back = re.findall(r'href="([^"]+)" rel="prev"', second.text)[0].replace("&amp;", "&")
    assert entries(await house.browser.get(back)) == entries(first)


async def test_filters_narrow_it(product: Product) -> None:
    """By who, by what, by object and by the tenant's own days; nothing left is said so."""
    house = await product.house()
    one, _ = await add_client(house, "Café Lindenhof"), await add_client(house, "Atelier")
    await house.browser.post(f"/app/{house.slug}/settings/keys", data={"name": "Shop"})

    async def count(query: str) -> int:
        return len(entries(await house.browser.get(path(house) + query)))

    assert await count("?actor=api+KEY") == 2
    assert await count("?group=catalogue&actor=Mara") == 0
    assert await count(f"?about={one}") == 1
    assert await count("?group=settings") == 3  # opened, and two keys
    assert await count("?since=2026-11-18&until=2026-11-18&group=catalogue") == 2
    assert await count("?since=2026-11-19") == 0
    # 23:30 UTC is the next day in Hamburg.
    product.clock.advance(timedelta(hours=14, minutes=30))
    await add_client(house, "Night owl")
    product.clock.advance(-timedelta(hours=14, minutes=30))
    assert await count("?since=2026-11-19") == 1
    assert await count("?until=2026-11-18&group=catalogue") == 2
    for broken in ("?since=nonsense&about=x&group=nothing", "?actor=%00"):
        assert await count(broken) > 3
    told = (await house.browser.get(path(house) + "?since=nonsense&about=x&group=nothing")).text
    assert told.count("so the list is not narrowed by it") == 3
    file = await house.browser.get(path(house, ".csv") + "?since=nonsense&about=x")
    assert (file.status_code, "“x” is not an object" in file.text) == (422, True)
    assert (await house.browser.get(path(house) + "?after=x")).status_code == 422


async def test_another_tenant_s_log_is_not_there(product: Product) -> None:
    """An owner asks for a neighbour's log and for their object in one's own log, and finds neither."""
    house, other = await product.house(), await product.house()
    foreign = await add_client(other, "Canary of the other")
    assert (await house.browser.get(path(other))).status_code == 404
    assert entries(await house.browser.get(f"{path(house)}?about={foreign}")) == []
    assert len(entries(await other.browser.get(f"{path(other)}?about={foreign}"))) == 1
    for suffix in (".csv", ".jsonl"):
        assert "Canary" not in (await house.browser.get(path(house, suffix))).text
        assert "Canary" in (await other.browser.get(path(other, suffix))).text


async def test_the_table_is_safe_to_open(product: Product) -> None:
    """A name that is a formula stays a text in a spreadsheet."""
    house = await product.house()
    await add_client(house, "=HYPERLINK(1)")
    rows = list(csv.reader(io.StringIO((await house.browser.get(path(house, ".csv"))).text)))
    assert rows[-1][4] == "client.added"
    assert "=HYPERLINK(1)" in rows[-1][7]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


async def test_an_exported_log_is_verified_without_us(
    product: Product, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says that the file holds; of each edit, deletion and swap it names the entry, and exits with 1."""
    house = await product.house()
    for number in range(4):
        await add_client(house, f"Größe {number}")
    text = (await house.browser.get(path(house, ".jsonl"))).text
    file = tmp_path / "audit.jsonl"
    file.write_text(text)
    assert main(["audit", "check", str(file)]) == 0
    lines = text.splitlines(keepends=True)
    assert f"{len(lines)} audit entries hold. The last is entry {len(lines)}," in capsys.readouterr().out
    for number in range(len(lines)):
        row = json.loads(lines[number])
        for name in row:
            edited = json.dumps(row | {name: "x" if row[name] != "x" else "y"}) + "\n"
            assert check_lines([*lines[:number], edited, *lines[number + 1 :]]).faults, name
        if number < len(lines) - 1:
            assert check_lines(lines[:number] + lines[number + 1 :]).faults
            assert check_lines(
                [*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]]
            ).faults
    file.write_text("".join(lines[1:]))
    assert main(["audit", "check", str(file)]) == 1


async def test_a_cut_end_is_told_by_an_anchor(
    product: Product, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an anchor it is said that the end may be missing; with one a cut is named, and a whole log is told so."""
    house = await product.house()
    for number in range(4):
        await add_client(house, f"Client {number}")
    lines = (await house.browser.get(path(house, ".jsonl"))).text.splitlines(keepends=True)
    file, anchors, written_anew = (tmp_path / name for name in ("audit.jsonl", "anchors.jsonl", "anew.jsonl"))
    head = Head(len(lines), bytes.fromhex(json.loads(lines[-1])["hash"]))
    for names, said in ((anchors, head), (written_anew, Head(len(lines) - 1, bytes(32)))):
        with take_turn(names) as opened:
            append_anchor(opened, {house.tenant_id: said}, product.clock.now())
    told = []
    for kept, given in (
        (lines, None),
        (lines[:-1], None),
        (lines, anchors),
        (lines[:-1], anchors),
        (lines, written_anew),
    ):
        file.write_text("".join(kept))
        more = ["--anchors", str(given)] if given else []
        told.append((main(["audit", "check", str(file), *more]), capsys.readouterr().out))
    assert [status for status, _ in told] == [0, 0, 0, 1, 1]
    assert all("this file alone cannot tell" in out for _, out in told[:2])
    assert f"None is missing up to entry {len(lines)}" in told[2][1]
    assert "or its end was cut off" in told[3][1]
    assert "written anew" in told[4][1]


async def test_an_anchor_of_others_proves_nothing(
    product: Product, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anchors that do not name the tenant leave the end unknown, which is said; a file that is not there is refused."""
    house, other = await product.house(), await product.house()
    file, anchors = tmp_path / "audit.jsonl", tmp_path / "anchors.jsonl"
    file.write_text((await house.browser.get(path(house, ".jsonl"))).text)
    with take_turn(anchors) as opened:
        append_anchor(opened, {other.tenant_id: Head(1, bytes(32))}, product.clock.now())
    assert main(["audit", "check", str(file), "--anchors", str(anchors)]) == 0
    assert "No anchor names this tenant" in capsys.readouterr().out
    assert main(["audit", "check", str(file), "--anchors", str(tmp_path / "none")]) != 0


async def test_a_refusal_is_in_the_log(product: Product) -> None:
    """What a member or a key was refused stands in their tenant's log, by their id; what was allowed does not."""
    house = await product.house()
    viewer = await member(product, house, Role.VIEWER)
    assert (await viewer.get(f"/app/{house.slug}/settings/keys")).status_code == 403
    key = await _narrow_key(product, house)
    assert (await key.get("/api/v1/invoices?secret=1")).status_code == 403
    assert (await key.get("/api/v1/clients")).status_code == 200
    by_key, by_viewer = entries(await house.browser.get(path(house) + "?group=refused"))
    assert "Viewer Member" in by_viewer
    assert f"Asked for GET /app/{house.slug}/settings/keys" in by_viewer
    assert "API key narrow (API key)" in by_key
    assert "Code permission.denied" in by_key
    assert "Asked for GET /api/v1/invoices" in by_key
    assert "invoices:read" in by_key
    assert "secret" not in by_key
    overview = await house.browser.get(f"/app/{house.slug}")
    assert "was refused" not in overview.text


async def test_who_strays_is_told_to_their_own_tenant_alone(product: Product) -> None:
    """Asking for another's address leaves an entry at home, without the address, and none there."""
    house, other = await product.house(), await product.house()
    for slug in (other.slug, "no-such-tenant"):
        assert (await house.browser.get(f"/app/{slug}/clients")).status_code == 404
    at_home = entries(await house.browser.get(path(house) + "?group=refused"))
    assert len(at_home) == 2
    assert all("asked for a tenant that is not theirs" in entry for entry in at_home)
    assert not any(other.slug in entry for entry in at_home)
    assert entries(await other.browser.get(path(other) + "?group=refused")) == []


async def test_refusals_cannot_flood_the_log(product: Product) -> None:
    """Of each actor ten an hour are listed, and then one entry that says so; others and later hours are heard."""
    house = await product.house()
    viewer, narrow = await member(product, house, Role.VIEWER), await _narrow_key(product, house)
    for _ in range(30):
        assert (await viewer.get(f"/app/{house.slug}/settings/keys")).status_code == 403
    assert (await narrow.get("/api/v1/invoices")).status_code == 403
    found = entries(await house.browser.get(path(house) + "?group=refused"))
    assert len(found) == 12
    assert "refused too often to list" in found[1]


async def _narrow_key(product: Product, house: House) -> httpx.AsyncClient:
    sent = {"name": "narrow", "access": "areas", "scope:clients:read": "1"}
    page = await house.browser.post(f"/app/{house.slug}/settings/keys", data=sent)
    secret = re.search(r"\bif_[0-9A-Za-z]{49}\b", page.text)
    assert secret
    return product.client({"Authorization": f"Bearer {secret[0]}"})
