# ruff: noqa: S608 - statements put together from literals of this file and the id of its own tenant
"""Whoever can write the database cannot cut off or write anew what was anchored outside of it unseen."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from audit_house import ENTRIES, Connection, anchor, faults, power
from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.adapters.anchor_file import anchors_in, append_anchor, take_turn
from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.audit.queries import head_of
from product import House, Product
from services import DatabaseUrls


async def test_a_tail_that_was_cut_with_its_head_is_seen_by_the_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """A chain cut anywhere, its head told anew, holds by itself; only the anchor outside knows that it was longer."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with power(database) as connection:
        for last in range(ENTRIES - 1, 0, -1):
            await _cut(connection, house, last)
            assert await faults(product, house, anchored=False) == ()
            (said,) = await faults(product, house)
            assert f"ends at entry {last}, but entry {ENTRIES} was anchored" in said
        await connection.execute(
            f"DELETE FROM audit_entries WHERE {own}; DELETE FROM chain_heads WHERE {own}"
        )
    assert await faults(product, house, anchored=False) == ()
    assert await faults(product, house)


async def test_a_chain_that_was_written_anew_is_seen_by_the_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """Who edits an entry and computes every hash after it again fools the chain, but not the anchor."""
    await _write_anew(product, database, house)
    assert await faults(product, house, anchored=False) == ()
    (said,) = await faults(product, house)
    assert said == f"audit entry {ENTRIES} (tests.ran) is not the one that was anchored"


async def _cut(connection: Connection, house: House, last: int) -> None:
    """Cut the tail behind an entry, and tell the head anew."""
    own = f"tenant_id = '{house.tenant_id}'"
    await connection.execute(
        f"DELETE FROM audit_entries WHERE {own} AND seq > {last};"
        f"UPDATE chain_heads h SET seq = e.seq, hash = e.hash FROM audit_entries e "
        f"WHERE h.{own} AND e.{own} AND e.seq = {last}"
    )


async def _write_anew(product: Product, database: DatabaseUrls, house: House) -> None:
    """Put another chain, one entry longer, in the place of the house's own."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with power(database) as connection:
        await connection.execute(
            f"DELETE FROM audit_entries WHERE {own}; DELETE FROM chain_heads WHERE {own}"
        )
    async with product.world.database.as_tenant(house.tenant_id) as session:
        for number in range(ENTRIES + 1):
            fact = Fact(product.clock.now(), "Nobody", "tests.ran", "tenant", house.tenant_id, {"n": number})
            await record(session, fact)


async def _offline(product: Product, house: House) -> list[str]:
    """Return what verification without any server says of the exported log, with the anchors."""
    exported = await house.browser.get(f"/app/{house.slug}/settings/audit.jsonl")
    anchors = anchors_in(product.world.settings.audit_anchor_file)
    return check_lines(exported.text.splitlines(keepends=True), anchors).faults


async def test_a_cut_is_still_seen_after_the_next_anchors(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """What was anchored before a cut is not forgotten when the cut chain is anchored, and has grown longer than it."""
    async with power(database) as connection:
        await _cut(connection, house, 3)
    assert await anchor(product) == 1
    fell = f"anchor 2 found the end of the audit chain at entry 3, after entry {ENTRIES} was anchored: its tail was cut"
    for found in (await faults(product, house), await _offline(product, house)):
        assert any(fell in fault for fault in found)
    for number in range(ENTRIES):
        await house.api.post("/api/v1/clients", json={"name": f"Atelier {number}"})
    assert await anchor(product) == 1
    for found in (await faults(product, house), await _offline(product, house)):
        assert any(fell in fault for fault in found)
        assert any("is not the one that was anchored" in fault for fault in found)


async def test_a_chain_written_anew_is_still_seen_after_the_next_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """Every entry that was ever anchored is compared, not the newest alone, which is the other chain's by then."""
    assert await _offline(product, house) == []
    await _write_anew(product, database, house)
    assert await anchor(product) == 1
    (said,) = await faults(product, house)
    assert said == f"audit entry {ENTRIES} (tests.ran) is not the one that was anchored"
    (said,) = await _offline(product, house)
    assert said == f"entry {ENTRIES} is not the one that was anchored: the log was written anew"


async def test_writers_of_anchors_read_the_ends_in_their_turn(product: Product, house: House) -> None:
    """One who waited puts down what holds then, not what held as the wait began: else an anchor could fall behind."""
    file = product.world.settings.audit_anchor_file
    with take_turn(file) as opened:
        await house.api.post("/api/v1/clients", json={"name": "Atelier"})
        waiting = asyncio.create_task(anchor(product))
        while not _is_waited_for(file):  # noqa: ASYNC110  # the kernel has no event to wait for
            await asyncio.sleep(0.01)
        await house.api.post("/api/v1/clients", json={"name": "Bureau"})
        async with product.world.database.as_tenant(house.tenant_id) as session:
            head = await head_of(session)
        assert head is not None
        assert append_anchor(opened, {house.tenant_id: head}, product.clock.now()) == 1
    assert await waiting == 0
    assert await faults(product, house) == ()


def _is_waited_for(file: Path) -> bool:
    """Return whether somebody waits for the lock of a file, as the kernel tells it."""
    inode = f":{file.stat().st_ino} "
    return any("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


async def test_a_chain_that_grew_since_the_anchor_holds(product: Product, house: House) -> None:
    """What happened after an anchor is no fault; the next anchor has it, and one without news is not written."""
    await house.api.post("/api/v1/clients", json={"name": "Atelier"})
    assert await faults(product, house) == ()
    product.clock.advance(timedelta(minutes=30))
    assert (await anchor(product), await anchor(product)) == (1, 0)
    assert await faults(product, house) == ()


async def test_the_anchors_cannot_be_changed_one_by_one(
    product: Product, house: House, tmp_path: Path
) -> None:
    """A changed or missing line of the file is named; half a line, left by a crash, is passed over."""
    file = product.world.settings.audit_anchor_file
    for _ in range(3):
        await house.api.post("/api/v1/clients", json={"name": "Atelier"})
        product.clock.advance(timedelta(minutes=30))
        await anchor(product)
    lines = file.read_text().splitlines(keepends=True)
    assert len(lines) == 4
    assert anchors_in(file).faults == []
    for number in range(3):
        row = json.loads(lines[number])
        row["heads"] = {tenant: [seq + 1, digest] for tenant, (seq, digest) in row["heads"].items()}
        for told in ([], [json.dumps(row) + "\n"]):
            file.write_text("".join([*lines[:number], *told, *lines[number + 1 :]]))
            assert anchors_in(file).faults, number
    file.write_text("".join(lines))
    half = tmp_path / "half.jsonl"
    half.write_text("".join(lines) + lines[-1][:40])
    heads = dict(anchors_in(file).heads)
    assert anchors_in(half).faults == []
    grown = {tenant: type(head)(head.seq + 1, head.hash) for tenant, head in heads.items()}
    with take_turn(half) as opened:
        append_anchor(opened, grown, product.clock.now())
    assert anchors_in(half).faults == []
    assert anchors_in(half).count == 5
